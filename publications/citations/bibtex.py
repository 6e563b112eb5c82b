"""CSL items as BibTeX that LaTeX can set: written by bibtexparser, letters and signs encoded by pylatexenc. Pure."""

from __future__ import annotations

import re

from bibtexparser import Library, write_string
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder

_TYPES = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
}
_HOLDERS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "techreport": "institution"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_ARXIV = "arXiv:"
# What reads like grammar in a list of names.
_GRAMMAR = re.compile(r",|\band\b", re.IGNORECASE)
# Every sign in braces of its own: BibTeX takes the bare tilde of "Casta\\~neda" for a space between names.
_encode = UnicodeToLatexEncoder(
    replacement_latex_protection="braces-all", unknown_char_policy="keep", unknown_char_warning=False
).unicode_to_latex


def write(items: list[dict]) -> str:
    return write_string(Library([_entry(item) for item in items]))


def _entry(item: dict) -> Entry:
    kind = _TYPES.get(item["type"], "misc")
    date = item["issued"]["date-parts"][0] if "issued" in item else []
    preprint = item.get("number", "").removeprefix(_ARXIV)
    fields = {
        "title": f"{{{_encode(item['title'])}}}",  # in braces of its own, or styles put it into lower case
        "author": " and ".join(_person(person) for person in item.get("author", [])),
        "year": str(date[0]) if date else "",
        "month": str(date[1]) if len(date) > 1 else "",
        _HOLDERS.get(kind, "howpublished"): _encode(item.get("container-title", "")),
        _PUBLISHERS.get(kind, "publisher"): _encode(item.get("publisher", "")),
        "eprint": preprint,
        "archiveprefix": "arXiv" if preprint else "",
        "doi": _verbatim(item.get("DOI", "")),
        "url": _verbatim(item.get("URL", "")),
        "note": _encode(item.get("note", "")),
    }
    return Entry(kind, item["id"], [Field(name, value) for name, value in fields.items() if value])


def _person(person: dict[str, str]) -> str:
    """
    >>> _person({"family": "Castañeda", "given": "Oscar"}), _person({"literal": "Research & Development"})
    ('Casta{\\\\~n}eda, Oscar', '{Research {\\\\&} Development}')
    >>> _person({"family": "King", "given": "Martin L.", "suffix": "Jr."})
    'King, Jr., Martin L.'
    """
    if "literal" in person:
        return f"{{{_encode(person['literal'])}}}"
    return ", ".join(_part(person[part]) for part in ("family", "suffix", "given") if part in person)


def _part(text: str) -> str:
    written = _encode(text)
    return f"{{{written}}}" if _GRAMMAR.search(text) else written


def _verbatim(address: str) -> str:
    """Addresses are taken letter by letter; a brace alone would end the entry."""
    return address.replace("{", "%7B").replace("}", "%7D")
