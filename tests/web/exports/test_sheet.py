"""The printed sheet: rare characters, long tables, archival form, the receipt inside."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from web.exports.sheet import Listing, Sheet, draw_code, in_fours, write_sheet

DIGEST = "0123456789abcdef" * 4
SHEET = Sheet(
    lang="zh",
    region="cn",
    title="专家抽取结果表",
    subtitle="抽取申请 PR-2026-0001",
    number="PR-2026-0001",
    author="专家库",
    keywords=("PR-2026-0001",),
    facts=(("评审活动", "验收"),),
    panel=Listing("专家组", ("序号", "姓名"), (1, 4), (("1", "测丁"),)),
    reserves="候补顺序密封",
    criteria_caption="抽取条件",
    criteria=(("席位", "5"),),
    counts=Listing("筛选", ("原因", "人数"), (4, 1), (("在库专家", "38"),)),
    proof_caption="凭证",
    proof=(("承诺", in_fours(DIGEST, 8)),),
    verify="离线核验",
    qr_address=f"http://127.0.0.1:8000/receipts/{DIGEST}?sha256={DIGEST}",
    qr_words="扫码核对",
    signs=(("经办人", "测甲"), ("审批人", "测乙"), ("审计员（监督）", "测丙")),
    organiser="示例市科学技术局（虚构）",
    seal="（盖章处）",
    date="2026年11月20日",
    printed="打印人：测甲",
    pages="第 {page} 页，共 {total} 页",
    demo="",
    receipt='{"v":1}',
    receipt_name="PR-2026-0001-1-receipt.json",
    attached="公开凭证",
)


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def with_members(*names: str) -> Sheet:
    rows = tuple((str(place), name) for place, name in enumerate(names, start=1))
    return replace(SHEET, panel=replace(SHEET.panel, rows=rows))


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "测䶮", "测𬍛", "测㛃", "测𰻝"])
def test_rare_characters_and_the_middle_dot_are_printed(name: str) -> None:
    assert name in "".join(texts(write_sheet(with_members(name))))


def test_a_character_that_the_bundled_fonts_lack_does_not_stop_the_printing() -> None:
    assert "测甲" in "".join(texts(write_sheet(with_members("测𠮷", "\U000323ae"))))


def test_the_organiser_stands_above_the_place_of_its_seal() -> None:
    words = "".join(texts(write_sheet(SHEET)))
    assert words.index(SHEET.organiser) < words.index(SHEET.seal) < words.index(SHEET.date)


def test_a_long_panel_repeats_its_head_and_counts_the_pages() -> None:
    pages = texts(write_sheet(with_members(*["测丁"] * 80)))
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in page.replace(" ", "")
    assert "姓名" in pages[0]
    assert "姓名" in pages[1]
    assert "PR-2026-0001" in pages[1]


def test_the_file_is_archival_and_holds_the_public_receipt() -> None:
    with pikepdf.open(BytesIO(write_sheet(SHEET))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        (attached,) = pdf.attachments.values()
        assert list(pdf.attachments) == [SHEET.receipt_name]
        assert attached.get_file().read_bytes() == b'{"v":1}'


def test_the_demo_is_marked_on_every_page() -> None:
    pages = texts(write_sheet(replace(with_members(*["测丁"] * 80), demo="演示·虚构")))
    assert all(page.count("演示·虚构") == 2 for page in pages)
    assert not any("演示" in page for page in texts(write_sheet(SHEET)))


def test_digests_are_grouped_so_that_a_person_can_compare_them() -> None:
    assert in_fours("0123456789") == "0123 4567 89"
    assert in_fours(DIGEST, 8).splitlines() == ["0123 4567 89ab cdef 0123 4567 89ab cdef"] * 2
    assert in_fours("") == ""


def test_the_code_is_a_picture_of_the_address() -> None:
    assert draw_code("http://127.0.0.1/").startswith("<?xml")
    assert draw_code("a") != draw_code("b")
