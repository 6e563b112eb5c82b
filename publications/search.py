"""What somebody typed, made ready to search by; topics and institutions by what they are called."""

from __future__ import annotations

from unicodedata import category

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from publications import names
from publications.models import Institution, Topic

LEAST, MOST = 2, 300  # characters


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


def topics(text: str) -> QuerySet[Topic]:
    has_words = [Q(name__icontains=word) for word in text.split()]
    return Topic.objects.filter(Q(*has_words) | Q(code__iexact=text)).order_by(Length("name"), "name", "pk")


def institutions(text: str) -> QuerySet[Institution]:
    """By words of the name as written, or of the folded one where that is its key; the shortest names first."""
    folded = Q(*(Q(name_key__contains=word) for word in names.fold(text).split()))
    written = Q(*(Q(name__icontains=word) for word in text.split()))
    return Institution.objects.filter(written | folded).order_by(Length("name"), "name", "pk")
