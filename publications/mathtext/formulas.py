"""Formulas: TeX to MathML that is safe to show, or to plain text. Pure.

``latex2mathml`` is no sanitiser (``\\text{<script>…}`` comes out raw), so its output always passes an allow-list.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import nh3
from latex2mathml.converter import convert
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
_MARKUP_IN_TEXT = re.compile(r"\\(?:text\w*|mbox|hbox|fbox|emph)\s*\{[^{}]*[<>&]")

_NOISE = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber|notag|displaystyle|limits|ensuremath|xspace)(?![a-zA-Z])")
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
_SWITCH = re.compile(r"\{\s*\\(cal|bf|rm|sf|tt|it)(?![a-zA-Z])\s*([^{}]*)\}")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{(?:equation|displaymath|math)\*?\}")
_ALIGNED = re.compile(r"\\(begin|end)\s*\{(?:align|eqnarray|gather|multline|flalign)\*?\}")
_TWO_AMPERSANDS = re.compile(r"&([^&\\]{1,8}|\s*\\[a-z]+\s*)&")

# Browsers know no mathvariant but "normal": other alphabets are letters of their own in Unicode.
_STYLED = re.compile(r'<mi mathvariant="([a-z-]+)">([A-Za-z])</mi>')
_ALPHABETS = {"bold": "BOLD", "bold-italic": "BOLD", "script": "SCRIPT", "double-struck": "DOUBLE-STRUCK"}
_UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">[^<]</mi>){2,}')
# Spaces as TeX sets them; browsers space "/" and "|" as relations, a sign after a bracket as a sum, and "n log n" not
# at all. Greek capitals stand upright.
_FUNCTION = re.compile(
    r"(</m(?!o>)\w+>)?(<m(?:sup|sub|subsup)>)?<mi>((?:arc)?(?:sin|cos|tan)|ln|lg|log|polylog|exp|min|max|Pr|det|dim)</mi>"
    r"(?=(<mo[^<>]*>[(\[]|</mrow>)?)"
)
_SIGN = re.compile(r"(<mo[^<>]*>[^)\]|!]</mo>|<mrow>)<mo>([−+±])</mo>")
_ORDINARY = re.compile(r'<mo(?: stretchy="false")?>([/|])</mo>')
_GREEK_CAPITAL = re.compile(r"<mi>(?=[Α-Ω]</mi>)")
_UNKNOWN = re.compile(r"\\([a-zA-Z]+)")

_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})+)\}|(\w))")
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPER = str.maketrans("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
_TO_TEXT = LatexNodes2Text(math_mode="text")


@lru_cache(maxsize=1 << 16)
def mathml(tex: str, *, block: bool = False) -> str:
    r"""A ``<math>`` element, or nothing when the formula is too long, too deep, unsafe or no TeX.

    >>> mathml(r"\ell_2")
    '<math><mrow><msub><mi>ℓ</mi><mn>2</mn></msub></mrow></math>'
    >>> mathml(r"\href{javascript:alert(1)}{x}"), mathml("{" * 40 + "}" * 40)
    ('', '')
    """
    if len(tex) > MAX_LENGTH or _REFUSED.search(tex) or _MARKUP_IN_TEXT.search(tex) or _depth(tex) > MAX_DEPTH:
        return ""
    try:
        made = convert(_tidied(tex), display="block" if block else "inline")
    except Exception:  # the library raises a dozen kinds of its own, and KeyError, TypeError or StopIteration besides
        return ""
    clean = _CLEANER.clean(made)
    if not clean.startswith("<math") or "</mrow></math>" not in clean:
        return ""
    clean = _STYLED.sub(_in_alphabet, clean.replace(' display="inline"', "", 1))
    return _typeset(_UNKNOWN.sub(r"\1", _UPRIGHT.sub(_joined, clean)))


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
    """TeX in the dialect the library knows. A bare % is a percent sign: the line it would have ended is lost."""
    tex = re.sub(r"(?<!\\)%", r"\\%", tex)
    if "\\" not in tex:
        return tex
    tex = _ALIAS.sub(lambda m: "\\" + _ALIASES[m[1]], _NOISE.sub(" ", tex))
    tex = _SWITCH.sub(r"\\math\1{\2}", tex)
    if "\\begin" in tex:
        tex = _ENVIRONMENT.sub(" ", tex)
        if _ALIGNED.search(tex):
            tex = _TWO_AMPERSANDS.sub(r"&\1", _ALIGNED.sub(r"\\\1{align*}", tex))
    return tex


def _in_alphabet(letter: re.Match[str]) -> str:
    case = "CAPITAL" if letter[2].isupper() else "SMALL"
    try:
        return f"<mi>{unicodedata.lookup(f'MATHEMATICAL {_ALPHABETS[letter[1]]} {case} {letter[2]}')}</mi>"
    except KeyError:  # an alphabet our face lacks, or one of the letters Unicode had before (ℝ, ℬ), which came as such
        return f'<mi mathvariant="normal">{letter[2]}</mi>'


def _joined(letters: re.Match[str]) -> str:
    """Upright letters in a row are one word: browsers space it as such, and it is shorter."""
    return f"<mi>{re.sub('<[^>]*>', '', letters[0])}</mi>"


def _typeset(markup: str) -> str:
    markup = _GREEK_CAPITAL.sub('<mi mathvariant="normal">', _FUNCTION.sub(_function, markup))
    markup = _SIGN.sub(r'\1<mo form="prefix">\2</mo>', markup)
    return _ORDINARY.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', markup)


def _function(name: re.Match[str]) -> str:
    before = "0.167em" if name[1] else "0"
    after = "0" if name[4] else "0.167em"
    return f'{name[1] or ""}{name[2] or ""}<mo lspace="{before}" rspace="{after}">{name[3]}</mo>'


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
