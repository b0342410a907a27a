"""What the buttons of the request form do to what was typed: rows, template.

A button sends `do`, such as `remove quotas-2`. Nothing here is stored or judged; what a
proposal changes stands in `proposals`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists
from selection.requests import (
    Attribute,
    Condition,
    FallbackStep,
    Quota,
    RaisedBy,
    request_from_template,
)
from web.officers.proposals import apply_steps
from web.officers.request_form import MOST_CONDITIONS, MOST_DIRECT, MOST_QUOTAS, MOST_ROWS
from web.officers.rows import Typed, add_row, count_rows, remove_row

_ROW: Final = re.compile(
    r"(quotas|recusals|opposed|direct|conditions)-\d{1,3}(-conditions-\d{1,3})?"
)
FOR_EVERYBODY: Final = (
    Attribute.TITLE_LEVEL,
    Attribute.LOCAL,
    Attribute.SECTOR,
    Attribute.TYPE,
    Attribute.QUALIFICATION,
    Attribute.HONOUR,
    Attribute.FIELD,
    Attribute.DISCIPLINE,
)
"""What every member may be asked for; a region has a limit of its own on the form, and nobody
asks for a panel of one sex."""
_QUOTA: Final = re.compile(r"quotas-\d{1,3}")
_OWN_ID: Final = re.compile(r"q(\d{1,4})")


def template_fields(activity: str, policy: Policy, lists: CodeLists) -> Typed:
    """The usual seats, place, cap and quotas of an activity, as they stand in the form."""
    template = request_from_template(lists.activities[activity], policy)
    fields: Typed = {
        "activity": (activity,),
        "place": (template.place.value,),
        "seats": (str(template.seats),),
        "employer_cap": (str(template.employer_cap),),
        "group_cap": (str(template.group_cap),),
    }
    for number, quota in enumerate(template.quotas):
        fields |= quota_fields(number, quota)
    return fields


def quota_fields(number: int, quota: Quota) -> Typed:
    """One quota as it stands in the form."""
    row = f"quotas-{number}"
    fields: Typed = {
        f"{row}-id": (quota.id,),
        f"{row}-minimum": (str(quota.minimum),),
        f"{row}-maximum": (str(quota.maximum),),
    }
    return fields | condition_fields(f"{row}-conditions", quota.conditions)


def condition_fields(rows: str, conditions: Iterable[Condition]) -> Typed:
    """Conditions as they stand in the form."""
    fields: Typed = {}
    for place, condition in enumerate(conditions):
        fields[f"{rows}-{place}-attribute"] = (condition.attribute.value,)
        fields[f"{rows}-{place}-values"] = tuple(sorted(condition.values))
    return fields


def move_form(
    typed: Typed, do: str, picked: Mapping[str, str], policy: Policy, lists: CodeLists
) -> Typed:
    """The form after a button was pressed; buttons that only send leave it as it is."""
    verb, _, target = do.partition(" ")
    if verb == "template":
        return _with_template(typed, policy, lists)
    if verb == "apply":
        return apply_steps(typed, target)
    move = _MOVES.get(verb)
    return move(typed, target, picked) if move else typed


def _with_template(typed: Typed, policy: Policy, lists: CodeLists) -> Typed:
    activity = (typed.get("activity") or ("",))[0]
    if activity not in lists.activities:
        return typed
    kept = {n: v for n, v in typed.items() if not n.startswith("quotas-")}
    return {**kept, **template_fields(activity, policy, lists)}


def _add_quota(typed: Typed, _target: str, picked: Mapping[str, str]) -> Typed:
    if count_rows(typed, "quotas") >= MOST_QUOTAS:
        return typed
    taken = [v[0] for n, v in typed.items() if n.endswith("-id") and v]
    numbers = [int(found[1]) for one in taken if (found := _OWN_ID.fullmatch(one))]
    asked = (typed.get("seats") or ("",))[0].strip()
    seats = asked if asked.isdecimal() else "1"
    values = {"id": (f"q{max(numbers, default=0) + 1}",), "minimum": ("1",), "maximum": (seats,)}
    made = add_row(typed, "quotas", values)
    row = f"quotas-{count_rows(typed, 'quotas')}"
    return _add_condition(made, row, {row: picked.get("new", "")})


def _add_peers(typed: Typed, target: str, picked: Mapping[str, str]) -> Typed:
    """A quota for at least one peer of these fields; how many more is for the officer to say."""
    made, place = _add_quota(typed, "", picked), count_rows(typed, "quotas")
    codes = frozenset(target.split())
    if not codes or count_rows(made, "quotas") == place:
        return typed
    rows = f"quotas-{place}-conditions"
    kept = {name: texts for name, texts in made.items() if not name.startswith(rows)}
    return {**kept, **condition_fields(rows, (Condition(Attribute.FIELD, codes),))}


def _add_condition(typed: Typed, target: str, picked: Mapping[str, str]) -> Typed:
    attribute = picked.get(target, "")
    if not _QUOTA.fullmatch(target) or attribute not in set(Attribute):
        return typed
    return add_row(typed, f"{target}-conditions", {"attribute": (attribute,)})


def _add_for_everybody(typed: Typed, _target: str, picked: Mapping[str, str]) -> Typed:
    attribute = picked.get("everybody", "")
    known = attribute in FOR_EVERYBODY
    if not known or count_rows(typed, "conditions") >= MOST_CONDITIONS:
        return typed
    return add_row(typed, "conditions", {"attribute": (attribute,)})


def _add_recusal(typed: Typed, _target: str, _picked: Mapping[str, str]) -> Typed:
    if count_rows(typed, "recusals") >= MOST_ROWS:
        return typed
    return add_row(typed, "recusals", {"raised_by": (RaisedBy.PARTY.value,)})


def _add_opposed(typed: Typed, _target: str, _picked: Mapping[str, str]) -> Typed:
    if count_rows(typed, "opposed") >= MOST_ROWS:
        return typed
    return add_row(typed, "opposed", {"row": ("1",)})


def _add_direct(typed: Typed, _target: str, _picked: Mapping[str, str]) -> Typed:
    if count_rows(typed, "direct") >= MOST_DIRECT:
        return typed
    return add_row(typed, "direct", {"row": ("1",)})


def _widen(typed: Typed, target: str, _picked: Mapping[str, str]) -> Typed:
    """Ticks further steps of the fallback order; their reason is for the officer to give."""
    ticked = filter(None, (*typed.get("fallback", ()), *target.split()))
    known = (it for it in dict.fromkeys(ticked) if it in set(FallbackStep))
    return {**typed, "fallback": tuple(known)}


def _remove(typed: Typed, target: str, _picked: Mapping[str, str]) -> Typed:
    return remove_row(typed, target) if _ROW.fullmatch(target) else typed


_MOVES: Final[Mapping[str, Callable[[Typed, str, Mapping[str, str]], Typed]]] = {
    "add-quota": _add_quota,
    "add-peers": _add_peers,
    "add-condition": _add_condition,
    "add-everybody": _add_for_everybody,
    "add-recusal": _add_recusal,
    "add-opposed": _add_opposed,
    "add-direct": _add_direct,
    "remove": _remove,
    "widen": _widen,
}
