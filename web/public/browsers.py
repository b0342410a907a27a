"""What a session was opened with, in words: the browser and the system, not the header it sent.

The header is what a visitor's program says of itself: nothing is decided by it.
"""

from typing import Final

from ua_parser import parse

from web.translation import N_, gettext

_LONGEST: Final = 400
_WECHAT: Final = "MicroMessenger/"
_OTHER_NAMES: Final = {
    "Mac OS X": "macOS",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "WebView",
    "Mobile Safari": "Safari",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "QQ Browser Mobile": "QQ Browser",
}


def name_browser(header: str) -> str:
    """Browser and system in the reader's language, such as “Firefox 128 on Linux”.

    No version of the system: browsers have stopped saying the true one (RFC 9110, 10.1.5).
    """
    browser, system = _browser(header[:_LONGEST]), _system(header[:_LONGEST])
    if not browser:
        return gettext(N_("Unknown browser"))
    if not system:
        return browser
    words: str = gettext(N_("%(browser)s on %(system)s"))
    return words % {"browser": browser, "system": system}


def _browser(header: str) -> str:
    if _WECHAT in header:
        return gettext(N_("WeChat"))
    found = parse(header).user_agent
    if found is None:
        return ""
    return f"{_OTHER_NAMES.get(found.family, found.family)} {found.major or ''}".strip()


def _system(header: str) -> str:
    if "OpenHarmony" in header:
        return "HarmonyOS"
    found = parse(header).os
    return _OTHER_NAMES.get(found.family, found.family) if found else ""
