"""What the holder of a record says on its page, who sees it, and the works that stand first. It changes no work.

Shown while the claim is in force: contested, suspended, revoked or released, all of it is off the page at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import OuterRef, Subquery

from profiles.models import Photo, Profile, SelfDescription, User
from profiles.models.self_description import MOST_FEATURED, Reader
from profiles.photos import Squares
from publications.models import Author, Work


class OwnPageRefused(ValueError):
    """It cannot be so; the message is a sentence for people."""


@dataclass(frozen=True)
class OwnPage:
    """What one reader sees of it. ``featured`` and ``affiliation`` are public ids; ``photo`` is the picture's key."""

    bio: str = ""
    pronounced: str = ""
    links: tuple[str, ...] = ()
    featured: tuple[str, ...] = ()
    affiliation: str = ""
    photo: str = ""
    alt: str = ""
    hides_followers: bool = False
    hides_number: bool = False
    is_unlisted: bool = False


def seen(record: Author, user: User | AnonymousUser) -> OwnPage:
    """What this visitor may see. One statement."""
    said = _said_of(record)
    if said is None:
        return OwnPage()

    def shows(field: str) -> bool:
        return _may_see(said, field, user)

    return OwnPage(
        bio=said.bio if shows("bio") else "",
        pronounced=said.pronounced if shows("pronounced") else "",
        links=tuple(said.links) if shows("links") else (),
        featured=tuple(said.featured) if shows("featured") else (),
        affiliation=said.affiliation if shows("affiliation") else "",
        photo=(said.photo_key or "") if shows("photo") else "",
        alt=said.photo_alt or "",
        hides_followers=not shows("followers"),
        hides_number=said.hides_number,
        is_unlisted=said.is_unlisted,
    )


def hides_number(record: Author) -> bool:
    """Does the holder keep the trust number, and all it is added up from, off everything public?"""
    said = _said_of(record)
    return said is not None and said.hides_number


def photo(record: Author, user: User | AnonymousUser) -> tuple[Photo, bool] | None:
    """The photo this visitor may see, and whether everybody may."""
    said = _said_of(record)
    if said is None or not _may_see(said, "photo", user):
        return None
    found = Photo.objects.filter(user=said.user_id).first()
    return found and (found, said.reader_of("photo") == Reader.EVERYONE)


def of(user: User) -> SelfDescription:
    """What the account says; a new one, not kept yet, when it has said nothing."""
    return SelfDescription.objects.filter(user=user).first() or SelfDescription(user=user)


def feature(user: User, record: Author, work: Work) -> None:
    """Let the work stand first, after those that do already. Raises OwnPageRefused."""
    if not work.authorships.filter(author=record).exists():
        raise OwnPageRefused("This work is not on your record.")

    def added(featured: list[str]) -> list[str]:
        if work.public_id in featured:
            return featured
        if len(featured) >= MOST_FEATURED:
            raise OwnPageRefused(f"You can feature {MOST_FEATURED} works. Remove one first.")
        return [*featured, work.public_id]

    _refeature(user, added)


def unfeature(user: User, public_id: str) -> None:
    _refeature(user, lambda featured: [each for each in featured if each != public_id])


def move_up(user: User, public_id: str) -> None:
    """One place nearer to the top; nothing changes for the first."""

    def moved(featured: list[str]) -> list[str]:
        if public_id not in featured[1:]:
            return featured
        at = featured.index(public_id)
        return [*featured[: at - 1], public_id, featured[at - 1], *featured[at + 1 :]]

    _refeature(user, moved)


def featured_works(record: Author, public_ids: tuple[str, ...] | list[str]) -> list[Work]:
    """These works in this order, as far as they are on the record still. One statement, or none."""
    if not public_ids:
        return []
    found = Work.objects.filter(public_id__in=public_ids, authorships__author=record).select_related("source")
    by_id = {work.public_id: work for work in found}
    return [by_id[public_id] for public_id in public_ids if public_id in by_id]


def keep_photo(user: User, squares: Squares | None, alt: str) -> None:
    """Another picture, or only other words for the one that is there."""
    SelfDescription.objects.get_or_create(user=user)
    said = {"alt": alt} | (squares._asdict() if squares else {})
    Photo.objects.update_or_create(user=user, defaults=said)


def _refeature(user: User, change: Callable[[list[str]], list[str]]) -> None:
    with transaction.atomic():
        SelfDescription.objects.get_or_create(user=user)
        said = SelfDescription.objects.select_for_update().get(user=user)
        said.featured = change(said.featured)
        said.save(update_fields=["featured"])


def _said_of(record: Author) -> SelfDescription | None:
    holders = Profile.objects.in_force().of(record.pk).values("user")
    pictures = Photo.objects.filter(user=OuterRef("user"))
    keys = {"photo_key": Subquery(pictures.values("key")), "photo_alt": Subquery(pictures.values("alt"))}
    return SelfDescription.objects.filter(user__in=holders).annotate(**keys).first()


def _may_see(said: SelfDescription, field: str, user: User | AnonymousUser) -> bool:
    allowed = said.reader_of(field)
    if allowed == Reader.ONLY_ME:
        return said.user_id == user.pk
    return allowed == Reader.EVERYONE or user.is_authenticated
