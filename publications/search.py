"""Words to records: people by name, works by title, topics and institutions by what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordDistance
from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from publications import names
from publications.models import Author, Institution, Topic, Work

LEAST, MOST = 2, 300  # characters
_LEAST_BEGINNING = 3  # characters: fewer begin too many words
_MOST_WORDS = 8  # of a name: a longer text is a title, and each word is looked for in every name
_TITLE_WORD = re.compile(r"[^\W_]+")
_AFTER_VOWEL = re.compile(r"([aou])e?")


def cleaned(text: str) -> str:
    """One space between words, without the invisible marks that come along when text is pasted.

    >>> cleaned("\\u200eTom\\u00a0 Gold\\u00adstein ")
    'Tom Goldstein'
    """
    return " ".join("".join(sign for sign in text if category(sign) != "Cf").split())


def refusal(text: str) -> tuple[str, int]:
    """Why nothing can be searched by this text, and the HTTP status that says so; an empty sentence when it can."""
    if len(text) > MOST:
        return f"That is longer than any name or title we look for. Use at most {MOST} characters.", 400
    if not text.isprintable():
        return "That has signs in it that no name or title has. Type it again, please.", 400
    if text and len(names.fold(text)) < LEAST:
        return f"Type at least {LEAST} characters.", 200
    return "", 200


def reading_order(text: str) -> str:
    """A name as it is said, folded.

    >>> reading_order("Goldstein, Tom"), reading_order("Tom Goldstein")
    ('tom goldstein', 'tom goldstein')
    """
    family, comma, given = text.partition(",")
    return names.fold(f"{given} {family}" if comma else text)


def _word(word: str) -> Q:
    r"""Names with a word that begins like this, or is this but for ä, ö, ü written with or without e.

    >>> _word("mueller")
    <Q: (AND: ('search_name__regex', '(^| )(mueller|mue?ller( |$))'))>
    """
    spelled = _AFTER_VOWEL.sub(r"\1e?", word)
    return Q(search_name__regex=f"(^| )({word}|{spelled}( |$))")


@dataclass(frozen=True)
class People:
    """Everybody whose name has all the words of a text, whoever is called exactly that first."""

    words: tuple[str, ...]

    @classmethod
    def matching(cls, text: str) -> People:
        return cls(tuple(reading_order(text).split()))

    @cached_property
    def all(self) -> QuerySet[Author]:
        called = Q(search_name__in=self._full_forms())
        has_words = [_word(word) for word in self.words]
        return (
            self._searched()
            .filter(*has_words)
            .annotate(is_called=Case(When(called, then=Value(True)), default=Value(False)))
            .order_by("-is_called", "-n_works", "sort_name", "pk")
        )

    def counts(self) -> tuple[int, int]:
        """(how many there are, how many of them have this very name)."""
        found = self.all.order_by().aggregate(all=Count("pk"), called=Count("pk", filter=Q(is_called=True)))
        return found["all"], found["called"]

    def close(self, limit: int = 8) -> QuerySet[Author]:
        """For slips of the keyboard: the names that share most of their letters with the text."""
        text = " ".join(self.words)
        return (
            self._searched()
            .filter(search_name__trigram_word_similar=text)
            .order_by(TrigramWordDistance(text, "search_name"), "-n_works", "pk")[:limit]
        )

    def _searched(self) -> QuerySet[Author]:
        everybody = Author.objects.visible().with_works()
        return everybody if len(self.words) <= _MOST_WORDS else everybody.none()

    def _full_forms(self) -> list[str]:
        """``search_name`` of a person with exactly these words, wherever the family name begins.

        >>> People(("jan", "van", "eyck"))._full_forms()
        ['jan van eyck', 'jan van eyck jan', 'jan van eyck jan van']
        """
        return [" ".join(self.words + self.words[:given]) for given in range(len(self.words))]


def works(text: str) -> QuerySet[Work]:
    """Works whose title has words that begin so: the very title first, titles that begin so, then the newest."""
    lowered = text.lower()
    has_words = SearchQuery(_beginnings(lowered), config="simple", search_type="raw")
    nearness = Case(
        When(sort_title=lowered, then=Value(0)), When(sort_title__startswith=lowered, then=Value(1)), default=Value(2)
    )
    found = Work.objects.alias(words=SearchVector("sort_title", config="simple")).filter(words=has_words)
    return found.order_by(nearness, F("year").desc(nulls_last=True), "sort_title", "pk")


def _beginnings(text: str) -> str:
    """A text-search query for titles with words that begin with all of these; very short ones must be whole words.

    >>> _beginnings("a network's loss:* a network")
    'a & network:* & s & loss:*'
    """
    words = dict.fromkeys(_TITLE_WORD.findall(text))
    return " & ".join(word if len(word) < _LEAST_BEGINNING else f"{word}:*" for word in words)


def topics(text: str) -> QuerySet[Topic]:
    has_words = [Q(name__icontains=word) for word in text.split()]
    return Topic.objects.filter(Q(*has_words) | Q(code__iexact=text)).order_by("name")


def institutions(text: str) -> QuerySet[Institution]:
    has_words = [Q(name_key__contains=word) for word in names.fold(text).split()]
    return Institution.objects.filter(*has_words).order_by("name")
