from pathlib import Path

import pytest

from expert_pool.errors import ExpertPoolError
from tests.web import confined_samples
from web.confinement import Confined, ConfinementBroken, Limits, run_confined


def test_an_answer_comes_back_with_its_bytes_and_progress() -> None:
    told: list[tuple[int, int]] = []
    payload = bytes(range(256)) * 40_000
    answer = run_confined(
        confined_samples.echo,
        payload,
        {"colour": "red"},
        report=lambda done, of: told.append((done, of)),
    )
    assert answer.values == {"size": len(payload), "colour": "red"}
    assert answer.blobs == (payload, b"")
    assert told == [(1, 2), (2, 2)]


def test_a_refusal_keeps_its_code_and_parameters() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        run_confined(confined_samples.refuse, b"")
    assert (refused.value.code, refused.value.params) == ("sample.refused", {"why": "test"})


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        (confined_samples.sleep, Limits(seconds=1), "time"),
        (confined_samples.swallow_memory, Limits(), "crashed"),
        (confined_samples.crash, Limits(), "crashed"),
    ],
)
def test_a_parser_that_hangs_swells_or_crashes_costs_one_child(
    function: Confined, limits: Limits, reason: str
) -> None:
    with pytest.raises(ConfinementBroken) as broken:
        run_confined(function, b"x" * 1_000_000, limits=limits)
    assert broken.value.reason == reason


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    path = tmp_path / "written"
    with pytest.raises(ConfinementBroken):
        run_confined(confined_samples.write_file, b"data", {"path": str(path)})
    assert not path.exists() or path.read_bytes() == b""


def test_the_child_sees_no_secrets_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    names = str(run_confined(confined_samples.show_environment, b"").values["names"]).split(",")
    assert "DATABASE_URL" not in names
