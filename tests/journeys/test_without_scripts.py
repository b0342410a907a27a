"""Registration works where no script runs: an old phone, a strict office."""

from pathlib import Path

import pytest

from tests.journeys.applicants import make_applicant
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import Mailbox
from tests.journeys.registration import PASSWORD, apply, sign_in, sign_up

pytestmark = pytest.mark.browser


def test_an_expert_applies_without_any_script(
    arrive: Arrive, mailbox: Mailbox, tmp_path: Path
) -> None:
    applicant = make_applicant(tmp_path, 2)
    expert = arrive("zh_Hans", scripts=False)
    sign_up(expert, mailbox, applicant.email)
    sign_in(expert, applicant.email, PASSWORD)
    number = apply(expert, applicant)
    mailbox.wait_for(
        applicant.email, expert.say("Application %(reference)s submitted", reference=number)
    )
