r"""Titles and abstracts as people type them (TeX, HTML, JATS, MathML) as plain text and as safe HTML. Pure.

Only three kinds of HTML leave this package: escaped text, a few elements without attributes (links carry their
address), and MathML that passed an allow-list. What is not understood is shown as it was typed.

A ``%`` is a percent sign, not a comment: the line breaks that end TeX's comments are gone from abstracts. One case is
certain enough to be read as a comment: after a sentence that ended on a word of five letters or a formula. There the
sign goes ("in the literature. %Finally, …"), and with it a sentence that begins in lower case and is followed by
another ("adversarial examples. % crafted in a similar fashion as CNNs. In this paper, …").
"""

from __future__ import annotations

from html import escape

from publications.mathtext.reading import Reading
from publications.mathtext.tokens import is_special
from publications.mathtext.writers import Html, Plain

__all__ = ["plain", "rendered"]

MAX_LENGTH = 50_000  # characters; no abstract is as long, and what is longer is shown as it was typed


def plain(source: str) -> str:
    r"""One line of Unicode text, for search, sorting, names and page titles.

    >>> plain(r"Oscar Casta\~neda"), plain(r"{GAN}s for $\ell_2$-norms"), plain("5 < 6 & 50% of ``it''")
    ('Oscar Castañeda', 'GANs for ℓ₂-norms', '5 < 6 & 50% of “it”')
    """
    if len(source) > MAX_LENGTH or not is_special(source):
        return " ".join(source.split())
    return Reading(source, Plain()).run()


def rendered(source: str) -> str:
    r"""Sanitised HTML for the inside of a heading or paragraph; empty when it would only be the text itself, escaped.

    >>> rendered(r"a {\em very} good $x$ is at \url{https://example.org/a_b}.")
    'a <em>very</em> good <math><mi>x</mi></math> is at <a href="https://example.org/a_b" rel="nofollow noopener">https://example.org/a_b</a>.'
    >>> rendered("5 < 6 & 50% of it")
    ''
    """
    if len(source) > MAX_LENGTH or not is_special(source):
        return ""
    html = Reading(source, Html()).run()
    return "" if html == escape(" ".join(source.split()), quote=False) else html
