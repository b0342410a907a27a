"""The operators' log holds places and codes, never what somebody typed."""

import json

import pytest
import structlog

from web.logs import configure_logs

CANARY = "330100197501011234"


def test_fields_that_are_not_on_the_list_are_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    structlog.get_logger().warning("problem", path="/x", body=CANARY, email="li@example.org")
    written = capsys.readouterr().err
    assert CANARY not in written
    assert "li@example.org" not in written
    assert json.loads(written)["path"] == "/x"


def test_an_address_that_opens_something_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    secret = "yy83VDa-ejBpF4PVGdLpBoKfY4hYrTW1gTbb69wuxdc"
    for path in (f"/calendar/{secret}.ics", "/requests/f77859b0-993a-48d4-bb49-dfe568acf6d9"):
        structlog.get_logger().error("problem", path=path)
    hidden, kept = map(json.loads, capsys.readouterr().err.splitlines())
    assert hidden["path"] == "/calendar/(hidden).ics"
    assert kept["path"].endswith("dfe568acf6d9")


def test_an_exception_leaves_its_kind_and_places_but_not_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs()
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        structlog.get_logger().error("unexpected", exc_info=error)
    written = capsys.readouterr().err
    assert CANARY not in written
    line = json.loads(written)
    assert line["exception"][0] == "ValueError"
    assert "test_logs.py" in line["exception"][1]
