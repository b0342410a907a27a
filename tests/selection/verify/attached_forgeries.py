"""What somebody with the service's own key could write into a record, and what into an entry."""

from collections.abc import Callable
from typing import Any

from tests.selection.receipt_samples import loads
from tests.selection.verify.attached_bounds import ENDED, ENTRY, PLAIN, PLAIN_PUBLIC

Json = Any
Path = tuple[str | int, ...]
Forge = Callable[[Json, dict[str, bytes]], None]


def _pass_in_silence(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][0]["passed"].pop(0)


def _invent_fact(told: Json, _files: dict[str, bytes]) -> None:
    step = told["steps"][1]
    step["passed"].append({"e": step["successor"], "codes": ["POL-06.on_leave"], "stated": True})


def _bar_successor(told: Json, _files: dict[str, bytes]) -> None:
    """A fact invented against the one who was next, so that a friend comes."""
    step = told["steps"][0]
    barred = {"e": step["successor"], "codes": ["POL-06.on_leave"], "stated": True}
    step["passed"].append(barred)
    step["successor"], step["rank"] = told["steps"][1]["successor"], step["rank"] + 1


def _take_rule_for_fact(told: Json, _files: dict[str, bytes]) -> None:
    for one in told["steps"][0]["passed"]:
        one["stated"] = not one["stated"]


def _more_codes(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][0]["passed"][0]["codes"] = ["POL-06.on_leave", "POL-07.none"]


def _exchange_steps(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"].reverse()
    for number, step in enumerate(told["steps"], start=1):
        step["number"], step["t"] = number, "2026-05-07T08:00:01Z"


def _seat_two_at_once(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][1]["successor"] = told["steps"][0]["successor"]


def _bring_back(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][1]["successor"] = told["steps"][0]["leaver"]


def _supplement_early(told: Json, files: dict[str, bytes]) -> None:
    last = loads(files[ENDED])["steps"][-1]
    told["steps"] = [last | {"number": 1}]


def _supplement_a_member(told: Json, _files: dict[str, bytes]) -> None:
    seated = [seat["e"] for seat in told["panel"]]
    told["steps"][-1]["successor"] = seated[0]


def _supplement_a_leaver(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][-1]["successor"] = told["steps"][0]["leaver"]


def _open_another(told: Json, files: dict[str, bytes]) -> None:
    told["openings"].append(loads(files[ENTRY])["opening"])


def _open_twice(told: Json, _files: dict[str, bytes]) -> None:
    told["openings"].append(told["openings"][0])


def _exchange_openings(told: Json, _files: dict[str, bytes]) -> None:
    told["openings"].reverse()


def _change_employer(told: Json, _files: dict[str, bytes]) -> None:
    told["openings"][0]["entry"]["employer"] = "u99"


def _hide_vacancy(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"].pop(0)
    told["steps"][0]["number"] = 1


def _nobody_came(told: Json, _files: dict[str, bytes]) -> None:
    told["steps"][-1] |= {"successor": None, "rank": 0}
    seat = told["steps"][-1]["seat"]
    told["panel"] = [it if it["seat"] != seat else it | {"e": None} for it in told["panel"]]


FORGERIES: dict[str, tuple[str, Forge]] = {
    "a reserve passed over in silence": (PLAIN, _pass_in_silence),
    "a fact against who came": (PLAIN, _invent_fact),
    "a fact against who was next": (PLAIN, _bar_successor),
    "a rule told as a fact": (PLAIN, _take_rule_for_fact),
    "other codes of a fact": (PLAIN, _more_codes),
    "steps exchanged": (PLAIN, _exchange_steps),
    "one person on two seats": (PLAIN, _seat_two_at_once),
    "one person on two seats, public": (PLAIN_PUBLIC, _seat_two_at_once),
    "who left comes back": (PLAIN, _bring_back),
    "who left comes back, public": (PLAIN_PUBLIC, _bring_back),
    "a supplement on a seat that is taken": (PLAIN, _supplement_early),
    "a member comes again by a supplement": (ENDED, _supplement_a_member),
    "who left comes back by a supplement": (ENDED, _supplement_a_leaver),
    "an entry opened of somebody who did not come": (PLAIN_PUBLIC, _open_another),
    "an entry opened twice": (PLAIN_PUBLIC, _open_twice),
    "openings in another order": (PLAIN_PUBLIC, _exchange_openings),
    "another employer of who came": (PLAIN_PUBLIC, _change_employer),
    "a vacancy hidden": (PLAIN, _hide_vacancy),
    "a vacancy hidden, public": (PLAIN_PUBLIC, _hide_vacancy),
    "nobody came where somebody could": (PLAIN, _nobody_came),
    "nobody came where somebody could, public": (PLAIN_PUBLIC, _nobody_came),
}
FALSE_ENTRIES: tuple[tuple[str, Path, Json], ...] = (
    ("a better chance", ("chance",), [1, 2]),
    ("the same chance, not in lowest terms", ("chance",), [10, 64]),
    ("another place", ("opening", "index"), 1),
    ("quotas in a foreign cell", ("opening", "entry", "meets"), ["f", "t"]),
    ("no quotas", ("opening", "entry", "meets"), []),
)
