"""The main job, end to end, with real mails and real browsers, in both languages."""

from pathlib import Path

import pytest

from tests.journeys.applicants import make_applicant
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import Mailbox
from tests.journeys.story import Story
from tests.journeys.words import LANGUAGES

pytestmark = pytest.mark.browser
FIRST_PROJECT = 3


def test_main_job(arrive: Arrive, mailbox: Mailbox, tmp_path: Path) -> None:
    stories = [
        Story(language, arrive, mailbox, make_applicant(tmp_path, number), FIRST_PROJECT + number)
        for number, language in enumerate(LANGUAGES)
    ]
    for story in stories:
        story.an_expert_registers()
        story.two_registrars_admit()
        story.a_panel_is_requested()
        story.both_parties_commit()
    for story in stories:  # the minute before the reveal is one for both
        story.both_parties_reveal()
        story.the_panel_is_there()
        story.anybody_checks_the_receipt(tmp_path)
        story.the_auditor_reads_the_log()
