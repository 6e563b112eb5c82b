"""Titles and abstracts as people would typeset them, and nothing in them that a page must not hold."""

import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.mathtext import plain, rendered
from publications.mathtext.formulas import MAX_LENGTH, mathml

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "reference" / "reference-works.jsonl").read_text(encoding="utf-8").splitlines()
LINK = 'rel="nofollow noopener"'

ELEMENTS = (
    "a em strong code u sub sup br math mrow mi mn mo ms mtext mspace msub msup msubsup munder mover munderover"
    " mmultiscripts mprescripts none mfrac msqrt mroot mtable mtr mtd mpadded mphantom mstyle menclose"
)
TAGS = set(ELEMENTS.split())


class Checker(HTMLParser):
    """Reads HTML as a browser would and notes what has no place in a text."""

    def __init__(self, source):
        super().__init__()
        self.wrong = []
        self.text = ""
        self.depth = self.deepest = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.depth += tag != "br"
        self.deepest = max(self.deepest, self.depth)
        self.wrong += [tag] * (tag not in TAGS)
        for name, value in attributes:
            link = tag == "a" and name == "href" and value.startswith(("http://", "https://"))
            harmless = tag != "a" and name not in ("style", "href", "src", "class", "id") and not name.startswith("on")
            if not (link or harmless or (tag == "a" and name == "rel")):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_comment(self, data):
        self.wrong.append(data)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"Oscar Casta\~neda", "Oscar Castañeda"),
        (r"S\o ren Stra\ss e, Na\"{\i}ve, {\'e}, \v{c}, \c c, \L ukasz", "Søren Straße, Naïve, é, č, ç, Łukasz"),
        (r"``quoted'' -- and --- so", "“quoted” – and — so"),
        (r"85.44\% of R\&D \#1 a\_b", "85.44% of R&D #1 a_b"),
        (r"i.i.d.~smoothing, ~80% and (~5 ms)", "i.i.d. smoothing, ~80% and (~5 ms)"),
        (r"{GAN}s in {\it good} \emph{shape}", "GANs in good shape"),
        (r"$\ell_2$-norm, $O(n^{10})$", "ℓ₂-norm, O(n¹⁰)"),
        (r"the \NP problem, \alpha-fair, \LaTeX{}", "the NP problem, α-fair, LaTeX"),
        (r"as in \cite{a,b}\footnote{Really}", "as in [a, b] (Really)"),
        ("5 < 6 and a<b, <i,j> & AT&T", "5 < 6 and a<b, <i,j> & AT&T"),
        ("from $5 to $10 million and 3$", "from $5 to $10 million and 3$"),
        ("the set {0, 1}", "the set {0, 1}"),
        ("H<sub>2</sub>O &amp; <jats:italic>x</jats:italic> &mu;m", "H2O & x μm"),
    ],
)
def test_plain_text_says_what_was_meant(source, text):
    assert plain(source) == text


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (r"{\it generalized} \textbf{bold {\em both}}", "<em>generalized</em> <strong>bold <em>both</em></strong>"),
        (r"our $\textit{center smoothing}$ procedure", "our <em>center smoothing</em> procedure"),
        (r"i.i.d.~smoothing", "i.i.d.\N{NO-BREAK SPACE}smoothing"),
        (
            r"\url{https://github.com/zhuchen03/FreeLB .",
            f'<a href="https://github.com/zhuchen03/FreeLB" {LINK}>https://github.com/zhuchen03/FreeLB</a>.',
        ),
        ("(see http://a.org/b_(c)).", f'(see <a href="http://a.org/b_(c)" {LINK}>http://a.org/b_(c)</a>).'),
        (r"\href{https://a.org/}{the {\bf site}}", f'<a href="https://a.org/" {LINK}>the <strong>site</strong></a>'),
        ("H<sub>2</sub>O, a<b, <script>", "H<sub>2</sub>O, a&lt;b, &lt;script&gt;"),
        ("<jats:p>One <jats:bold>two</jats:bold></jats:p>", "<br>One <strong>two</strong><br>"),
        (r"$x_$", "<code>x_</code>"),
    ],
)
def test_html_shows_what_people_would_typeset(source, html):
    assert rendered(source) == html


def test_words_need_no_html():
    assert [rendered(text) for text in ("Only words", "5 < 6 & a<b, 50% of “it”", "file_name {0, 1}", "")] == [""] * 4


def test_paragraphs_stay_apart():
    assert rendered("One.\n\nTwo.") == "One.<br><br>Two."


def test_maths_without_dollar_signs_is_maths():
    assert rendered(r"a radius of O(1/d^{\frac{1}{2} - \frac{1}{p}}), say").count("<mfrac>") == 2
    assert rendered(r"$O(1/d^{\frac{1}{2} - \frac{1}{p}})$").endswith("</math>")
    assert "<msup>" in rendered("O(n^2)-time")


@pytest.mark.parametrize(
    "tex",
    [
        r"#P",
        r"O(n^{2\log k)",
        r"\~O(n) = \={x}",
        r"\O(n)",
        r"\mbox{if } \poly(n)",
        r"\mathop{TV}\nolimits f",
        r"\label{a}x",
    ],
)
def test_formulas_as_people_type_them_are_typeset(tex):
    html = rendered(f"${tex}$")
    assert html.startswith("<math>")
    assert "\\" not in html


@pytest.mark.parametrize(("tex", "block"), [("$$x$$", True), (r"\[x\]", True), ("$x$", False), (r"\(x\)", False)])
def test_display_formulas_stand_alone(tex, block):
    assert ('display="block"' in rendered(tex)) is block


def test_a_formula_that_is_too_long_is_shown_as_typed():
    long = "x+" * MAX_LENGTH
    assert rendered(f"${long}$") == f"<code>{long}</code>"


@pytest.mark.parametrize(
    "text",
    [
        "about 40 % of them",
        "48%. A comparative study",
        "10 % more. 50% of",
        "of 8 vol. % methanol",
        "in wt.%) ball",
        "rates (%) are",
        "only approx. % of",
        "RB-FG% is better",
        "to 1%.",
    ],
)
def test_a_percentage_is_never_lost(text):
    assert plain(text) == text
    assert rendered(text) == ""


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("adversarial examples. % crafted as CNNs. In this paper, we", "adversarial examples. In this paper, we"),
        ("in the literature. %Finally, we do. So", "in the literature. Finally, we do. So"),
        ("in time $O(n)$. % This is more", "in time O(n). This is more"),
    ],
)
def test_what_an_author_commented_out_is_not_shown(source, text):
    assert plain(source) == text


@pytest.mark.parametrize("line", REFERENCE, ids=lambda line: json.loads(line)["id"])
def test_the_bundled_abstracts_are_typeset_without_a_trace_of_tex(line):
    work = json.loads(line)
    for source in (work["title"], work["abstract"]):
        html = rendered(source)
        seen = Checker(html or escape(plain(source)))
        assert seen.wrong == []
        assert "<code>" not in html
        assert re.findall(r"\\[a-zA-Z]+|[$~{}]|``|''|\. %", seen.text) == []


FORMULAS = [
    r"\text{<script>alert(1)</script>}",
    r"\text{</mtext></math><img src=x onerror=alert(1)>}",
    r"\mbox{<svg onload=alert(1)>}",
    r"\href{javascript:alert(1)}{x}",
    r"\href{data:text/html,<script>alert(1)</script>}{x}",
    r"\url{javascript:alert(1)}",
    r"\htmlData{onclick=alert(1)}{x}",
    r"\htmlClass{evil}{x}",
    r"\htmlStyle{position:fixed;inset:0}{x}",
    r"\htmlId{evil}{x}",
    r"\style{background:url(javascript:alert(1))}{x}",
    r"\class{x\" onmouseover=\"alert(1)}{x}",
    r"\cssId{evil}{x}",
    r"\includegraphics{http://evil/x.png}",
    r"\input{/etc/passwd}",
    r"\write18{id}",
    r"\def\a{\a\a}\a",
    r"\def\a{\b}\def\b{\a}\a",
    r"\newcommand{\x}{\x\x}\x",
    r"\gdef\x{\x\x}\x",
    r"\let\x\y\x",
    r"\edef\x{\x}\x",
    r"\csname def\endcsname\x{\x}\x",
    r"\loop\iftrue\repeat",
    r"\unicode{x3c}script\unicode{x3e}",
    r"\char60script\char62",
    r"\rule{9999em}{9999em}",
    r"\kern9999em x",
    r"\hspace{9999em}x",
    r"\color{red;background:url(//evil)}x",
    r"\colorbox{\" onclick=alert(1)}{x}",
    r"\verb|<img src=x onerror=alert(1)>|",
    r"\begin{array}{c<script>}x\end{array}",
    r"\begin{html}<b>\end{html}",
    r"\operatorname{<img/src=x onerror=alert(1)>}",
    r"\mathrm{<iframe src=javascript:alert(1)>}",
    r"\tag{<script>}",
    r"\label{<script>}x",
    r"x<script>alert(1)</script>",
    r"x</mi></math><script>alert(1)</script>",
    "x<!--",
    "x]]><script>",
    r"&lt;script&gt;",
    r"\\\\\\\\\\",
    "{" * 1000,
    "}" * 1000,
    "{" * 900 + "}" * 900,
    r"\left(" * 300 + r"\right)" * 300,
    r"\frac{" * 200 + "}" * 200,
    "x" + "^{x" * 300 + "}" * 300,
    "x_" * 500,
    r"\sqrt" * 300,
    r"\begin{matrix}" * 50 + r"\end{matrix}" * 50,
    "'" * 900,
    r"\overbrace{\underbrace{" * 40,
    "\ufeff\u202e\u2028x",
    "𝕏" * 500,
    "^^^^^^",
    "____",
    r"\ ",
    "%",
    "&" * 400,
]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<i onclick=alert(1)>x</i>",
    "<b style='position:fixed'>x</b>",
    "<sub><sup><i><b>" * 50 + "</b></i></sup></sub>" * 50,
    "<a href=javascript:alert(1)>x</a>",
    "<math href=javascript:alert(1)><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><maction actiontype='statusline#http://evil' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<mml:math><mml:mi onmouseover='alert(1)'>x</mml:mi></mml:math>",
    "<svg><script>alert(1)</script></svg>",
    "<jats:p onclick=x>y</jats:p>",
    "<jats:ext-link xlink:href='javascript:alert(1)'>x</jats:ext-link>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#x3c;/script&#x3e;",
    r"\url{javascript:alert(1)} \url{data:text/html,x} \url{//evil.org}",
    r'\href{https://a.org/" onmouseover="alert(1)}{x}',
    r"\href{https://a.org/}{\href{https://b.org/}{https://c.org/}}",
    'https://a.org/"onmouseover="alert(1)',
    "https://a.org/<script>alert(1)</script>",
    r"\emph{<script>} \texttt{</code><img src=x onerror=alert(1)>}",
    r"\begin{itemize}\item<script>\end{itemize}",
    r"\verb|<script>|",
    r"\emph{" * 500,
    r"{\em \bf " * 500,
    "{" * 5000 + "\\frac{" * 5000,
    "$" * 999,
    "\\" * 999,
    "a_" * 3000,
    "x^{" * 2000,
    "(" * 3000 + "x^2" + ")" * 3000,
    "https://" * 500,
    "<math>" * 500,
    "<i>" * 2000,
    "\0\x01\x1b",
]


@pytest.mark.parametrize("source", [*(f"a ${tex}$ b" for tex in FORMULAS), *MARKUP], ids=range(len(FORMULAS + MARKUP)))
def test_nothing_hostile_gets_through(source):
    seen = Checker(rendered(source))
    assert seen.wrong == []
    assert seen.deepest < 200
    assert isinstance(plain(source), str)


@pytest.mark.parametrize("tex", [r"\def\a{\a\a}\a", r"\href{https://a.org}{x}", "{" * 31 + "}" * 31, r"\text{a<b}"])
def test_formulas_that_are_unsafe_or_too_deep_are_not_converted(tex):
    assert mathml(tex) == ""


PIECES = [*"ab1 {}$\\^_<>&%~`'\"-/.:\n", "\\emph{", "<i>", "</i>", "https://a.b"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_read_without_failing(source):
    assert Checker(rendered(source)).wrong == []
    assert "\n" not in plain(source)
