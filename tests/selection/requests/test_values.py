import pytest

from expert_pool.conflicts import Person
from expert_pool.errors import ExpertPoolError
from selection.requests import DirectGround, DirectSeat, FallbackStep, RaisedBy, Recusal, StepTaken
from tests.factories import COMPANY
from tests.selection.requests.samples import PROJECT, make_request


def test_a_recusal_is_about_a_unit_or_a_person() -> None:
    with pytest.raises(ExpertPoolError, match=r"recusal\.unit_or_person"):
        Recusal("G22", "理由", RaisedBy.STAFF)
    with pytest.raises(ExpertPoolError, match=r"recusal\.unit_or_person"):
        Recusal("G22", "理由", RaisedBy.STAFF, unit=COMPANY, person=Person("测丁"))


def test_the_lead_units_of_all_projects_count() -> None:
    assert make_request(projects=(PROJECT, PROJECT)).lead_units == (COMPANY, COMPANY)


def test_each_step_and_each_direct_seat_is_an_exception_of_its_own() -> None:
    assert make_request().exceptions == ()
    seat = DirectSeat(Person("测甲", (COMPANY,)), DirectGround.EMERGENCY, "应急")
    steps = (StepTaken(FallbackStep.FIELD_LEVEL_2), StepTaken(FallbackStep.FIELD_LEVEL_1, 3, 9))
    request = make_request(fallback=steps, direct=(seat, seat))
    assert request.exceptions == ("field_level_2", "field_level_1", "direct-1", "direct-2")
