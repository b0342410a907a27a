"""Sessions are named by browser and system, whatever header a program sends."""

import pytest

from web.public.browsers import name_browser
from web.translation import speaking

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "en", "zh"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
            "Chrome 126 on Windows",
            "Chrome 126（Windows）",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "Edge 126 on Windows",
            "Edge 126（Windows）",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox 128 on Linux",
            "Firefox 128（Linux）",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari 17 on iOS",
            "Safari 17（iOS）",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 13; wv) {WEBKIT} Version/4.0 Chrome/116.0.0.0 Mobile "
            "Safari/537.36 MicroMessenger/8.0.47",
            "WeChat on Android",
            "微信（Android）",
        ),
        (
            f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {WEBKIT} Chrome/114.0.0.0 Safari/537.36 "
            "ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300",
            "Huawei Browser 5 on HarmonyOS",
            "Huawei Browser 5（HarmonyOS）",
        ),
        ("Opera/9.80", "Opera 9", "Opera 9"),
        ("python-httpx/0.27", "Unknown browser", "未知浏览器"),
        ("", "Unknown browser", "未知浏览器"),
        ("<script>" * 500, "Unknown browser", "未知浏览器"),
    ],
)
def test_a_session_is_named_by_browser_and_system(header: str, en: str, zh: str) -> None:
    with speaking("en"):
        assert name_browser(header) == en
    with speaking("zh_Hans"):
        assert name_browser(header) == zh
