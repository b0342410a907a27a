import pytest

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties
from expert_pool.errors import ExpertPoolError
from tests.factories import BUREAU, COMPANY, UNIVERSITY


def test_a_party_is_a_unit_or_a_person() -> None:
    with pytest.raises(ExpertPoolError, match=r"party\.unit_or_person"):
        Party(PartyRole.MEMBER)
    with pytest.raises(ExpertPoolError, match=r"party\.unit_or_person"):
        Party(PartyRole.MEMBER, unit=COMPANY, person=Person("测丁"))


def test_parties_are_told_apart_by_role() -> None:
    leader = Party(PartyRole.PROJECT_LEADER, person=Person("测丁"))
    parties = ProjectParties(
        (
            Party(PartyRole.LEAD_UNIT, unit=COMPANY),
            Party(PartyRole.CO_UNIT, unit=UNIVERSITY),
            Party(PartyRole.AUTHORITY, unit=BUREAU),
            leader,
        )
    )
    assert parties.units == (COMPANY, UNIVERSITY)
    assert parties.lead_units == (COMPANY,)
    assert parties.authorities == (BUREAU,)
    assert parties.people == (leader,)
