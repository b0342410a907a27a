"""A certificate as somebody would scan it, of a person and a university that do not exist."""

from pathlib import Path

# The font that the service prints with; the certificate must not depend on the machine's.
import pylopdf_fonts_zh_cn
import typst

_PAGE = """#set page(width: 200mm, height: 140mm, margin: 20mm, fill: rgb("#fffdf5"))
#set text(font: "Noto Serif SC", size: 14pt)
#rect(width: 100%, height: 100%, stroke: 3pt + rgb("#8c1c13"), inset: 12mm)[
  #align(center)[#text(size: 24pt)[专业技术职务任职资格证书]]
  #v(8mm)
  #text(NAME)，经评审具备教授任职资格。\\
  证书编号：DEMO-2008-0001 \\
  评审日期：2008年12月1日
  #align(right)[虚构大学（演示用，无效）]
]"""


def make_certificates(folder: Path, name: str) -> tuple[Path, Path]:
    """The certificate as a PDF with words in it, and as a picture that a telephone made."""
    fonts = typst.Fonts(font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)])
    source = _PAGE.replace("NAME", f'"{name}"').encode()
    paper, photo = folder / "certificate.pdf", folder / "certificate-photo.png"
    paper.write_bytes(typst.compile(source, font_paths=fonts, format="pdf"))
    photo.write_bytes(typst.compile(source, font_paths=fonts, format="png"))
    return paper, photo
