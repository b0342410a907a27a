"""The offline pack as one page: sealed contents, words and script, and nothing that is loaded.

Its one job is that file, and finding the sealed part in one that comes back. It opens nothing.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from markupsafe import Markup

from selection.errors import SelectionError
from web.joining import join_from
from web.pages import environment
from web.translation import HTML_LANGUAGES, N_, current_translator, gettext, load_sentences

LARGEST_FILE: Final = 12 << 20
"""A long day: each time the minutes are kept they stand in the record as a whole."""
_CARRIED: Final = re.compile(r'<script type="application/json" id="pack-sealed">([^<]*)</script>')
_CODES: Final = ("meeting.", "pack.", "REP-04.", "DAY-02.", "invitation.ground_unknown")
_WORDS: Final[Mapping[str, str]] = {
    "title": N_("Review day of {number}"),
    "lead": N_("Offline pack {pack}: what you record here is imported later."),
    "closed": N_("Offline pack {pack}"),
    "offline": N_(
        "This page needs no network and sends nothing. Everything you record is kept encrypted."
    ),
    "passphrase": N_("Passphrase of the pack"),
    "open": N_("Open the pack"),
    "opened": N_("The pack is open."),
    "restored": N_("The laptop went down before a copy was saved: it goes on where it was."),
    "recorded": N_("It is recorded."),
    "unsafe": N_("It is recorded, but this browser keeps nothing: save a copy after every step."),
    "copied": N_("It is recorded, and the copy {file} is saved."),
    "state": N_("Steps recorded: {steps}. Steps in the last saved copy: {saved}."),
    "clock": N_(
        "The clock of this laptop says {time}: each step is kept with it. Set it right first."
    ),
    "each": N_("Save a copy after every step"),
    "copy": N_("Save a copy now"),
    "stage.before": N_("Doors closed"),
    "stage.gathering": N_("Members gather"),
    "stage.in_session": N_("In session"),
    "stage.closed": N_("Meeting closed"),
    "stage.postponed": N_("Meeting postponed"),
    "doors": N_("Doors"),
    "do.open": N_("Open the doors"),
    "door": N_("Sign in a member"),
    "code": N_("Code for a room without network (12 signs)"),
    "seen": N_("I have seen the identity document, and it is this person"),
    "do.sign_in": N_("Sign in this member"),
    "enough": N_("Enough members are there."),
    "members": N_("Members"),
    "seat": N_("Seat {seat}"),
    "expected": N_("Expected"),
    "unpledged": N_("Signed in, no pledge yet"),
    "table": N_("At the table"),
    "unaccepted": N_("Had not accepted when the pack was made"),
    "left.recused": N_("Recused on the day"),
    "left.absent": N_("Absent"),
    "absent": N_("Absent"),
    "ask.absent": N_("Record that this member did not come? The member cannot come back."),
    "do.absent": N_("Record the absence"),
    "version": N_("Version {version}"),
    "do.pledge": N_("I pledge this"),
    "recuse": N_("Recusal"),
    "ground": N_("Ground of the recusal"),
    "choose": N_("Please choose"),
    "ask.recuse": N_(
        "The member leaves, and what was said by then does not count. The next by rank takes the"
        " seat at the import; nobody is called into the room."
    ),
    "do.recuse": N_("The member leaves"),
    "vote": N_("Vote for a chair"),
    "vote.for": N_("Who should lead the panel?"),
    "do.vote": N_("Vote"),
    "voted": N_("Seat {from} votes for seat {to}"),
    "chair": N_("Chair"),
    "do.elected": N_("Take the result of the election"),
    "name": N_("Name as chair"),
    "name.whom": N_("Member"),
    "do.name": N_("Name as chair"),
    "minutes": N_("Minutes"),
    "minutes.hint": N_("Each change asks every member anew."),
    "do.minutes": N_("Keep the minutes"),
    "opinion": N_("Opinion of the minutes"),
    "do.agree": N_("I agree with the minutes"),
    "reasons": N_("What you dissent from, and why"),
    "do.dissent": N_("Keep my dissent"),
    "do.silent": N_("Did not sign"),
    "stance.agrees": N_("Agrees"),
    "stance.dissents": N_("Dissents"),
    "stance.silent": N_("Did not sign"),
    "ends": N_("Begin, close, or postpone"),
    "do.begin": N_("Begin the meeting"),
    "do.close": N_("Close the meeting"),
    "postpone": N_("Postpone the meeting"),
    "ask.postpone": N_("Postpone it? Nobody's sign-in or vote carries over."),
    "do.postpone": N_("Postpone the meeting"),
    "over": N_("The meeting is over. Import the last saved copy on the page of the review day."),
}


@lru_cache(maxsize=1)
def join_pack() -> str:
    """The script of the pack."""
    return join_from("page.mjs", lambda name: _read(f"pack/{name}"))


def write_page(sealed: str) -> str:
    """The page with the sealed pack in it; only these very bytes may run, and nothing is sent.

    Its words are in the language that is spoken now.
    """
    language, script, styles = current_translator().language, join_pack(), _read("service.css")
    return (
        environment()
        .get_template("meetings/pack_file.html")
        .render(
            html_language=HTML_LANGUAGES[language],
            words=_words(language),
            sealed=Markup(sealed),  # noqa: S704  # hexadecimal and base 64, as we wrote it
            policy=_policy(script, styles),
            script=Markup(script),  # noqa: S704  # our own files
            styles=Markup(styles),  # noqa: S704
        )
    )


def find_sealed(file: bytes) -> str:
    """The sealed pack in a page that came back.

    Raises:
        SelectionError: `pack.broken`.
    """
    found = _CARRIED.search(file.decode("utf-8", errors="replace"))
    if found is None:
        raise SelectionError("pack.broken")
    return found[1]


def _words(language: str) -> dict[str, str]:
    sentences = {
        code: sentence.in_language(language)
        for code, sentence in load_sentences().items()
        if code.startswith(_CODES)
    }
    return {**sentences, **{name: gettext(words) for name, words in _WORDS.items()}}


def _policy(script: str, styles: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(styles)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return resources.files("web").joinpath("static", *name.split("/")).read_text("utf-8")
