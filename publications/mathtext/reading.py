"""Reads the tokens of a text and tells a writer what they mean. Never fails: what it does not know is text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from publications.mathtext.letters import LETTERS, accented, symbol
from publications.mathtext.tokens import TOKEN, is_formula, with_dollars

MAX_DEPTH = 20  # elements within each other; deeper ones are left out, their text stays

# "\emph{…}" and "{\em …}"; what has no tag only loses its braces.
_STYLES = {
    "emph": "em",
    "textit": "em",
    "textsl": "em",
    "textbf": "strong",
    "texttt": "code",
    "underline": "u",
    "textsuperscript": "sup",
    "textsubscript": "sub",
}
_SWITCHES = {"em": "em", "it": "em", "itshape": "em", "sl": "em", "bf": "strong", "bfseries": "strong", "tt": "code"}
_SILENCE = (
    "sc sf rm up scshape sffamily rmfamily ttfamily normalfont small footnotesize large noindent centering xspace"
    " smallskip medskip bigskip protect maketitle limits displaystyle relax left right"
)
_SILENT = frozenset(_SILENCE.split())
_TAGS = {"italic": "em", "i": "em", "em": "em", "bold": "strong", "b": "strong", "strong": "strong"}
_ESCAPED = {" ": " ", "\n": " ", ",": "\u2009", ":": " ", ";": " ", ">": " ", "!": "", "/": "", "-": "", "@": ""}
_DASHES = {"--": "–", "---": "—"}
_QUOTES = {"``": "“", "''": "”", "`": "‘"}
_WEB = re.compile(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]+", re.IGNORECASE)
# "$\textit{two words}$" is text and is spaced as text.
_TEXT_IN_MATHS = re.compile(r"\$\s*(\\(?:text[a-z]*|emph|mbox)\s*\{[^{}\\$]*\})\s*\$")
_WRITES = {"item": "• ", "footnote": " (", "par": " ", "newline": " ", "linebreak": " "}


class Writer(Protocol):
    def text(self, text: str) -> None: ...
    def formula(self, tex: str, *, block: bool) -> None: ...
    def mathml(self, markup: str) -> None: ...
    def begin(self, tag: str, url: str = "") -> None: ...
    def end(self, tag: str) -> None: ...
    def line(self) -> None: ...
    def result(self) -> str: ...


@dataclass
class _Frame:
    """An open brace or element: what to close with it, and text that follows it."""

    element: str = ""
    tags: list[str] = field(default_factory=list)
    after: str = ""


class Reading:
    """One text on its way to a writer."""

    def __init__(self, source: str, writer: Writer) -> None:
        self.source = with_dollars(_TEXT_IN_MATHS.sub(r"\1", source) if "$" in source else source)
        self.writer = writer
        self.frames: list[_Frame] = []

    def run(self) -> str:
        at = 0
        while token := TOKEN.search(self.source, at):
            self.writer.text(self.source[at : token.start()])
            at = _HANDLERS[token.lastgroup](self, token) or token.end()
        self.writer.text(self.source[at:])
        while self.frames:
            self._close()
        return self.writer.result()

    # Each handler writes one token and says where to go on, if that is not right behind it.

    def _formula(self, token: re.Match[str]) -> int | None:
        kind = token.lastgroup
        if kind == "inline" and not is_formula(token[kind]):
            self.writer.text("$")
            return token.start() + 1
        self.writer.formula(token[kind], block=kind not in ("inline", "round"))
        return None

    def _accent(self, token: re.Match[str]) -> None:
        letter = token[token.lastgroup].lstrip("\\")
        self.writer.text(accented(token["accent"] or token["hook"], letter))

    def _url(self, token: re.Match[str]) -> None:
        self._link(token["url"])

    def _address(self, token: re.Match[str]) -> int:
        url = token["address"].rstrip(".,;:!?'*\"")
        while url[-1:] in (")", "]") and url.count(url[-1]) > url.count("(" if url[-1] == ")" else "["):
            url = url[:-1].rstrip(".,;:!?'*\"")
        self._link(url)
        return token.start() + len(url)

    def _link(self, address: str) -> None:
        url = re.sub(r"\\([_%&#~])", r"\1", re.sub(r"\$\\sim\$|\\sim", "~", address))
        linked = _WEB.fullmatch(url) and not any(frame.tags == ["a"] for frame in self.frames)
        if linked:
            self.writer.begin("a", url)
        self.writer.text(url)
        if linked:
            self.writer.end("a")

    def _href(self, token: re.Match[str]) -> None:
        url = re.sub(r"\\([_%&#~])", r"\1", token["href"])
        nested = any(frame.tags == ["a"] for frame in self.frames)
        self._open("a" if _WEB.fullmatch(url) and not nested else "", url=url)

    def _verbatim(self, token: re.Match[str]) -> None:
        self._open("code")
        self.writer.text(token["verbatim"])
        self._close()

    def _key(self, token: re.Match[str]) -> None:
        self.writer.text(f"[{', '.join(token['key'].replace(',', ' ').split())}]")

    def _nothing(self, token: re.Match[str]) -> None:
        """Comments, labels and other instructions to a typesetter."""

    def _command(self, token: re.Match[str]) -> int | None:
        name = token["command"]
        if name in _SWITCHES or name in _SILENT:
            if name in _SWITCHES and self.frames:
                self._begin(self.frames[-1], _SWITCHES[name])
            if token["argument"]:
                self._open()
            return _after_spaces(self.source, token.end())
        if name == "item":
            self.writer.line()
        self.writer.text(self._name(name, bool(token["argument"])))
        if token["argument"]:
            self._open(_STYLES.get(name, ""), after=")" if name == "footnote" else "")
        return _after_spaces(self.source, token.end()) if name in LETTERS else None

    def _name(self, name: str, has_argument: bool) -> str:
        """What a macro itself writes. One nobody knows is the author's own abbreviation: its name says most."""
        text = symbol(name)
        if text is not None:
            return text
        if name in _WRITES:
            return _WRITES[name]
        return "" if has_argument else name

    def _escaped(self, token: re.Match[str]) -> None:
        self.writer.text(_ESCAPED.get(token["escaped"], token["escaped"]))

    def _set(self, token: re.Match[str]) -> None:
        self.writer.text(token["set"])

    def _brace(self, token: re.Match[str]) -> None:
        self._open()

    def _unbrace(self, token: re.Match[str]) -> None:
        if any(not frame.element for frame in self.frames):
            while self._close().element:
                pass
        else:
            self.writer.text("}")

    def _tie(self, token: re.Match[str]) -> None:
        self.writer.text("\N{NO-BREAK SPACE}")

    def _mathml(self, token: re.Match[str]) -> None:
        self.writer.mathml(token["mathml"])

    def _tag(self, token: re.Match[str]) -> int | None:
        """An HTML element counts when it is closed too: "<i>" alone may be a variable in angle brackets."""
        name = token["tag"]
        if name == "br" or name == "p":
            self.writer.line()
        elif not token["slash"] and self._is_closed(name, token.end()):
            self._open(_TAGS.get(name, name), element=name)
        elif token["slash"] and any(frame.element == name for frame in self.frames):
            while self._close().element != name:
                pass
        else:
            self.writer.text(token[0][0])
            return token.start() + 1
        return None

    def _is_closed(self, name: str, at: int) -> bool:
        return self.source.find(f"</{name}>", at) >= 0 or self.source.find(f"</jats:{name}>", at) >= 0

    def _entity(self, token: re.Match[str]) -> None:
        self.writer.text(html.unescape(token["entity"]))

    def _quote(self, token: re.Match[str]) -> None:
        self.writer.text(_QUOTES[token["quote"]])

    def _dash(self, token: re.Match[str]) -> None:
        self.writer.text(_DASHES[token["dash"]])

    def _line(self, token: re.Match[str]) -> None:
        self.writer.line()

    def _paragraph(self, token: re.Match[str]) -> None:
        self.writer.line()
        self.writer.line()

    # Frames

    def _open(self, tag: str = "", *, element: str = "", after: str = "", url: str = "") -> None:
        self.frames.append(_Frame(element, after=after))
        if tag:
            self._begin(self.frames[-1], tag, url)

    def _begin(self, frame: _Frame, tag: str, url: str = "") -> None:
        if len(self.frames) <= MAX_DEPTH and len(frame.tags) < MAX_DEPTH:
            frame.tags.append(tag)
            self.writer.begin(tag, url)

    def _close(self) -> _Frame:
        frame = self.frames.pop()
        for tag in reversed(frame.tags):
            self.writer.end(tag)
        self.writer.text(frame.after)
        return frame


def _after_spaces(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


_HANDLERS: dict[str | None, Callable[[Reading, re.Match[str]], int | None]] = {
    **dict.fromkeys(("display", "inline", "round", "square", "environment"), Reading._formula),
    **dict.fromkeys(("in_braces", "bare", "hooked", "after_space"), Reading._accent),
    **dict.fromkeys(("comment", "dropped", "jats"), Reading._nothing),
    **dict.fromkeys(("command", "argument"), Reading._command),
    "url": Reading._url,
    "href": Reading._href,
    "verbatim": Reading._verbatim,
    "key": Reading._key,
    "line": Reading._line,
    "escaped": Reading._escaped,
    "set": Reading._set,
    "open": Reading._brace,
    "close": Reading._unbrace,
    "tie": Reading._tie,
    "address": Reading._address,
    "mathml": Reading._mathml,
    "tag": Reading._tag,
    "entity": Reading._entity,
    "quote": Reading._quote,
    "dash": Reading._dash,
    "paragraph": Reading._paragraph,
}
