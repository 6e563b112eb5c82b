"""A photo somebody sends of themselves: looked at with suspicion, cut to a square, and written anew by us, so that
nothing of the file is left but what is to be seen. Pure."""

from __future__ import annotations

from hashlib import blake2b
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5 << 20
MOST_PIXELS = 40_000_000  # 120 MB while it is open; a phone's picture has a third of that
LEAST_SIDE = 128
SIDES = (512, 128)
_TOO_MANY_PIXELS = "The photo has too many pixels: 40 million at most."
_FORMATS = ("JPEG", "PNG", "WEBP")


class PhotoRefused(ValueError):
    """The message is a sentence for people."""


class Squares(NamedTuple):
    """WebP pictures, and a name that their content gives them."""

    large: bytes
    small: bytes
    key: str


def squares(content: bytes) -> Squares:
    """The middle of the picture at 512 and 128 pixels, without metadata. Raises PhotoRefused."""
    if len(content) > MOST_BYTES:
        raise PhotoRefused("The photo may have 5 MB at most.")
    picture = _opened(content)
    large, small = (_written(picture, side) for side in SIDES)
    return Squares(large, small, blake2b(large, digest_size=16).hexdigest())


def _opened(content: bytes) -> Image.Image:
    """Upright, in plain colours. Its size is known before a pixel is unpacked."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise PhotoRefused(_TOO_MANY_PIXELS)
            if min(width, height) < LEAST_SIDE:
                raise PhotoRefused(f"The photo is too small: {LEAST_SIDE} pixels each way at least.")
            return ImageOps.exif_transpose(opened).convert("RGB")
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoRefused(_TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise PhotoRefused("That is not a JPEG, PNG or WebP picture.") from None
    except (OSError, ValueError, SyntaxError) as problem:
        raise PhotoRefused("The picture is damaged and could not be read.") from problem


def _written(picture: Image.Image, side: int) -> bytes:
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    clean = Image.frombytes("RGB", square.size, square.tobytes())  # pixels only
    written = BytesIO()
    clean.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()
