"""Decodes a picture completely and encodes it anew, so that only its pixels remain.

Comments, EXIF with its place and camera, and whatever hung before or after the picture
(a polyglot's HTML or ZIP) are gone. Runs in confinement only.
"""

import io
import warnings

from PIL import Image, ImageOps

from expert_pool.errors import ExpertPoolError

PREVIEW_SIDE = 1200
_QUALITY = 90
_WHITE = (255, 255, 255)
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError)


def clean_image(payload: bytes, form: str, most_pixels: int) -> tuple[bytes, bytes]:
    """The picture encoded anew in its own format, and a small PNG of it.

    Raises:
        ExpertPoolError: `upload.damaged`, `upload.too_many_pixels`.
    """
    try:
        with warnings.catch_warnings():
            # Pillow only warns at a limit of its own; ours is checked before decoding.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(payload), formats=(form,))
        _check_pixels(image.width * image.height, most_pixels)
        plain = _pixels_only(image)
    except Image.DecompressionBombError as error:
        raise ExpertPoolError("upload.too_many_pixels", _millions(most_pixels)) from error
    except _DAMAGE as error:
        raise ExpertPoolError("upload.damaged") from error
    return _encode(plain, form), make_preview(plain)


def make_preview(image: Image.Image) -> bytes:
    """A PNG that fits a screen."""
    small = image.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return _encode(small, "PNG")


def _check_pixels(pixels: int, most: int) -> None:
    if pixels > most:
        raise ExpertPoolError("upload.too_many_pixels", _millions(most))


def _millions(pixels: int) -> dict[str, int]:
    return {"megapixels": pixels // 1_000_000}


def _pixels_only(image: Image.Image) -> Image.Image:
    """A new picture with the pixels alone, upright, on white where it was see-through."""
    image.load()
    upright = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", upright.size, _WHITE)
    see_through = upright.convert("RGBA")
    plain.paste(see_through, mask=see_through.getchannel("A"))
    return plain


def _encode(image: Image.Image, form: str) -> bytes:
    sink = io.BytesIO()
    image.save(sink, format=form, quality=_QUALITY)
    return sink.getvalue()
