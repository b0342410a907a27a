import pytest

from expert_pool.errors import ExpertPoolError
from tests.web.spreadsheets.samples import archive, small_workbook, with_member
from web.spreadsheets.prescan import WorkbookLimits, prescan_workbook

RELATIONS = b'<Relationships><Relationship Id="rId9" Type="%s" Target="%s" TargetMode="External"/>'
HYPERLINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
LINKED = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleLink"


def refusal(payload: bytes, limits: WorkbookLimits | None = None) -> tuple[str, object]:
    """Code and place of the refusal; `passes` where there is none."""
    try:
        prescan_workbook(payload, limits or WorkbookLimits())
    except ExpertPoolError as refused:
        return refused.code, refused.params.get("what")
    return "passes", None


def test_a_plain_workbook_passes() -> None:
    assert refusal(small_workbook()) == ("passes", None)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macros"),
        ("xl/activeX/activeX1.bin", b"x", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "links"),
        ("xl/connections.xml", b"<x/>", "links"),
        ("xl/embeddings/oleObject1.bin", b"x", "objects"),
        ("xl/evil.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "dtd"),
        ("xl/late.xml", b" " * 65_530 + b"<!doctype a><a/>", "dtd"),
        ("[Content_Types].xml", b'<Types ContentType="x.macroEnabled.main+xml"/>', "macros"),
        ("xl/worksheets/_rels/sheet1.xml.rels", RELATIONS % (LINKED, b"file:///x"), "links"),
    ],
)
def test_active_content_is_refused(name: str, content: bytes, what: str) -> None:
    payload = with_member(small_workbook(), name, content)
    assert refusal(payload) == ("spreadsheet.active_content", what)


def test_a_mail_address_that_became_a_link_is_harmless() -> None:
    text = RELATIONS % (HYPERLINK, b"mailto:jia@example.org")
    payload = with_member(small_workbook(), "xl/worksheets/_rels/sheet1.xml.rels", text)
    assert refusal(payload) == ("passes", None)


@pytest.mark.parametrize("content", ["<!DOCTYPE a>".encode("utf-16"), b"<a>\x00</a>"])
def test_other_encodings_cannot_hide_a_dtd(content: bytes) -> None:
    payload = with_member(small_workbook(), "xl/evil.xml", content)
    assert refusal(payload) == ("spreadsheet.damaged", None)


def test_a_bomb_is_stopped_by_what_it_unpacks_to_and_not_by_what_it_claims() -> None:
    bomb = with_member(small_workbook(), "xl/worksheets/sheet2.xml", b" " * (16 << 20))
    assert refusal(bomb) == ("spreadsheet.too_costly", "unpacked")
    limits = WorkbookLimits(unpacked=1000, ratio=10_000)
    assert refusal(small_workbook(), limits) == ("spreadsheet.too_costly", "unpacked")


def test_too_many_members_are_refused() -> None:
    assert refusal(small_workbook(), WorkbookLimits(members=3)) == (
        "spreadsheet.too_costly",
        "members",
    )


def test_huge_relations_are_refused() -> None:
    noise = b"".join(b"<Relationship Id=%r/>" % str(n).encode() for n in range(500_000))
    payload = with_member(small_workbook(), "xl/_rels/more.rels", noise)
    assert refusal(payload) == ("spreadsheet.too_costly", "relations")


def test_old_encrypted_cut_and_foreign_files_are_told_apart() -> None:
    whole = small_workbook()
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)[0] == (
        "spreadsheet.old_or_encrypted"
    )
    assert refusal(whole[: len(whole) // 2])[0] == "spreadsheet.damaged"
    assert refusal(archive({"word/document.xml": b"<x/>"}))[0] == "spreadsheet.not_a_workbook"
