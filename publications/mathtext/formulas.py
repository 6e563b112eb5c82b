"""Formulas: TeX to MathML that is safe to show, or to plain text. Pure.

What ``math-core`` makes always passes an allow-list: a converter is no sanitiser.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from math_core import LatexError, LatexToMathML
from pylatexenc.latex2text import LatexNodes2Text

MAX_LENGTH = 2000  # characters of TeX
MAX_DEPTH = 30  # braces, environments and fences within each other

_ELEMENTS = (
    "math mrow mi mn mo ms mtext mspace msub msup msubsup munder mover munderover mmultiscripts mprescripts none"
    " mfrac msqrt mroot mtable mtr mtd mpadded mphantom mstyle menclose"
)
_ATTRIBUTES = (
    "display displaystyle scriptlevel mathvariant stretchy fence separator form lspace rspace minsize maxsize symmetric"
    " largeop movablelimits accent accentunder linethickness columnalign rowspacing columnspacing rowlines columnlines"
    " width height depth notation"
)
_CLEANER = nh3.Cleaner(
    tags=set(_ELEMENTS.split()),
    attributes={"*": set(_ATTRIBUTES.split())},
    clean_content_tags={"script", "style"},
)

# Macros that define, load, link, style or repeat have no business in an abstract.
_REFUSED = re.compile(
    r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand|newenvironment|DeclareMathOperator|csname|expandafter|loop"
    r"|href|url|html\w*|style|class|cssId|includegraphics|input|include|write|require|char|rule|verb|color\w*"
    r"|fcolorbox|kern|hspace|vspace|raise|lower|everymath)(?![a-zA-Z])"
)
_DEEPER = re.compile(r"(?<!\\)\{|\\left(?![a-z])|\\begin(?![a-z])")
_SHALLOWER = re.compile(r"(?<!\\)\}|\\right(?![a-z])|\\end(?![a-z])")
_OPEN, _CLOSE, _BARE_SIGN = (re.compile(rf"(?<!\\){sign}") for sign in (r"\{", r"\}", "[%#]"))
_MARKUP_IN_TEXT = re.compile(r"\\(?:text\w*|mbox|hbox|fbox|emph)\s*\{[^{}]*[<>&]")

_NOISE = re.compile(
    r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|limits|nolimits|ensuremath|xspace)(?![a-zA-Z])"
)
_ALIASES = {
    "bbm": "mathbb",
    "mathbbm": "mathbb",
    "mathds": "mathbb",
    "eps": "epsilon",
    "textsc": "text",
    "textsl": "text",
    "emph": "text",
    "textit": "text",
}
_ALIAS = re.compile(rf"\\({'|'.join(_ALIASES)})(?![a-zA-Z])")
_ACCENTS = {"~": "tilde", "=": "bar", "^": "hat", ".": "dot"}  # of text, yet people put them into formulas
_ACCENT = re.compile(r"(?<!\\)\\([~=^]|\.(?!\.))")
_SWITCH = re.compile(r"\{\s*\\(cal|bf|rm|sf|tt|it)(?![a-zA-Z])\s*([^{}]*)\}")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{(?:equation|displaymath|math)\*?\}")
_ALIGNED = re.compile(r"\\(begin|end)\s*\{(?:align|eqnarray|gather|multline|flalign)\*?\}")
_TWO_AMPERSANDS = re.compile(r"&([^&\\]{1,8}|\s*\\[a-z]+\s*)&")

# A macro nobody knows is the author's own abbreviation: its name says most.
_UNKNOWN = re.compile(r"<merror[^<>]*><mtext>\\([a-zA-Z]+)</mtext></merror>")
# Which of two alphabets of script is meant: faces have one, and it is a box where they do not know the sign.
_VARIANT = str.maketrans("", "", "\ufe00\ufe01")
_MACROS = {
    **{name: rf"\operatorname{{{name}}}" for name in ("poly", "polylog")},
    **{letter: letter for letter in "cijloruvHLO"},  # letters and accents of text
    "mbox": r"\text{#1}",
}
_CONVERTER = LatexToMathML(
    macros=_MACROS, ignore_unknown_commands=True, allow_unreliable_rendering=True, fancy_error=False
)

_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})+)\}|(\w))")
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPER = str.maketrans("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
_TO_TEXT = LatexNodes2Text(math_mode="text")


@lru_cache(maxsize=1 << 16)
def mathml(tex: str, *, block: bool = False) -> str:
    r"""A ``<math>`` element, or nothing when the formula is too long, too deep, unsafe or no TeX.

    >>> mathml(r"\ell_2")
    '<math><msub><mi>ℓ</mi><mn>2</mn></msub></math>'
    >>> mathml(r"\href{javascript:alert(1)}{x}"), mathml("{" * 40 + "}" * 40)
    ('', '')
    """
    if len(tex) > MAX_LENGTH or _REFUSED.search(tex) or _MARKUP_IN_TEXT.search(tex) or _depth(tex) > MAX_DEPTH:
        return ""
    try:
        made = _CONVERTER.convert_with_local_state(_tidied(tex), displaystyle=block)
    except LatexError:
        return ""
    clean = _CLEANER.clean(_UNKNOWN.sub(r"<mi>\1</mi>", made).translate(_VARIANT))
    return clean if clean.startswith("<math") and clean.endswith("</math>") else ""


def clean_mathml(markup: str) -> str:
    """MathML as a source wrote it, with what is safe in it."""
    return _CLEANER.clean(re.sub(r"(</?)mml:", r"\1", markup))


def _depth(tex: str) -> int:
    steps = [(m.start(), 1) for m in _DEEPER.finditer(tex)] + [(m.start(), -1) for m in _SHALLOWER.finditer(tex)]
    depth = deepest = 0
    for _, step in sorted(steps):
        depth += step
        deepest = max(deepest, depth)
    return deepest


def _tidied(tex: str) -> str:
    """TeX in the dialect the library knows. A bare % is a percent sign: the line it would have ended is lost.
    Braces that are open at the end are closed."""
    tex = _BARE_SIGN.sub(r"\\\g<0>", tex)
    tex += "}" * (len(_OPEN.findall(tex)) - len(_CLOSE.findall(tex)))
    if "\\" not in tex:
        return tex
    tex = _ALIAS.sub(lambda m: "\\" + _ALIASES[m[1]], _NOISE.sub(" ", tex))
    tex = _ACCENT.sub(lambda m: f"\\{_ACCENTS[m[1]]} ", tex)
    tex = _SWITCH.sub(r"\\math\1{\2}", tex)
    if "\\begin" in tex:
        tex = _ENVIRONMENT.sub(" ", tex)
        if _ALIGNED.search(tex):
            tex = _TWO_AMPERSANDS.sub(r"&\1", _ALIGNED.sub(r"\\\1{align*}", tex))
    return tex


@lru_cache(maxsize=1 << 12)
def words(tex: str) -> str:
    r"""The formula as plain text, for search and page titles.

    >>> words(r"\ell_2"), words(r"O(n^{10})"), words(r"\frac{1}{2}"), words(r"x_{\max}")
    ('ℓ₂', 'O(n¹⁰)', '1/2', 'x_max')
    """
    scripted = _SCRIPT.sub(_small, tex)
    try:
        text = _TO_TEXT.latex_to_text(_tidied(scripted)) if len(tex) <= MAX_LENGTH else tex
    except Exception:
        text = tex
    return " ".join(re.sub(r"[\\{}]", "", text).split())


def _small(script: re.Match[str]) -> str:
    content = script[2] or script[3]
    small = content.translate(_SUB if script[1] == "_" else _SUPER)
    if not set(small) & set(content):
        return small
    return f"{script[1]}{{{content}}}" if re.fullmatch(r"\\?\w+", content) else f"{script[1]}({content})"
