import pytest

from expert_pool.policy import change_values
from selection.requests import Attribute, PanelRequest, Quota, check_request, nearest_peers
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    TODAY,
    condition,
    make_request,
    weighed,
)


def about(*fields: str) -> PanelRequest:
    return make_request(fields=frozenset(fields))


def asking(values: tuple[str, ...], minimum: int = 1) -> PanelRequest:
    """A request on a project of field 10101 with a quota for these fields."""
    quota = Quota("peers", (condition(Attribute.FIELD, *values),), minimum, 5)
    return make_request(fields=frozenset({"10101"}), quotas=(*make_request().quotas, quota))


@pytest.mark.parametrize(
    ("levels", "fields", "peers"),
    [
        (("direction", "field_level_3"), ("10101",), {"10101"}),
        (("field_level_2", "field_level_1"), ("10101",), {"101"}),
        (("field_level_1",), ("10101", "20201"), {"10", "20"}),
        (("field_level_3",), ("101",), {"101"}),
        (("direction",), ("10101",), set()),
        (("field_level_3",), (), set()),
        (("field_level_3",), ("no field",), set()),
    ],
)
def test_nearest_peers_share_the_field_at_the_policys_first_level(
    levels: tuple[str, ...], fields: tuple[str, ...], peers: set[str]
) -> None:
    policy = change_values(JINHUA, {"match_levels": levels})
    found = nearest_peers(about(*fields), policy, LISTS)
    assert (set(found.values) if found else set()) == peers


@pytest.mark.parametrize(
    ("values", "minimum", "told"),
    [
        (("10101",), 1, False),
        (("101",), 1, False),
        (("10",), 1, False),
        (("20", "10101"), 1, False),
        (("10102",), 1, True),
        (("20",), 1, True),
        (("10101",), 0, True),
    ],
)
def test_drw_22_any_level_around_the_projects_field_asks_for_peers(
    values: tuple[str, ...], minimum: int, told: bool
) -> None:
    found = weighed(check_request(asking(values, minimum), JINHUA, LISTS, TODAY))
    assert found == ([("DRW-22.no_peers", "info")] if told else [])


def test_drw_22_without_a_known_field_or_technical_seats_nothing_is_told() -> None:
    financial = make_request(
        activity="A12",
        seats=3,
        fields=frozenset({"10101"}),
        quotas=(Quota("f", (condition(Attribute.TYPE, "financial"),), 3, 3),),
    )
    assert check_request(financial, JINHUA, LISTS, TODAY) == ()
    assert check_request(make_request(), JINHUA, LISTS, TODAY) == ()
    (found,) = check_request(about("10101", "no field"), JINHUA, LISTS, TODAY)[-1:]
    assert found.param("field") == "10101"
