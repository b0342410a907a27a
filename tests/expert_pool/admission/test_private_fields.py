"""Which private fields may be kept, by the separate consent to the sensitive ones."""

import pytest

from expert_pool.admission.private_fields import consented

YES = {"sensitive_consent": "yes"}
NO = {"sensitive_consent": ""}
TYPED = {"identity_number": "99000019700105001X", "phone": "13800000000"}
PHONE = {"phone": "13800000000"}


@pytest.mark.parametrize(
    ("former", "person", "typed", "kept"),
    [
        ({}, YES, TYPED, TYPED),
        (YES, YES, {}, {}),
        ({}, {}, TYPED, PHONE),
        (NO, NO, {}, {}),  # A number that an import brought stays as it is.
        (YES, NO, TYPED, PHONE | {"identity_number": ""}),
        (YES, NO, {}, {"identity_number": ""}),
    ],
)
def test_a_number_is_kept_with_the_separate_consent_only(
    former: dict[str, str], person: dict[str, str], typed: dict[str, str], kept: dict[str, str]
) -> None:
    assert consented(former, person, typed) == kept
