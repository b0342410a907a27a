"""The lock pins everything by hash and names no host and no path."""

import re

import pytest

from expert_pool.storage.migrating import ROOT

LOCKS = ("requirements.lock", "docker/requirements.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_has_nothing_but_pinned_names_and_hashes(name: str) -> None:
    line = re.compile(
        r"[A-Za-z0-9][\w.-]*==[\w.+!]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    strange = [
        written
        for written in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if not line.fullmatch(written)
    ]
    assert strange == []


def test_the_image_takes_the_versions_that_were_tested() -> None:
    tested, shipped = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert shipped <= tested
