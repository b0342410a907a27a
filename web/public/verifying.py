"""The page that checks a receipt in the reader's own browser, and a copy of it to keep.

Nothing of a receipt comes here: the page's policy forbids its script to send anything.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from litestar import Response, get
from markupsafe import Markup

from selection.verify import CHECK_NAMES
from selection.verify.draw_list import LIST_CHECK_NAMES
from selection.verify.own_entry import ENTRY_CHECK_NAMES
from selection.verify.proofs import PROOFS_CHECK_NAMES
from selection.verify.replacements import RECORD_CHECK_NAMES
from web.pages import render
from web.protection import SEALED_POLICY
from web.public.checker import join_modules, read_styles, script_digest
from web.services import PageRequest
from web.translation import N_, gettext, load_sentences
from web.visits import visit_of

_CODES: Final = (
    *("verify.", "receipt.", "replacements.", "entry.", "proofs.", "list."),
    *("trust.", "deal.", "word."),
)
_ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "order": CHECK_NAMES,
    "order.record": RECORD_CHECK_NAMES,
    "order.entry": ENTRY_CHECK_NAMES,
    "order.proofs": PROOFS_CHECK_NAMES,
    "order.list": LIST_CHECK_NAMES,
}
_KEPT: Final = "public, max-age=31536000, immutable"
_WORDS: Final[Mapping[str, str]] = {
    "file": N_("Receipt"),
    "keys": N_("Keys and digests"),
    "none": N_("none chosen"),
    "record": N_("Record of replacements"),
    "entry": N_("Own entry"),
    "proofs": N_("Proofs from the log"),
    "list": N_("List of all draws"),
    "older": N_("Older list"),
    "form": N_("Form of the receipt"),
    "request": N_("Panel request"),
    "attempt": N_("Draw"),
    "commitment": N_("Commitment"),
    "result": N_("Result digest"),
    "panel": N_("Panel, by pseudonyms"),
    "now": N_("Panel after all replacements"),
    "vacant": N_("(vacant)"),
    "checks": N_("The checks, one by one"),
    "checks.receipt": N_("The checks of the receipt, one by one"),
    "checks.record": N_("The checks of the replacements, one by one"),
    "checks.entry": N_("The checks of the own entry, one by one"),
    "checks.proofs": N_("The checks of the proofs from the log, one by one"),
    "checks.list": N_("The checks of the list of all draws, one by one"),
    "skipped": N_("not reached"),
    "working": N_("Checking …"),
    "waiting.trust": N_("Keys and digests are read. Now choose the receipt."),
    "waiting.replacements": N_(
        "The record of the replacements is read. It can only be checked beside the receipt of its"
        " draw: now choose that receipt."
    ),
    "waiting.entry": N_(
        "Your own entry is read. It can only be checked beside the receipt of its draw: now choose"
        " that receipt."
    ),
    "waiting.proofs": N_(
        "The proofs from the log are read. They can only be checked beside the receipt of their"
        " draw: now choose that receipt."
    ),
    "waiting.older": N_("The older list is read. Now choose the list that it is held against."),
    "two_lists": N_(
        "Two lists were dropped at once: choose each in its field, so that it is certain which is"
        " the older one."
    ),
    "large": N_("The file is larger than 200 MB: check it with the command below."),
    "unreadable": N_("The browser could not read the file. Choose it again."),
    "verdict.valid": N_("Valid"),
    "verdict.consistent": N_("Consistent, not authenticated"),
    "verdict.invalid": N_("Invalid"),
    "explained.valid": N_(
        "Rules, candidates and seed lead to this panel, and the receipt comes from a source that"
        " your file of keys and digests names."
    ),
    "explained.consistent": N_(
        "The file agrees with itself. But anybody can write such a file anew from its first byte:"
        " nothing in it shows that this service wrote it. Choose the file of keys and digests too."
    ),
    "explained.invalid": N_(
        "Check {number}, {name}, fails. Do not rely on this file, and tell the auditors."
    ),
    "verdict.out_of_force": N_("Out of force"),
    "verdict.list.valid": N_("List of all draws: valid"),
    "verdict.list.consistent": N_("List of all draws: consistent, not authenticated"),
    "verdict.list.invalid": N_("List of all draws: invalid"),
    "explained.list.valid": N_(
        "The list is signed by keys that your file of keys and digests names. As far as the files"
        " given can show it, no draw is left out."
    ),
    "explained.list.consistent": N_(
        "The list agrees with itself and with the files given. But nothing shows whose it is:"
        " choose a file that names the log's keys, too."
    ),
    "explained.list.invalid": N_(
        "Check {number}, {name}, fails. Keep all these files, and tell the auditors."
    ),
    "verdict.receipt": N_("Receipt: {verdict}"),
    "verdict.record.valid": N_("Replacements: valid"),
    "verdict.record.consistent": N_("Replacements: consistent, not authenticated"),
    "verdict.record.invalid": N_("Replacements: invalid"),
    "verdict.record.unchecked": N_("Replacements: not checked"),
    "explained.record.valid": N_(
        "Every step follows from the receipt and from the facts of its day, as stated, and the"
        " record is signed by a key that your file of keys and digests names."
    ),
    "explained.record.consistent": N_(
        "Every step follows from the receipt. But nothing in the record shows that this service"
        " wrote it: choose a file that names its key, too."
    ),
    "explained.record.invalid": N_(
        "Check {number}, {name}, fails. If both files are of the same draw, do not rely on this"
        " record, and tell the auditors."
    ),
    "verdict.entry.drawn": N_("Own entry: true, and on the panel"),
    "verdict.entry.reserve": N_("Own entry: true, not on the panel"),
    "verdict.entry.invalid": N_("Own entry: invalid"),
    "verdict.entry.unchecked": N_("Own entry: not checked"),
    "explained.entry.drawn": N_(
        "The entry was among those drawn from, with the chance it states, and is on the panel of"
        " this receipt."
    ),
    "explained.entry.reserve": N_(
        "The entry was among those drawn from, with the chance it states. It is not on the panel"
        " of this receipt."
    ),
    "explained.entry.invalid": N_(
        "Check {number}, {name}, fails. If both files are of the same draw, do not rely on this"
        " entry, and tell the auditors."
    ),
    "verdict.proofs.valid": N_("Proofs from the log: valid"),
    "verdict.proofs.consistent": N_("Proofs from the log: consistent, not authenticated"),
    "verdict.proofs.unwitnessed": N_("Proofs from the log: consistent, not witnessed"),
    "verdict.proofs.invalid": N_("Proofs from the log: invalid"),
    "verdict.proofs.unchecked": N_("Proofs from the log: not checked"),
    "explained.proofs.valid": N_(
        "Commitment and result stand in the log, no attempt is left out, and witnesses that your"
        " file of keys and digests names saw the commitment before its source spoke."
    ),
    "explained.proofs.consistent": N_(
        "Everything agrees with itself. But nothing shows whose log it is: choose a file that"
        " names the log's key, too."
    ),
    "explained.proofs.unwitnessed": N_(
        "The log's key, which your file of keys and digests names, signed all of it. But no witness"
        " named there saw the commitment in time: for the time there is only the service's word."
    ),
    "explained.proofs.invalid": N_(
        "Check {number}, {name}, fails. If both files are of the same draw, do not rely on them,"
        " and tell the auditors."
    ),
    "explained.unchecked": N_("The receipt is invalid, and nothing follows from it."),
}
"""What the script says beside the sentences of the checks."""


@get("/verify", name="public.verify", sync_to_thread=False)
def show_checker(request: PageRequest) -> Response[str]:
    """Choose or drop a receipt, and read every check with what it compared."""
    page = render(
        request,
        "public/verify.html",
        words=words_of(visit_of(request).language),
        script=f"/verify/checker.js?v={script_digest()}",
    )
    page.headers["content-security-policy"] = SEALED_POLICY
    return page


@get("/verify/checker.js", name="public.verify.script", sync_to_thread=False)
def send_script() -> Response[bytes]:
    """The verifier as one script."""
    headers = {"cache-control": _KEPT}
    return Response(join_modules().encode(), media_type="text/javascript", headers=headers)


@get("/verify/checker.html", name="public.verify.copy", sync_to_thread=False)
def send_copy(request: PageRequest) -> Response[str]:
    """The same page as one file that needs neither this service nor the internet."""
    script, styles = join_modules(), read_styles()
    page = render(
        request,
        "public/verify_copy.html",
        words=words_of(visit_of(request).language),
        policy=_policy_of_copy(script, styles),
        script=Markup(script),  # noqa: S704  # our own files
        styles=Markup(styles),  # noqa: S704
    )
    page.headers["content-disposition"] = 'attachment; filename="check-a-receipt.html"'
    return page


def words_of(language: str) -> dict[str, object]:
    """Every sentence and word that the script may need, in one language."""
    sentences = {
        code: sentence.in_language(language)
        for code, sentence in load_sentences().items()
        if code.startswith(_CODES)
    }
    own = {name: gettext(words) for name, words in _WORDS.items()}
    comma = ", " if language == "en" else "、"
    orders = {name: list(names) for name, names in _ORDERS.items()}
    return {**sentences, **own, "comma": comma, **orders}


def _policy_of_copy(script: str, styles: str) -> str:
    """Only these very bytes may run, and nothing may be loaded or sent."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(styles)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


ROUTES = (show_checker, send_script, send_copy)
