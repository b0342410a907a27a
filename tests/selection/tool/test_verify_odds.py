"""A certificate of the odds is proven from the files alone, and a forged one is not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from expert_pool.audit.canonical import canonical_bytes
from tests.selection.tool.commands import run, run_json, write_lines
from tests.selection.tool.samples import write_common, write_own


def write_uneven(folder: Path) -> tuple[object, ...]:
    """Two of three share one seat; the third can sit on no panel."""
    write_lines(folder / "people.csv", "id,kind", "a,x", "b,x", "c,y")
    write_lines(folder / "quotas.csv", "feature,value,min,max", "kind,x,1,1", "kind,y,0,0")
    people = ("--people", folder / "people.csv", "--quotas", folder / "quotas.csv")
    return (*people, "--size", 1)


@pytest.mark.parametrize("write", [write_common, write_own, write_uneven])
def test_the_odds_are_proven_from_the_files(
    tmp_path: Path, write: Callable[[Path], tuple[object, ...]]
) -> None:
    files, certificate = write(tmp_path), tmp_path / "certificate.json"
    told = run_json("odds", *files, "--certificate", certificate)
    found = run_json("verify-odds", certificate, *files)
    assert found["proven"]
    assert found["unreachable"] == told["unreachable"]
    stated = [(level["chance"], level["candidates"]) for level in told["chances"]]
    assert [(level["chance"], level["candidates"]) for level in found["chances"]] == stated
    assert "without a solver" in run("verify-odds", certificate, *files).output
    assert "未使用求解器" in run("verify-odds", certificate, *files, language="zh").output


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (lambda told: told.update(unseated=[]), "CRT-06.pattern_illegal"),
        (lambda told: told.update(gap="1/9"), "CRT-07.gap_misstated"),
        (lambda told: told["proof"]["steps"][0].update(chance="1/3"), "CRT-05.step_not_proven"),
        (lambda told: told["patterns"][0].update(seats=[2]), "CRT-06.pattern_illegal"),
        (lambda told: told.update(input="0" * 64), "certificate.other_input"),
        (lambda told: told.update(v=2), "certificate.not_a_certificate"),
    ],
)
def test_a_forged_certificate_ends_with_one_and_the_reason(
    tmp_path: Path, forge: Callable[[dict[str, Any]], object], code: str
) -> None:
    files, certificate = write_uneven(tmp_path), tmp_path / "certificate.json"
    run_json("odds", *files, "--certificate", certificate)
    told = json.loads(certificate.read_bytes())
    forge(told)
    certificate.write_bytes(canonical_bytes(told))
    result = run("verify-odds", certificate, *files, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"proven": False, "findings": [code]}
    assert "Not proven" in run("verify-odds", certificate, *files).output


def test_only_a_bound_is_proven_where_somebody_s_chance_is_below_it(tmp_path: Path) -> None:
    files, certificate = write_uneven(tmp_path), tmp_path / "certificate.json"
    run_json("odds", *files, "--certificate", certificate)
    told = json.loads(certificate.read_bytes())
    far = 10**900
    for chance, gap, words, proven in (
        ("3/4", "1/4", "Only a bound is proven: somebody's chance is 0.25 below", False),
        (f"{far}", f"{2 * far - 1}/2", "Only a bound is proven", False),
        ("1000001/2000000", "1/2000000", "but for 5e-07 at most", True),
    ):
        told["proof"]["steps"][0]["chance"], told["gap"] = chance, gap
        certificate.write_bytes(canonical_bytes(told))
        result = run("verify-odds", certificate, *files)
        assert result.exit_code == (0 if proven else 1)
        assert words in result.output
        said = json.loads(run("verify-odds", certificate, *files, "--json").stdout)
        assert (said["proven"], said["gap"]) == (proven, gap)
