import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId
from expert_pool.policy import change_values
from selection.errors import SelectionError
from selection.requests import (
    Attribute,
    Condition,
    DirectGround,
    DirectSeat,
    FallbackStep,
    OpposedExpert,
    PanelRequest,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
    StepTaken,
    check_unchanged,
    criteria_digest,
    freeze_criteria,
    thaw_criteria,
)
from tests.factories import COMPANY
from tests.selection.requests.samples import JINHUA, LEADER, PROJECT, REVIEW, codes, make_request

FULL = make_request(
    projects=(
        replace(PROJECT, batch_applicants=(LEADER,), earlier_panel=frozenset({ExpertId("e9")})),
    ),
    region=RegionLimit(frozenset({"330702", "330703"}), "理由"),
    recusals=(
        Recusal("G22", "理由", RaisedBy.PARTY, unit=COMPANY),
        Recusal("G05", "理由", RaisedBy.EXPERT, person=LEADER),
    ),
    opposed=(OpposedExpert(LEADER, "理由"),),
    fields=frozenset({"101", "201"}),
    urgent=True,
    urgent_reason="应急",
    review=ReviewDays(REVIEW.start, REVIEW.end, (REVIEW.start,)),
    group_cap=2,
    fallback=(StepTaken(FallbackStep.FIELD_LEVEL_2, 12, 40),),
    fallback_reason="同行不足",
    direct=(DirectSeat(LEADER, DirectGround.SECRECY, "涉密"),),
    direct_consent="测局长",
)

requests = st.builds(
    make_request,
    seats=st.integers(1, 99),
    fields=st.frozensets(st.sampled_from(["101", "201", "30101"])),
    quotas=st.tuples(
        st.builds(
            Quota,
            st.sampled_from(["a", "b"]),
            st.tuples(
                st.builds(
                    Condition,
                    st.sampled_from(Attribute),
                    st.frozensets(st.text("abc12", min_size=1, max_size=3)),
                )
            ),
            st.integers(0, 9),
            st.integers(0, 9),
        )
    ),
)


@given(requests)
def test_what_was_frozen_comes_back(request: PanelRequest) -> None:
    assert thaw_criteria(freeze_criteria(request, JINHUA)) == request


def test_every_part_of_a_request_comes_back() -> None:
    assert thaw_criteria(freeze_criteria(FULL, JINHUA)) == FULL
    assert check_unchanged(FULL, freeze_criteria(FULL, JINHUA), JINHUA) == ()


def test_the_bytes_are_canonical_and_name_their_policy() -> None:
    frozen = freeze_criteria(FULL, JINHUA, "salt")
    document = json.loads(frozen)
    assert document["policy"] == {
        "id": "jinhua",
        "version": JINHUA.version,
        "digest": JINHUA.digest,
    }
    assert document["request"]["fields"] == ["101", "201"]
    assert document["request"]["review"] == {
        "start": "2026-11-20",
        "end": "2026-11-20",
        "days": ["2026-11-20"],
    }
    assert document["salt"] == "salt"
    assert b": " not in frozen


@pytest.mark.parametrize(
    "changed",
    [
        replace(FULL, seats=7),
        replace(FULL, recusals=()),
        replace(FULL, review=replace(FULL.review, end=date(2026, 11, 21))),
        replace(FULL, fields=frozenset({"101"})),
    ],
)
def test_any_change_after_the_approval_is_seen(changed: PanelRequest) -> None:
    frozen = freeze_criteria(FULL, JINHUA)
    assert codes(check_unchanged(changed, frozen, JINHUA)) == ["REQ-02.changed_after_approval"]
    assert criteria_digest(freeze_criteria(changed, JINHUA)) != criteria_digest(frozen)


def test_the_digest_depends_on_policy_and_salt() -> None:
    other = change_values(JINHUA, {"coi_employment_years": 5})
    digests = {
        criteria_digest(freeze_criteria(FULL, JINHUA)),
        criteria_digest(freeze_criteria(FULL, other)),
        criteria_digest(freeze_criteria(FULL, JINHUA, "salt")),
    }
    assert {len(digest) for digest in digests} == {64}
    assert len(digests) == 3


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b"{", b'{"request": {}}', b"\xff"])
def test_other_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(SelectionError, match=r"criteria\.unreadable"):
        thaw_criteria(broken)
