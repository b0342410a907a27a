"""Files and answers of a fictional applicant, and the way through the pages."""

import io
import re
from dataclasses import dataclass

import pypdfium2
from httpx import Response
from PIL import Image, ImageDraw

from tests.web.conftest import TOKEN, Browser

VERSION = re.compile(r'name="version" value="(\d+)"')
IDENTITY_NUMBER = "330702198005010021"


def with_check_digit(first: str) -> str:
    """The 18 characters of an identity number whose first 17 are given (GB 11643)."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(weight * int(digit) for weight, digit in zip(weights, first, strict=True))
    return first + "10X98765432"[total % 11]


NUMBER = with_check_digit("33070219800501002")
OTHER_NUMBER = with_check_digit("33070219810601004")


def a_png(words: str = "Certificate") -> bytes:
    picture = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(picture).text((40, 40), words, fill="black")
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()


def a_pdf(pages: int = 2) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


IDENTITY = {
    "name": "测甲",
    "document_kind": "resident_identity",
    "identity_number": NUMBER,
    "sensitive_consent": "yes",
    "sensitive_version": "2026.1",
    "phone": "13800000000",
    "type": "technical",
    "division": "330702",
}
EMPLOYMENT = {
    "employer": "虚构大学",
    "kind": "employed",
    "start": "2010-09-01",
    "position": "教授",
}
TITLE = {"code": "S01-01", "obtained": "2018年12月1日", "number": "2018-0001"}
FIELD = {"code": "10101", "since": "2010-09-01", "evidence": "操作系统论文三篇"}
PLEDGES = {
    "truthful": "yes",
    "time_and_health": "yes",
    "consent": "yes",
    "pledge_version": "2026.1",
    "consent_version": "2026.2",
}


@dataclass(frozen=True)
class Sent:
    """Which page the form stands on, and where it goes."""

    page: str
    to: str = ""


class Applicant:
    """Walks through the pages of an application the way a browser without scripts does."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    async def send(self, page: str, fields: dict[str, str], to: str = "") -> Response:
        """Fill in the form of a page, with the version that it shows."""
        return await self.browser.send(page, {**await self.version(page), **fields}, to=to)

    async def version(self, page: str) -> dict[str, str]:
        found = VERSION.search((await self.browser.get(page)).text)
        return {"version": found[1]} if found else {}

    async def upload(
        self, row: str, content: bytes, name: str = "证书.pdf", **more: str
    ) -> Response:
        page = f"{row}/certificates"
        text = (await self.browser.get(page)).text
        token, version = TOKEN.search(text), VERSION.search(text)
        assert token
        assert version
        return await self.browser.client.post(
            page,
            data={"csrf_token": token[1], "version": version[1], **more},
            files={"certificate": (name, content, "application/octet-stream")},
            follow_redirects=True,
        )

    async def start(self) -> None:
        await self.browser.send("/application", {}, to="/application/start")

    async def add_title(self, fields: dict[str, str] | None = None) -> str:
        """Add a title; gives the address of its row."""
        page = "/application/rows/titles/new"
        answer = await self.send(page, fields or TITLE)
        return str(answer.url.path).removesuffix("/certificates")

    async def fill_in(self, number: str = NUMBER) -> None:
        """Everything up to the check page."""
        await self.start()
        await self.send("/application/identity", {**IDENTITY, "identity_number": number})
        await self.send("/application/rows/employments/new", EMPLOYMENT)
        await self.send("/application/employments", {"sector": "university"})
        row = await self.add_title()
        await self.upload(row, a_pdf())
        await self.send("/application/rows/fields/new", FIELD)
        await self.send(
            "/application/choose/discipline?words=520",
            {"code": "520"},
            to="/application/disciplines/add",
        )
        await self.send("/application/fields", {"directions": "操作系统\n编译技术"})
        await self.send("/application/relations", {"nothing_to_declare": "yes"})
        await self.send("/application/pledges", PLEDGES)

    async def submit(self) -> Response:
        return await self.send("/application/check", {}, to="/application/submit")
