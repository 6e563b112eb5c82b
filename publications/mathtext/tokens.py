r"""What stands in a title or abstract: TeX's tokens, HTML's, bare addresses, and maths somebody left bare. Pure."""

from __future__ import annotations

import re

from publications.mathtext.formulas import mathml

_SPECIAL = re.compile(r"[\\${}~`^_<&\n]")

_PROSE = re.compile(r"(?<![\\a-zA-Z])[a-z]{2,}\s+[a-z]{2,}(?![a-zA-Z])")
_GROUP = r"\{(?:[^{}$]|\{(?:[^{}$]|\{[^{}$]*\})*\})*\}"
_ADDRESS = r"""https?://(?:\\[_%&\#~]|\$\\sim\$|\\sim(?![a-z])|[^\s<>"`{}\\|^$])+"""

_MATHS = r"""
    \$\$(?P<display>[^$]+)\$\$
  | \$(?!\d[^$]*\$\d)(?P<inline>(?:[^$\\]|\\.)+)\$
  | \\\((?P<round>.{1,2000}?)\\\)
  | \\\[(?P<square>.{1,2000}?)\\\]
  | (?P<environment>\\begin\s*\{(?P<name>(?:equation|align|eqnarray|gather|multline|displaymath|math)\*?)\}
    .{1,4000}?\\end\s*\{(?P=name)\})
"""

# A % that ends a sentence's line in the author's file: five letters (so no "12 vol. % of") or a formula before it.
_AFTER_SENTENCE = r"(?:(?<=[^\W\d_]{5}[.!?])|(?<=[^\W\d_]{5}[.!?]\s)|(?<=[$)\]][.!?]\s))(?<!approx\.)(?<!approx\.\s)"

_LOWER_CASE_SENTENCE = r"(?=[a-z]+[\s,])(?:[^.!?]|[.!?](?!\s+[A-Z]|\s*\Z)){1,400}[.!?](?=\s+[A-Z]|\s*\Z)"

TOKEN = re.compile(
    rf"""(?=[\\${{}}~`'<&h%\-\n])(?:{_MATHS}
  | (?P<comment>{_AFTER_SENTENCE}%\s*(?:{_LOWER_CASE_SENTENCE}|(?=[A-Za-z])))
  | \\(?P<accent>['`^"~=.])\s*(?:\{{\s*(?P<in_braces>\\?[^\W\d_])\s*\}}|(?P<bare>\\[ij](?![a-zA-Z])|[^\W\d_]))
  | \\(?P<hook>[uvHckbdrt])(?:\s*\{{\s*(?P<hooked>\\?[^\W\d_])\s*\}}|\s+(?P<after_space>[^\W\d_])(?![a-z]))
  | \\url\s*\{{(?P<url>[^{{}}\s]*)(?:\s*\}}|\s*(?=[.,;:]?\s|[.,;:]?\Z))
  | \\href\s*\{{(?P<href>[^{{}}\s]*)\}}\s*\{{
  | \\(?P<verb>verb)(?P<fence>[|+!"/])(?P<verbatim>.{{1,200}}?)(?P=fence)
  | \\(?:cite[a-zA-Z]*|(?:eq|auto|c|C|page)?ref)\*?(?:\[[^\]]*\])*\s*\{{(?P<key>[^{{}}]*)\}}
  | (?P<dropped>\\(?:begin|end|label|vspace|hspace|thanks|color|textcolor|bibliographystyle)\*?\s*\{{[^{{}}]*\}})
  | \\(?P<command>[a-zA-Z]+)(?:\*(?=\{{))?(?P<argument>\s*\{{)?
  | \\(?P<line>\\)(?:\[[^\]]{{1,9}}\])?
  | \\(?P<escaped>.)
  | (?P<set>\{{[^{{}}\\$]{{0,60}}[,|=][^{{}}\\$]{{0,60}}\}})
  | (?P<open>\{{)
  | (?P<close>\}})
  | (?P<tie>(?<=\S)(?<![(\[])~(?=\S))
  | (?P<address>{_ADDRESS})
  | (?P<mathml><(?:mml:)?math[\s>](?:(?!<(?:mml:)?math[\s>]).){{1,20000}}?</(?:mml:)?math>)
  | <(?P<slash>/?)(?:jats:)?(?P<tag>sub|sup|italic|i|em|bold|b|strong|p|br)(?:\s[^<>]{{0,200}})?/?>
  | (?P<jats></?jats:[a-z-]+[^<>]{{0,200}}>)
  | (?P<entity>&(?:[a-zA-Z]{{2,24}}|\#\d{{1,7}}|\#x[0-9a-fA-F]{{1,6}});)
  | (?P<quote>``|''|`(?=\w))
  | (?P<dash>---?)(?!-)
  | (?P<paragraph>\n\s*\n\s*)
)""",
    re.VERBOSE | re.DOTALL,
)

_TEXT_MACRO = "emph|text[a-z]*|url|href|cite[a-z]*|footnote|em|it|bf|tt|sc|sf|sl|rm|begin|end|item|mbox|underline"
_BARE = re.compile(
    rf"""{_MATHS} | {_ADDRESS} | \\(?:url|href|cite[a-z]*|ref|label|texttt|verb)\s*{_GROUP} | <[^<>]{{1,200}}>
  | (?<![\w\\}}$])(?P<word>
      (?!\{{)(?=[^\s$]{{0,200}}?(?:[_^]|\\sqrt|\\[dt]?frac|\\binom))
      (?:[\w()\[\]/|+*=<>.,!:;'\-^]|\\(?!(?:{_TEXT_MACRO})(?![a-z]))[a-zA-Z]+|\\[{{}}|,]|{_GROUP})+
    )""",
    re.VERBOSE | re.DOTALL,
)
_MATHSY = re.compile(
    rf"""[\w)\]}}|*]\^(?:[\w(*+\-]|\{{|\\[a-z])
  | (?:\b[A-Za-z]|\\[a-zA-Z]+|[)\]])_(?:\{{|\\[a-z]|[A-Za-z0-9](?![A-Za-z_]))
  | \\(?:sqrt|[dt]?frac|binom)\s*{_GROUP}""",
    re.VERBOSE,
)
_INNERMOST = re.compile(r"\{[^{}]+\}")
_LONG_NAME = re.compile(r"(?<![\\a-zA-Z{])[A-Za-z]{3,}(?![}a-zA-Z])")
_POWER = re.compile(r"([_^])(\([^()]*\))")
_TAIL = re.compile(r"(?:[.,;:!?']+|-[A-Za-z]{3,}[^\\^_{}]*)$")


def is_special(source: str) -> bool:
    """Whether there is anything to read; most texts are words and need no more than this look."""
    return bool(_SPECIAL.search(source)) or any(mark in source for mark in ("''", "--", "http", "%"))


def is_formula(tex: str) -> bool:
    """Whether what stands between two dollar signs is maths, or the words between two prices.

    >>> is_formula("O(n)"), is_formula("5 and over "), is_formula("n_{it}")
    (True, False, True)
    """
    return bool(tex.strip()) and ("\\" in tex or len(tex) < 4 or not _PROSE.search(tex))


def with_dollars(source: str) -> str:
    r"""Puts dollar signs round words that are maths without them.

    >>> with_dollars(r"a bound of O(1/d^{\frac{1}{2}}), in file_name and $x^2$")
    'a bound of $O(1/d^{\\frac{1}{2}})$, in file_name and $x^2$'
    """
    if "^" not in source and "_" not in source and "\\sqrt" not in source and "frac" not in source:
        return source
    return _BARE.sub(_dollars, source)


def _dollars(found: re.Match[str]) -> str:
    word = found["word"]
    if not word or not _MATHSY.search(_outside_groups(word)):
        return found[0]
    before, tex, after = _trimmed(word)
    tex = _LONG_NAME.sub(r"\\mathrm{\g<0>}", _POWER.sub(r"\1{\2}", tex))
    return f"{before}${tex}${after}" if mathml(tex) else found[0]


def _outside_groups(word: str) -> str:
    return _INNERMOST.sub("{}", _INNERMOST.sub("{}", word)) if "{" in word else word


def _trimmed(word: str) -> tuple[str, str, str]:
    """Punctuation, words joined by a hyphen and unmatched brackets stand outside the formula."""
    before = after = ""
    while tail := _TAIL.search(word):
        word, after = word[: tail.start()], tail[0] + after
    while word[:1] in ("(", "[") and word.count(word[0]) > word.count(")" if word[0] == "(" else "]"):
        before, word = before + word[0], word[1:]
    while word[-1:] in (")", "]") and word.count(word[-1]) > word.count("(" if word[-1] == ")" else "["):
        after, word = word[-1] + after, word[:-1]
    return before, word, after
