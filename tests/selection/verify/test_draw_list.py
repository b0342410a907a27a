"""The public list of all draws: what was left out, added or moved is found by its own checks."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.log import log_head
from selection.documents.draw_list import (
    DrawList,
    Listed,
    list_bytes,
    list_head,
    list_signing_key,
)
from selection.documents.proofs_file import proofs_bytes
from selection.verify import Status, Verdict, read_trust
from selection.verify.draw_list import (
    LIST_CHECK_NAMES,
    BesideList,
    ListVerification,
    verify_list,
)
from selection.verify.sourced import write_moment
from tests.selection.proof_samples import (
    FORGED_KEY,
    LOG_KEY,
    SECOND,
    SEEN,
    WITNESS,
    Written,
    make_log,
    trust_of,
    write,
)
from tests.selection.receipt_samples import draw, encode
from tests.selection.tool.commands import run
from tests.selection.verify.list_cases import (
    KNOWN,
    export,
    make_drawn,
    make_list,
    make_list_cases,
    make_list_files,
    sign_list,
    summarise_list,
)
from tests.selection.verify.published_case import refusal
from tests.selection.verify.second_verifier import SecondVerifier, tell_list
from tests.selection.verify.write_vectors import FOLDER, write_lists

DRAWN, LOG = make_drawn()
TRUST = read_trust(KNOWN)
PUBLISHED: list[dict[str, Any]] = json.loads((FOLDER / "lists.json").read_text("utf-8"))["cases"]
LIST = make_list(LOG)
TEXTS = [one.body.decode() for one in LOG.entries]


def check(told: DrawList, **beside: Any) -> ListVerification:
    return verify_list(list_bytes(told), BesideList(**{"trust": TRUST} | beside))


def code_of(checked: ListVerification) -> str:
    assert checked.failed is not None
    assert checked.verdict is Verdict.INVALID
    return checked.failed.code


def test_a_lawful_list_is_valid_and_counts_its_draws() -> None:
    checked = check(LIST, older=make_list(LOG, size=9), proofs=LOG.prove(DRAWN), log=TEXTS)
    assert checked.verdict is Verdict.VALID
    assert tuple(one.name for one in checked.checks) == LIST_CHECK_NAMES
    assert all(one.status is Status.PASSED for one in checked.checks[:-1])
    assert checked.checks[-1].status is Status.ABSENT
    counted = dict(checked.checks[1].params)
    assert counted == {"draws": 3, "drawn": 1, "annulled": 2, "void": 0, "waiting": 0}


def test_without_keys_a_list_is_consistent_at_best() -> None:
    for trust in (None, read_trust(json.dumps(trust_of(logs=[])).encode())):
        checked = check(LIST, trust=trust)
        assert checked.verdict is Verdict.CONSISTENT
        assert [one.status for one in checked.checks[3:]] == [Status.ABSENT] * 5


def test_an_empty_list_is_a_list() -> None:
    empty = make_list(LOG, size=3)
    assert empty.entries == ()
    assert check(empty).verdict is Verdict.VALID


def test_a_list_tells_which_known_witnesses_saw_the_log_up_to_its_checkpoint() -> None:
    seen = make_list(LOG, witnesses=((WITNESS, SEEN + 5), (SECOND, SEEN)))
    (last,) = check(seen).checks[-1:]
    told = dict(last.params)
    assert last.status is Status.PASSED
    assert told["witnesses"] == f"{WITNESS.name}, {SECOND.name}"
    assert (told["seen"], told["size"]) == (write_moment(SEEN), len(TEXTS))


def without(place: int) -> list[Listed]:
    return [one for number, one in enumerate(LIST.entries) if number != place]


def test_a_draw_that_is_left_out_is_found_by_count_older_list_proofs_and_log() -> None:
    dropped = without(len(LIST.entries) - 1)
    assert code_of(check(LIST.model_copy(update={"entries": tuple(dropped)}))) == (
        "verify.list_root.size"
    )
    signed = sign_list(dropped, LIST.log)
    assert check(signed).verdict is Verdict.VALID
    assert code_of(check(signed, older=LIST)) == "verify.list_older.failed"
    assert code_of(check(signed, proofs=LOG.prove(DRAWN))) == "verify.list_draw.failed"
    assert code_of(check(signed, log=TEXTS)) == "verify.list_log.failed"


def test_an_attempt_that_is_left_out_of_both_is_found_by_the_list_of_others() -> None:
    first = {one.index for one in LIST.entries[:2]}
    signed = sign_list([one for one in LIST.entries if one.index not in first], LIST.log)
    assert code_of(check(signed, older=LIST)) == "verify.list_older.failed"
    assert code_of(check(signed, proofs=LOG.prove(DRAWN))) == "verify.list_draw.failed"


def test_an_attempt_that_the_proofs_keep_silent_is_found_in_the_list() -> None:
    proofs = LOG.prove(DRAWN)
    silent = proofs.model_copy(update={"attempts": proofs.attempts[1:]})
    assert code_of(check(LIST, proofs=silent)) == "verify.list_draw.attempts"


def test_an_entry_in_the_list_alone_is_found_by_the_log() -> None:
    more = [*LIST.entries, Listed(index=21, entry=write(21, "draw.commit", "d9").body.decode())]
    assert code_of(check(sign_list(more, LIST.log))) == "verify.list_entries.open"
    other = write(21, "draw.commit", "d9").body.decode().replace("R-2026-0007", "R-2026-0008")
    signed = sign_list([*LIST.entries, Listed(index=21, entry=other)], LIST.log)
    assert check(signed).verdict is Verdict.VALID
    assert code_of(check(signed, log=TEXTS)) == "verify.list_log.more"


def swapped() -> list[Listed]:
    first, second, *others = LIST.entries
    return [second, first, *others]


def with_text(text: str) -> list[Listed]:
    return [Listed(index=LIST.entries[0].index, entry=text), *LIST.entries[1:]]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (sign_list(swapped(), LIST.log), "verify.list_entries.order"),
        (sign_list(without(0), LIST.log), "verify.list_entries.acts"),
        (sign_list(with_text("{}"), LIST.log), "verify.list_entries.not_an_entry"),
        (make_list(LOG, key=FORGED_KEY), "verify.list_signed.not_signed"),
        (LIST.model_copy(update={"log": LOG.sign(9, ())}), "verify.list_signed.beyond"),
        (LIST.model_copy(update={"log": "x"}), "verify.list_signed.note"),
        (LIST.model_copy(update={"checkpoint": "x"}), "verify.list_root.note"),
        (LIST.model_copy(update={"checkpoint": LIST.log}), "verify.list_root.size"),
        (
            LIST.model_copy(
                update={"checkpoint": make_list(replace(LOG, entries=LOG.entries[:-1])).log}
            ),
            "verify.list_root.size",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_named(told: DrawList, code: str) -> None:
    assert code_of(check(told)) == code


def test_another_root_of_the_same_size_is_found() -> None:
    note = sign_checkpoint(
        Checkpoint(list_signing_key(LOG_KEY).name, log_head([b"x" * 32] * len(LIST.entries))),
        (list_signing_key(LOG_KEY),),
    )
    told = LIST.model_copy(update={"checkpoint": note.written()})
    assert code_of(check(told)) == "verify.list_root.failed"


def test_a_list_under_the_name_of_the_log_itself_is_none() -> None:
    head = Checkpoint(LOG_KEY.name, list_head(LIST.entries))
    told = LIST.model_copy(update={"checkpoint": sign_checkpoint(head, (LOG_KEY,)).written()})
    assert code_of(check(told)) == "verify.list_signed.name"


def test_keys_of_another_log_do_not_vouch_for_this_one() -> None:
    trust = read_trust(json.dumps(trust_of()).encode())
    assert code_of(check(LIST, trust=trust)) == "verify.list_signed.not_signed"


def test_a_log_that_ends_before_the_list_says_nothing() -> None:
    assert code_of(check(LIST, log=TEXTS[:9])) == "verify.list_log.short"


def test_an_export_of_another_log_than_the_one_that_the_list_is_of_is_found() -> None:
    """Nothing but its root tells that another entry, which is of no draw, was written anew."""
    assert code_of(check(LIST, log=[TEXTS[1], *TEXTS[1:]])) == "verify.list_log.root"
    shorter = LOG.attempts[-1][0]
    without_last = [text for text in TEXTS if json.loads(text)["subj"] != "draw-3"]
    padded = without_last + TEXTS[: len(TEXTS) - len(without_last)]
    dropped = [one for one in LIST.entries if one.index < shorter]
    assert code_of(check(sign_list(dropped, LIST.log), log=padded)) == "verify.list_log.root"
    longer = [*TEXTS, write(len(TEXTS), "session.login", "account:1").body.decode()]
    assert check(LIST, log=longer).verdict is Verdict.VALID


def test_a_log_that_holds_no_entry_where_a_draw_begins_is_named() -> None:
    strange = Written(b'{"act":"draw.commit"}', b"", "")
    log = replace(LOG, entries=(*LOG.entries[:-1], strange))
    told = sign_list(list(LIST.entries), log.sign(len(log.entries), ()))
    texts = [one.body.decode() for one in log.entries]
    assert code_of(check(told, log=texts)) == "verify.list_log.not_an_entry"


def test_what_is_no_list_is_refused() -> None:
    assert code_of(verify_list(b"{}", BesideList())) == "list.not_a_list"
    assert code_of(verify_list(list_bytes(LIST) + b" ", BesideList())) == "list.not_canonical"


def test_the_command_holds_a_list_against_what_it_is_given(tmp_path: Any) -> None:
    files = {
        "draws": list_bytes(LIST),
        "trust": TRUST.model_dump_json().encode(),
        "older": list_bytes(make_list(LOG, size=9)),
        "proofs": proofs_bytes(LOG.prove(DRAWN)),
        "log": export(LOG),
        "short": encode({"type": "log.export"}) + b"\n1\n",
        "broken": encode({"type": "log.export"}) + b"\n{",
        "nothing": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    beside = [word for it in ("older", "proofs", "log") for word in (f"--{it}", tmp_path / it)]
    done = run("verify-list", tmp_path / "draws", "--trust", tmp_path / "trust", *beside)
    assert done.exit_code == 0
    assert "3 draws: 1 drawn, 0 void, 2 annulled, 0 waiting" in done.stdout
    plain = run("verify-list", tmp_path / "draws", "--json")
    assert (plain.exit_code, json.loads(plain.stdout)["verdict"]) == (4, "consistent")
    swap = run("verify-list", tmp_path / "older", "--older", tmp_path / "draws", language="zh")
    assert (swap.exit_code, "无效" in swap.stdout) == (1, True)
    for name, line in (("short", 2), ("broken", 2), ("nothing", 1), ("trust", 1)):
        refused = run("verify-list", tmp_path / "draws", "--log", tmp_path / name)
        assert (refused.exit_code, f"Line {line} " in refused.stderr) == (2, True)


def test_when_a_witness_saw_the_log_is_told_in_china_s_time(tmp_path: Any) -> None:
    (tmp_path / "draws").write_bytes(list_bytes(make_list(LOG, witnesses=((WITNESS, SEEN),))))
    (tmp_path / "trust").write_bytes(KNOWN)
    done = run("verify-list", tmp_path / "draws", "--trust", tmp_path / "trust")
    local = datetime.fromtimestamp(SEEN, timezone(timedelta(hours=8)))
    assert (done.exit_code, f"the first at {local:%Y-%m-%d %H:%M:%S} (China" in done.stdout) == (
        0,
        True,
    )


def test_an_unreadable_older_list_is_told_from_the_list_itself(tmp_path: Any) -> None:
    (tmp_path / "draws").write_bytes(list_bytes(LIST))
    (tmp_path / "kept").write_bytes(list_bytes(LIST) + b" ")
    refused = run("verify-list", tmp_path / "draws", "--older", tmp_path / "kept")
    assert (refused.exit_code, refused.stderr[:14]) == (2, "The older list")
    (tmp_path / "kept").write_bytes(b"{}")
    refused = run("verify-list", tmp_path / "draws", "--older", tmp_path / "kept", language="zh")
    assert (refused.exit_code, refused.stderr[:8]) == (2, "作为旧清单给出的")


def test_a_draw_that_was_annulled_after_its_proofs_is_told_first_and_last(tmp_path: Any) -> None:
    first = draw()
    files = {
        "draws": list_bytes(make_list(make_log(first, annulled=True))),
        "proofs": proofs_bytes(make_log(first).prove(first)),
        "trust": KNOWN,
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    words = ("verify-list", tmp_path / "draws", "--proofs", tmp_path / "proofs")
    done = run(*words, "--trust", tmp_path / "trust")
    first_line, *_, last = done.stdout.splitlines()
    assert (done.exit_code, first_line[:12]) == (5, "OUT OF FORCE")
    assert last == first_line
    told = json.loads(run(*words, "--json").stdout)
    assert (told["verdict"], told["standing"]) == ("consistent", "out_of_force")


def test_the_published_lists_are_what_is_generated() -> None:
    assert (FOLDER / "lists.json").read_text("utf-8") == write_lists()


def test_every_check_of_a_list_has_a_published_case_that_fails_there() -> None:
    assert {case["failed"] for case in PUBLISHED} == {None, *LIST_CHECK_NAMES}
    assert {case["verdict"] for case in PUBLISHED} == {"valid", "consistent", "invalid", "error"}
    standing = {case.get("standing") for case in PUBLISHED}
    assert standing == {None, "in_force", "out_of_force", "undrawn"}


def test_a_false_list_that_its_keeper_signed_is_found_by_what_it_is_held_against() -> None:
    forged = [case for case in PUBLISHED if case["name"].startswith("forged: ")]
    believed = {case["name"][8:] for case in forged if case["verdict"] != "invalid"}
    added = "a draw that the log has not"
    assert believed == {
        "the last entry is gone, signed",
        "the first attempt is gone, signed",
        *(added, f"{added}, older", f"{added}, proofs"),
    }


def test_the_second_verifier_gives_the_published_answers_on_lists(
    second_verifier: SecondVerifier,
) -> None:
    files = make_list_files()
    said = second_verifier([case.bytes_of(files) for case in make_list_cases(files)])
    for case, told in zip(PUBLISHED, said, strict=True):
        found = refusal(told["error"]) if "error" in told else summarise_list(told)
        assert found == {key: case[key] for key in found}, case["name"]


def test_both_say_the_same_of_a_lawful_list_whole(second_verifier: SecondVerifier) -> None:
    files = make_list_files()
    lawful = [case.bytes_of(files) for case in make_list_cases(files)[:14]]
    assert second_verifier(lawful) == [tell_list(case) for case in lawful]


@pytest.mark.browser
def test_the_script_of_the_service_says_the_same_of_lists_in_a_browser(
    verifier_in_browser: SecondVerifier,
) -> None:
    files = make_list_files()
    cases = [case.bytes_of(files) for case in make_list_cases(files)[:60]]
    for case, told in zip(PUBLISHED[:60], verifier_in_browser(cases), strict=True):
        found = refusal(told["error"]) if "error" in told else summarise_list(told)
        assert found == {key: case[key] for key in found}, case["name"]
