"""Accounts for tests: claimants, moderators, and who holds a record."""

from __future__ import annotations

from itertools import count

from allauth.mfa.models import Authenticator

from profiles import moderation
from profiles.claims import filing, linking, transitions
from profiles.models import Claim, ClaimEvent, Evidence, Profile, User
from publications.models import Author

_numbers = count(1)
SAID = "My name and my institution stand on all of them."


def account(email: str = "", *, name: str = "", confirmed: bool = True) -> User:
    email = email or f"person{next(_numbers)}@example.org"
    user = User.objects.create(email=email, name=name, password="!")
    if confirmed:
        user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def moderator(email: str = "") -> User:
    user = account(email)
    moderation.appoint(user)
    add_second_factor(user)
    return user


def add_second_factor(user: User) -> None:
    """An app for codes, which moderators must have."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})


def claim(author: Author, user: User | None = None, **said) -> Claim:
    return filing.file(author, user or account(), name=said.pop("name", author.display_name), statement=SAID, **said)


def prove(claimed: Claim, kind: str, strength: str = "strong", **facts) -> Evidence:
    """As if a check had found it to hold."""
    found = {"state": "holds", "strength": strength, "checked_at": claimed.created_at, "facts": facts}
    return claimed.evidence.update_or_create(kind=kind, subject=f"{kind}{next(_numbers)}", defaults=found)[0]


def move(claimed: Claim, to: str, by: User | None = None, role: str = "moderator", **more) -> ClaimEvent:
    return transitions.move(claimed, to, role=role, by=by, reason=more.pop("reason", "It is so."), **more)


def holder(author: Author, user: User | None = None, level: int = 2) -> Profile:
    """Somebody who holds the record at this level."""
    profile = linking.link(author, user or account())
    if level > 2:
        prove(profile.claim, "orcid")
        if level > 3:
            prove(profile.claim, "institutional_email", "anchor")
        move(profile.claim, "approved", moderator())
    profile.refresh_from_db()
    assert profile.level == level
    return profile
