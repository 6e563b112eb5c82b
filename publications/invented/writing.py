"""What invented works are about and say: titles and abstracts put together from the words of a subject. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from publications.invented.people import Draw, coined, pick


class Subject(NamedTuple):
    """``codes`` are arXiv's; the other levels are (code, name) as OpenAlex has them."""

    number: int
    name: str
    codes: tuple[str, ...]
    subfield: tuple[str, str]
    field: tuple[str, str]
    domain: tuple[str, str]
    things: tuple[str, ...]
    methods: tuple[str, ...]
    aims: tuple[str, ...]


_FILE = json.loads((Path(__file__).parent / "subjects.json").read_text(encoding="utf-8"))
SUBJECTS = tuple(
    Subject(
        number,
        said["name"],
        *(tuple(said[part]) for part in ("codes", "subfield", "field", "domain")),
        *(tuple(said[part]) for part in ("things", "methods", "aims")),
    )
    for number, said in enumerate(_FILE)
)

# Things, methods and aims may be singular or plural, so none of them is the subject of a verb.
_TITLES = (
    "{Method} for {thing}",
    "{Thing}: the role of {method}",
    "On {aim} in {thing}",
    "Improving {aim} of {thing} with {method}",
    "{Coined}: {method} for {thing}",
    "{Coined}: improving {aim} in {thing}",
    "{Method} and {method2}: {aim} in {thing}",
    "A note on {method} and {aim}",
    "What {method} can do for {thing}",
    "{Thing} under limited data: a study of {method}",
    "From {method} to {aim}: evidence on {thing}",
    "Towards better {aim} in {thing} through {method}",
    "Revisiting {method} for {thing} and {thing2}",
    "An $\\epsilon$-approximate view of {method} for {thing}",
    "$\\ell_{p}$ bounds on {aim} for {thing}",
    "A survey of {thing}",
)
_OPENINGS = (
    "Much work is devoted to {thing}, yet little is known about {aim}.",
    "We study {thing} with a view to {aim}.",
    "Recent progress on {thing} has raised the question of {aim}.",
    "For {thing} the use of {method} has become standard, but what it does to {aim} is unclear.",
    "Motivated by {thing2}, we look again at {method}.",
)
_MIDDLES = (
    "We combine {method} with {method2} and see a gain in {aim} of {percent}\\% on average.",
    "Our approach, {Coined}, relies on {method} and needs no extra supervision.",
    "The key observation is that one framework covers {method} and {method2}.",
    "We prove that the error decreases as $O(n^{{-1/{p}}})$ with {method}.",
    "The resulting algorithm runs in $O(n \\log n)$ time and $\\tilde{{O}}(\\sqrt{{n}})$ space.",
    "An ablation separates the contribution of {method} from that of {method2}.",
    "In contrast to earlier work on {thing2}, nothing is assumed about {aim}.",
    "Here $\\epsilon \\le 1/{p}$ controls the trade-off between {aim} and {aim2}.",
    "We release a data set of {count} examples of {thing}, collected over {p} years.",
    "This yields $\\|x - \\hat{{x}}\\|_2 \\le C \\sqrt{{k/n}}$ for {thing} of bounded size.",
    "We discuss what sets {thing2} apart from {thing} with respect to {aim}.",
)
_ENDINGS = (
    "Experiments on {thing} and {thing2} support the analysis.",
    "We close with open questions about {aim2}.",
    "Simulations confirm the predicted gain of {percent}\\%.",
    "The code follows the conventions of \\emph{{{Coined}}}.",
    "These results call for more attention to {method}.",
    "Implications for {thing2} are discussed.",
)


class Tongue:
    """How one group writes about one subject: it has its favourites, and a word of its own."""

    def __init__(self, subject: Subject, draw: Draw) -> None:
        self.subject = subject
        self.coined = coined(draw)
        self.things = [pick(subject.things, draw) for _ in range(3)]
        self.methods = [pick(subject.methods, draw) for _ in range(2)]

    def title(self, draw: Draw) -> str:
        return pick(_TITLES, draw).format_map(self._words(draw))

    def abstract(self, draw: Draw) -> str:
        words = self._words(draw)
        middles = [pick(_MIDDLES, draw) for _ in range(2 + int(draw() * 4))]
        sentences = [pick(_OPENINGS, draw), *dict.fromkeys(middles), pick(_ENDINGS, draw)]
        return " ".join(sentence.format_map(words) for sentence in sentences)

    def _words(self, draw: Draw) -> dict[str, object]:
        subject = self.subject
        thing = pick(self.things if draw() < 0.7 else subject.things, draw)
        method = pick(self.methods if draw() < 0.6 else subject.methods, draw)
        return {
            "thing": thing,
            "Thing": _capital(thing),
            "thing2": pick(subject.things, draw),
            "method": method,
            "Method": _capital(method),
            "method2": pick(subject.methods, draw),
            "aim": pick(subject.aims, draw),
            "aim2": pick(subject.aims, draw),
            "Coined": self.coined if draw() < 0.5 else coined(draw),
            "percent": 2 + int(draw() * 37),
            "p": 2 + int(draw() * 7),
            "count": 500 * (1 + int(draw() * 80)),
        }


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
