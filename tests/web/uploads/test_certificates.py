import hashlib
import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from expert_pool.errors import ExpertPoolError
from tests.web.uploads.samples import (
    archive,
    encrypted_pdf,
    pdf,
    picture,
    picture_with_exif,
    pixel_bomb,
)
from web.uploads import FileType, UploadLimits, check_certificate, check_room

Change = Callable[[pikepdf.Pdf], None]


def refusal(payload: bytes, limits: UploadLimits | None = None) -> str:
    with pytest.raises(ExpertPoolError) as refused:
        check_certificate(payload, limits)
    return refused.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("payload", "kind", "form"),
    [
        (picture("JPEG"), FileType.JPEG, "JPEG"),
        (picture("PNG"), FileType.PNG, "PNG"),
        (picture("PNG", mode="RGBA"), FileType.PNG, "PNG"),
        (picture("PNG", mode="P"), FileType.PNG, "PNG"),
        (picture("JPEG", mode="CMYK"), FileType.JPEG, "JPEG"),
    ],
)
def test_a_picture_is_taken_and_encoded_anew(payload: bytes, kind: FileType, form: str) -> None:
    checked = check_certificate(payload)
    assert (checked.type, checked.pages) == (kind, 1)
    assert (opened(checked.content).format, opened(checked.content).size) == (form, (40, 30))
    assert opened(checked.preview).format == "PNG"


def test_a_pdf_is_taken_as_it_is_with_its_first_page_drawn() -> None:
    payload = pdf(pages=3)
    checked = check_certificate(payload)
    assert (checked.type, checked.pages) == (FileType.PDF, 3)
    assert checked.content == payload
    assert opened(checked.preview).size == (800, 1200)


def test_the_digests_are_those_of_what_is_kept_and_of_what_was_sent() -> None:
    payload = picture_with_exif()
    checked = check_certificate(payload)
    assert checked.sha256 == hashlib.sha256(checked.content).digest()
    assert checked.sent_sha256 == hashlib.sha256(payload).digest()
    assert checked.sha256 != checked.sent_sha256


def test_a_picture_loses_its_exif_and_stands_upright() -> None:
    content = check_certificate(picture_with_exif()).content
    assert b"secret place" not in content
    assert not opened(content).getexif()
    assert opened(content).size == (30, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_hangs_behind_a_picture_is_gone(form: str) -> None:
    content = check_certificate(picture(form) + archive()).content
    assert b"evil.html" not in content


def test_html_behind_a_pdf_is_cut_off() -> None:
    clean = pdf()
    content = check_certificate(clean + b"<script>alert(1)</script>").content
    assert content == clean


def test_an_archive_inside_a_pdf_is_refused() -> None:
    assert refusal(pdf() + archive() + b"%%EOF") == "upload.active_content"


@pytest.mark.parametrize(
    "payload", [b"<html>%PDF-1.7", b"GIF89a", b"PK\x03\x04x", b"\n" + pdf(), b"BM", b"x"]
)
def test_other_types_are_refused_whatever_they_call_themselves(payload: bytes) -> None:
    assert refusal(payload) == "upload.wrong_type"


@pytest.mark.parametrize("payload", [b"", b" \r\n\x00"])
def test_an_empty_file_is_refused(payload: bytes) -> None:
    assert refusal(payload) == "upload.empty"


def test_a_file_of_just_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    limits = UploadLimits(megabytes=1)
    payload = picture("JPEG")
    whole = payload + b"\x00" * ((1 << 20) - len(payload))
    assert check_certificate(whole, limits).type is FileType.JPEG
    assert refusal(whole + b"\x00", limits) == "upload.too_big"


@pytest.mark.parametrize(
    "payload",
    [
        picture("JPEG", (200, 200))[:-80],
        picture("PNG", (200, 200))[:-40],
        pdf()[: len(pdf()) // 2],
        pdf()[:-20],
        b"%PDF-1.7\n%%EOF",
        pdf().replace(b"startxref\n", b"startxref\n9"),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_cut_and_broken_files_are_damaged(payload: bytes) -> None:
    assert refusal(payload) == "upload.damaged"


def test_a_pdf_without_pages_is_damaged() -> None:
    assert refusal(pdf(pages=0)) == "upload.damaged"


@pytest.mark.parametrize("user", ["secret", ""])
def test_encrypted_files_are_refused_even_where_they_open(user: str) -> None:
    assert refusal(encrypted_pdf(user)) == "upload.password_protected"


def action(kind: str) -> Dictionary:
    return (
        Dictionary(S=Name(f"/{kind}"), JS=String("x"))
        if kind == "JavaScript"
        else (Dictionary(S=Name(f"/{kind}")))
    )


def set_root(name: str, value: Callable[[pikepdf.Pdf], object]) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.Root[f"/{name}"] = value(document)

    return change


def set_annotation(annotation: Callable[[pikepdf.Pdf], Dictionary]) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.obj["/Annots"] = Array([document.make_indirect(annotation(document))])

    return change


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


ACTIVE = {
    "open action": set_root("OpenAction", lambda _: action("JavaScript")),
    "launch": set_root("OpenAction", lambda _: action("Launch")),
    "names": set_root("Names", lambda _: Dictionary(JavaScript=Dictionary(Names=Array([])))),
    "additional actions": set_root("AA", lambda _: Dictionary()),
    "form in XML": set_root("AcroForm", lambda _: Dictionary(XFA=Array([]), Fields=Array([]))),
    "attachment": attach,
    "rich media": set_annotation(
        lambda _: Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 1, 1]))
    ),
    "action of a link": set_annotation(
        lambda _: Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=action("GoToR")
        )
    ),
    "attached to the page": set_annotation(
        lambda _: Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment)
    ),
    "deep in arrays": set_root("Extra", lambda _: Array([Array([Dictionary(JS=String("x"))])])),
    "in a stream": set_root(
        "Extra", lambda document: document.make_stream(b"x", {"/Type": Name.EmbeddedFile})
    ),
}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE.keys())
def test_whatever_acts_or_carries_other_files_is_refused(
    change: Change,
) -> None:
    assert refusal(pdf(change)) == "upload.active_content"


def link_to(address: str | bytes) -> Change:
    """A link in a page that leads to an address."""
    where = Dictionary(S=Name.URI, URI=String(address))
    return set_annotation(
        lambda _: Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=where)
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\u200bscript:alert(1)",
        b"java\x00script:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "smb://host/share",
    ],
)
def test_a_link_that_is_no_web_or_mail_address_is_refused(address: str | bytes) -> None:
    assert refusal(pdf(link_to(address))) == "upload.active_content"


def test_the_reason_names_the_kind_of_address() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        check_certificate(pdf(link_to("javascript:alert(1)")))
    assert refused.value.params == {"what": "javascript:"}


@pytest.mark.parametrize(
    "change",
    [
        set_root("URI", lambda _: Dictionary(Base=String("javascript:"))),
        set_annotation(lambda _: Dictionary(Subtype=Name.Link, AA=Dictionary(E=action("URI")))),
        set_annotation(
            lambda _: Dictionary(
                Subtype=Name.Link, A=Dictionary(S=Name.URI, Next=Array([action("JavaScript")]))
            )
        ),
    ],
    ids=["base of all links", "on entering", "after another"],
)
def test_scripts_behind_links_are_refused(change: Change) -> None:
    assert refusal(pdf(change)) == "upload.active_content"


HARMLESS = {
    "to a site": link_to("https://kjj.example.cn/a?b=c:d"),
    "to a mailbox": link_to("mailto:office@example.org"),
    "to a site without a scheme": link_to("www.example.org/a:b"),
    "opens at a page": set_root(
        "OpenAction", lambda document: Array([document.pages[0].obj, Name.Fit])
    ),
    "goes to a page": set_root("OpenAction", lambda _: action("GoTo")),
    "links to a site": set_annotation(
        lambda _: Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=action("URI")
        )
    ),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_every_program_writes_is_taken(change: Change) -> None:
    assert check_certificate(pdf(change)).pages == 1


def test_pages_are_counted() -> None:
    limits = UploadLimits(pages=2)
    assert check_certificate(pdf(pages=2), limits).pages == 2
    assert refusal(pdf(pages=3), limits) == "upload.too_many_pages"


def test_pixels_are_counted_before_the_picture_is_unpacked() -> None:
    limits = UploadLimits(megapixels=1)
    assert check_certificate(picture("PNG", (1000, 1000), "L"), limits).pages == 1
    assert refusal(picture("PNG", (1001, 1000), "L"), limits) == "upload.too_many_pixels"
    assert refusal(pixel_bomb(12_000)) == "upload.too_many_pixels"
    assert refusal(pixel_bomb(60_000)) == "upload.too_many_pixels"


def test_a_file_that_swells_in_the_parser_is_damaged_and_nothing_more() -> None:
    assert refusal(picture("PNG", (3000, 3000)), UploadLimits(memory=80 << 20)) == "upload.damaged"


def test_the_number_of_files_is_limited() -> None:
    check_room(19)
    with pytest.raises(ExpertPoolError, match=r"upload\.too_many_files"):
        check_room(20)
