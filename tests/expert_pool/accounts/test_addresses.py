import pytest

from expert_pool.accounts.addresses import check_address, is_address
from expert_pool.errors import ExpertPoolError


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("a@example.org", True),
        ("a.b+c@mail.example.org", True),
        ("a" * 64 + "@example.org", True),
        ("a" * 65 + "@example.org", False),
        ("a@" + "b" * 248 + ".org", True),
        ("a@" + "b" * 249 + ".org", False),
        ("a@b", False),
        ("a@b.", False),
        ("a@.org", False),
        ("@example.org", False),
        ("a b@example.org", False),
        ("a@b@example.org", False),
        ("a,b@example.org", False),
        ("a\u202e@example.org", False),
        ("", False),
    ],
)
def test_an_address_has_a_name_one_at_and_a_domain_with_a_dot(text: str, may_be: bool) -> None:
    assert is_address(text) is may_be


def test_what_is_no_address_is_refused_with_what_was_typed() -> None:
    check_address("a@example.org")
    with pytest.raises(ExpertPoolError, match=r"account\.not_an_address") as refused:
        check_address("a@b")
    assert refused.value.params == {"email": "a@b"}
