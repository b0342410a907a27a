import pytest

from expert_pool.conflicts import Person
from expert_pool.errors import ExpertPoolError
from selection.requests import RaisedBy, Recusal
from tests.factories import COMPANY
from tests.selection.requests.samples import PROJECT, make_request


def test_a_recusal_is_about_a_unit_or_a_person() -> None:
    with pytest.raises(ExpertPoolError, match=r"recusal\.unit_or_person"):
        Recusal("G22", "理由", RaisedBy.STAFF)
    with pytest.raises(ExpertPoolError, match=r"recusal\.unit_or_person"):
        Recusal("G22", "理由", RaisedBy.STAFF, unit=COMPANY, person=Person("测丁"))


def test_the_lead_units_of_all_projects_count() -> None:
    assert make_request(projects=(PROJECT, PROJECT)).lead_units == (COMPANY, COMPANY)
