"""TeX's accents and symbols as Unicode. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pylatexenc.latex2text import get_default_latex_context_db

_SYMBOLS = get_default_latex_context_db()

# What the library has no plain text for.
_MORE = {
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "S": "§",
    "P": "¶",
    "pounds": "£",
    "deg": "°",
    "degree": "°",
    "textless": "<",
    "textgreater": ">",
    "eps": "ε",
    "epsilon": "ε",
    "eg": "e.g.",
    "ie": "i.e.",
    "etal": "et al.",
    "cdot": "·",
    "quad": " ",
    "qquad": " ",
    "space": " ",
}
_COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "d": "\u0323",
    "r": "\u030a",
    "t": "\u0361",
}

# Macros that are letters of a word: TeX swallows the space that ends their name ("S\o ren").
_LETTERS = "ss o O l L ae AE oe OE aa AA i j dh DH dj DJ ng NG th TH"
LETTERS = frozenset(_LETTERS.split())


def accented(accent: str, letter: str) -> str:
    r"""A letter with the accent TeX names.

    >>> accented("~", "n"), accented("v", "c"), accented("'", "i")
    ('ñ', 'č', 'í')
    """
    return unicodedata.normalize("NFC", letter + _COMBINING[accent])


@lru_cache(maxsize=1 << 12)
def symbol(macro: str) -> str | None:
    r"""The text of a macro that is a symbol, or None.

    >>> symbol("alpha"), symbol("L"), symbol("leq"), symbol("emph")
    ('α', 'Ł', '≤', None)
    """
    if macro in _MORE:
        return _MORE[macro]
    text = getattr(_SYMBOLS.get_macro_spec(macro), "simplify_repl", None)
    return text if isinstance(text, str) and not set("%<") & set(text) else None
