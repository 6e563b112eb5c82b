"""Two ways to write down what was read: plain text and HTML. Both take text as it is and escape what they must."""

from __future__ import annotations

import re
from html import escape

from publications.mathtext.formulas import clean_mathml, mathml, words

_SPACES = re.compile(r"[ \t\r\n]+")
_UNTIDY = re.compile(r"[\t\r\n]|  ")
# Each begins with its letters, which are found faster than what must stand before or behind them.
_BEFORE_MATHS, _BEHIND_MATHS = re.compile(r"<math(?<=[^\s>]<math)"), re.compile(r"</math>(?=[^\s<])")
_MATHML_TAGS = re.compile(r"<[^<>]*>")


class Plain:
    """Words only."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def text(self, text: str) -> None:
        self._parts.append(text)

    def formula(self, tex: str, *, block: bool) -> None:
        self._parts.append(words(tex))

    def mathml(self, markup: str) -> None:
        self._parts.append(_MATHML_TAGS.sub("", markup))

    def begin(self, tag: str, url: str = "") -> None:
        """Plain text has no mark-up."""

    def end(self, tag: str) -> None:
        """Plain text has no mark-up."""

    def line(self) -> None:
        self._parts.append(" ")

    def result(self) -> str:
        return " ".join("".join(self._parts).split())


class Html:
    """Escaped text and a handful of elements without attributes, links aside."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def text(self, text: str) -> None:
        self._parts.append(escape(text, quote=False))

    def formula(self, tex: str, *, block: bool) -> None:
        self._parts.append(mathml(tex.strip(), block=block) or f"<code>{escape(tex.strip(), quote=False)}</code>")

    def mathml(self, markup: str) -> None:
        self._parts.append(clean_mathml(markup))

    def begin(self, tag: str, url: str = "") -> None:
        self._parts.append(f'<a href="{escape(url)}" rel="nofollow noopener">' if url else f"<{tag}>")

    def end(self, tag: str) -> None:
        self._parts.append(f"</{tag}>")

    def line(self) -> None:
        self._parts.append("<br>")

    def result(self) -> str:
        """What was written. A word joiner keeps "k-means" together when the k is a formula."""
        text = "".join(self._parts).strip()
        if _UNTIDY.search(text):
            text = _SPACES.sub(" ", text)
        text = _BEFORE_MATHS.sub("\N{WORD JOINER}<math", text)
        return _BEHIND_MATHS.sub("</math>\N{WORD JOINER}", text)
