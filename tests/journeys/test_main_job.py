"""The whole story, with real mails and a real browser, in both languages."""

from pathlib import Path

import pytest

from tests.journeys.applicants import make_applicant
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import Mailbox
from tests.journeys.registration import PASSWORD, apply, sign_in, sign_up
from tests.journeys.words import LANGUAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_main_job(arrive: Arrive, mailbox: Mailbox, tmp_path: Path, language: str) -> None:
    applicant = make_applicant(tmp_path, LANGUAGES.index(language))
    expert = arrive(language)
    sign_up(expert, mailbox, applicant.email)
    sign_in(expert, applicant.email, PASSWORD)
    number = apply(expert, applicant)
    mailbox.wait_for(
        applicant.email, expert.say("Application %(reference)s submitted", reference=number)
    )
