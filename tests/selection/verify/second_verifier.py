"""The JavaScript verifier, in Node or in Chromium: the same modules, many receipts at once."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from selection.tool.entry_told import check_own_entry
from selection.tool.proofs_told import check_proofs
from selection.tool.verify import Beside, check_record, describe_as_data
from selection.tool.verify_list import describe_as_data as describe_list
from selection.tool.verify_list import hold_list
from selection.verify import read_trust, verify_receipt
from selection.verify.draw_list import verify_list
from web.public.checker import join_modules

Case = tuple[bytes | None, ...]
"""A receipt, and the trust file or none; then, as far as they are given, what stands beside it."""
ListCase = dict[str, bytes | None]
"""A list of draws (`list`), the trust file (`trust`), and what the list is held against."""
NAMES = ("receipt", "trust", "replacements", "entry", "proofs")
SecondVerifier = Callable[[Sequence[Case | ListCase]], list[dict[str, Any]]]
PROGRAM = Path(__file__).with_name("second_verifier.mjs")
PORTION = 200
IN_A_BROWSER = """
(cases) => cases.map(({ trust, ...packed }) => {
  const { readTrust, verifyList, verifyTogether } = globalThis.panelVerify;
  const bytesOf = (text) => (
    text === null ? null : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  );
  try {
    const files = Object.entries(packed).map(([name, text]) => [name, bytesOf(text)]);
    const known = trust === null ? null : readTrust(bytesOf(trust));
    return ("list" in packed ? verifyList : verifyTogether)(Object.fromEntries(files), known);
  } catch (error) {
    return { error: error.code ?? String(error.stack) };
  }
})
"""


def tell(case: Case) -> dict[str, Any]:
    """What the first verifier says, as its command line would print it."""
    receipt, trust, record, entry, proofs = complete(case)
    assert receipt is not None
    known = None if trust is None else read_trust(trust)
    verification = verify_receipt(receipt, known)
    told: dict[str, Any] = json.loads(
        describe_as_data(
            verification,
            Beside(
                check_record(verification, record, known),
                check_own_entry(verification, entry),
                check_proofs(verification, proofs, known),
            ),
        )
    )
    return told


def complete(case: Case) -> Case:
    """The case with nothing beside the receipt, where nothing was given."""
    return (*case, *[None] * (len(NAMES) - len(case)))


def find_node() -> str | None:
    return shutil.which("node")


def find_chromium() -> str | None:
    return shutil.which("chromium")


def verify_in_node(cases: Sequence[Case | ListCase]) -> list[dict[str, Any]]:
    """One process for all."""
    lines = "\n".join(json.dumps(_pack(case)) for case in cases)
    done = subprocess.run(  # noqa: S603  # our own script
        [str(find_node()), str(PROGRAM)], input=lines, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def open_chromium() -> Iterator[SecondVerifier]:
    """One page for all, with the script as the service sends it.

    It lives in a thread of its own: Playwright keeps a loop running in its thread, and no
    other test could then start one there.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        pages = _open_page()
        page = thread.submit(next, pages).result()
        yield lambda cases: thread.submit(_verify_on, page, cases).result()
        thread.submit(next, pages, None).result()


def _open_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page()
        page.add_script_tag(content=join_modules())
        yield page
        browser.close()


def _verify_on(page: Page, cases: Sequence[Case | ListCase]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for start in range(0, len(cases), PORTION):
        portion = [_pack(case) for case in cases[start : start + PORTION]]
        found += page.evaluate(IN_A_BROWSER, portion)
    return found


def _pack(case: Case | ListCase) -> dict[str, str | None]:
    named = case if isinstance(case, dict) else dict(zip(NAMES, complete(case), strict=True))
    return {
        name: None if data is None else base64.b64encode(data).decode()
        for name, data in named.items()
    }


def tell_list(case: ListCase) -> dict[str, Any]:
    """What the first verifier says of a list, as its command line would print it."""
    held = hold_list(case)
    told: dict[str, Any] = json.loads(describe_list(verify_list(case["list"] or b"", held)))
    return told
