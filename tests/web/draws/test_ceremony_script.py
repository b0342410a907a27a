"""The script of the ceremony against the vectors of the core: both ways to a hash agree."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "web" / "static" / "ceremony.js"
VECTORS = json.loads((ROOT / "tests" / "vectors" / "draw_parties.json").read_text())
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("EXPERT_POOL_REQUIRE_BROWSER") == "1"
LENGTHS = (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000)
CHECK = """
async ({ vectors, lengths }) => {
  const draw = globalThis.panelDraw;
  const found = { given: [], own: [], lengths: [] };
  for (const { request, role, secret } of vectors) {
    found.given.push(await draw.partyHash(request, role, draw.inFours(secret)));
    found.own.push(await draw.partyHash(request, role, secret, draw.ownSha256));
  }
  for (const length of lengths) {
    found.lengths.push(draw.toHex(draw.ownSha256(new Uint8Array(length).fill(0x61))));
  }
  return found;
}
"""


def expect_right(found: dict[str, list[str]]) -> None:
    hashes = [vector["h"] for vector in VECTORS]
    assert found["given"] == hashes
    assert found["own"] == hashes
    assert found["lengths"] == [hashlib.sha256(b"a" * length).hexdigest() for length in LENGTHS]


@pytest.mark.skipif(NODE is None, reason="Node is not installed; Chromium runs the same check.")
def test_the_script_hashes_like_the_core_in_node() -> None:
    given = json.dumps({"vectors": VECTORS, "lengths": LENGTHS})
    program = (
        f"require({json.dumps(str(SCRIPT))});"
        f"({CHECK.strip()})({given}).then((found) => console.log(JSON.stringify(found)));"
    )
    run = subprocess.run(  # noqa: S603  # our own script
        [str(NODE), "-e", program], capture_output=True, text=True, check=True, timeout=60
    )
    expect_right(json.loads(run.stdout))


@pytest.mark.browser
def test_the_script_hashes_like_the_core_in_a_browser() -> None:
    if CHROMIUM is None:
        message = "Chromium is not installed: `apt-get install chromium`."
        (pytest.fail if REQUIRED else pytest.skip)(message)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=as_root)
        page = browser.new_page()
        page.add_script_tag(path=str(SCRIPT))
        given = {"vectors": VECTORS, "lengths": list(LENGTHS)}
        expect_right(page.evaluate(CHECK, given))
        browser.close()
