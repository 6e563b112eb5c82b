"""One case: a record beside everybody who claims it or holds it, with what is known about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.socialaccount.models import SocialAccount
from django.db.models import Prefetch
from django.utils import timezone

from profiles import comparing
from profiles.claim_desk import acts, chips, deciding, looking, matching
from profiles.claim_desk.acts import Act
from profiles.claims import standing
from profiles.comparing import Column, Match
from profiles.models import CaseLook, Claim, ClaimEvent, Evidence, Profile, User
from publications import names, namesakes
from publications.matching import parse
from publications.models import Author, Work
from publications.namesakes import Namesakes
from publications.plots import Bar, bars

_STATES = (*Claim.OPEN, *Claim.HOLDING)


@dataclass(frozen=True)
class Claimant:
    """``called`` and ``domain`` are all that is shown of who they are, never the mail address. ``events`` leave out
    opinions that wait for a second."""

    claim: Claim
    called: str
    profile: Profile | None
    domain: str
    mail_class: str
    is_confirmed: bool
    orcids: list[str]
    age: str
    to_claim: str
    evidence: list[Evidence]
    matches: list[Match]
    chips: list[str]
    others: list[Claim]
    events: list[ClaimEvent]
    acts: list[Act]
    not_mine: list[str]


@dataclass(frozen=True)
class Case:
    record: Author
    column: Column
    years: list[Bar]
    namesakes: Namesakes
    claimants: list[Claimant]
    past: list[Claim]
    is_high: bool
    is_unresolved: bool
    look: CaseLook | None

    @property
    def lines(self) -> list[tuple[str, list[Match]]]:
        """The match table: label, and what was found of each claimant."""
        tables = [claimant.matches for claimant in self.claimants]
        return [(cells[0].label, list(cells)) for cells in zip(*tables, strict=True)]


def claims_on(record: Author) -> tuple[list[Claim], list[Claim]]:
    """Claims that are open or hold the record, who came first first; and those that ended, newest first."""
    events = ClaimEvent.objects.select_related("actor").order_by("pk")
    found = list(
        Claim.objects.filter(deciding.of_record(record))
        .select_related("user", "author__merged_into")
        .prefetch_related(Prefetch("evidence", Evidence.objects.order_by("pk")), Prefetch("events", events))
        .order_by("pk")
    )
    now = [claim for claim in found if claim.state in _STATES]
    return now, [claim for claim in reversed(found) if claim.state not in _STATES]


def called(claim: Claim) -> str:
    """What the claimant is called here."""
    return claim.name or claim.user.name or f"somebody at {claim.user.email.rpartition('@')[2]}"


def of(record: Author, claims: Sequence[Claim], past: list[Claim], reader: User) -> Case:
    """What this moderator sees of the record and these claims on it, as ``claims_on`` gives them."""
    (column,) = comparing.columns([record])
    about = _About(record, column, claims, reader)
    return Case(
        record=record,
        column=column,
        years=bars(column.works.years()),
        namesakes=namesakes.of(record),
        claimants=[about.claimant(claim) for claim in claims],
        past=past,
        is_high=standing.is_high_profile(record),
        is_unresolved=standing.is_unresolved(record),
        look=looking.at([record.pk]).get(record.pk),
    )


class _About:
    """What is known of all claimants, fetched together: as many statements for one as for ten."""

    def __init__(self, record: Author, column: Column, claims: Sequence[Claim], reader: User) -> None:
        self.record, self.column, self.claims, self.reader = record, column, claims, reader
        self.signed = matching.bylines(record)
        users = [claim.user_id for claim in claims]
        self.profiles = {one.claim_id: one for one in Profile.objects.filter(claim__in=claims)}
        self.confirmed = set(
            User.objects.filter(pk__in=users, emailaddress__verified=True).values_list("pk", flat=True)
        )
        self.orcids: dict[int, set[str]] = defaultdict(set)
        for user, uid in SocialAccount.objects.filter(user__in=users, provider="orcid").values_list("user", "uid"):
            self.orcids[user].add(uid.rpartition("/")[2])
        self.other_claims: dict[int, list[Claim]] = defaultdict(list)
        elsewhere = Claim.objects.filter(user__in=users).exclude(pk__in=[claim.pk for claim in claims])
        for claim in elsewhere.select_related("author").order_by("-pk"):
            self.other_claims[claim.user_id].append(claim)
        asked = {answer["work"] for claim in claims for answer in claim.answers}
        self.years = dict(Work.objects.filter(public_id__in=asked).values_list("public_id", "year"))
        self.used_by: dict[str, set[int]] = defaultdict(set)
        subjects = {one.subject for claim in claims for one in claim.evidence.all() if one.subject}
        for subject, user in Evidence.objects.filter(subject__in=subjects).values_list("subject", "claim__user"):
            self.used_by[subject].add(user)

    def claimant(self, claim: Claim) -> Claimant:
        user, evidence = claim.user, list(claim.evidence.all())
        orcids = self.orcids[user.pk] | {one.subject for one in evidence if one.kind == Evidence.Kind.ORCID}
        profile = self.profiles.get(claim.pk)
        domain = user.email.rpartition("@")[2]
        given = {"evidence": evidence, "orcids": orcids, "years": self.years}
        return Claimant(
            claim=claim,
            called=called(claim),
            profile=profile,
            domain=domain,
            mail_class=chips.mail_class(domain),
            is_confirmed=user.pk in self.confirmed,
            orcids=sorted(orcids),
            age=chips.short(timezone.now() - user.date_joined),
            to_claim=chips.short(max(claim.created_at - user.date_joined, timedelta())),
            evidence=evidence,
            matches=matching.table(claim, self.column, self.signed, **given),
            chips=self._chips(claim, evidence, orcids),
            others=self.other_claims[user.pk],
            events=self._events(claim),
            acts=acts.open_to(claim, profile),
            not_mine=[answer["work"] for answer in claim.answers if answer["on_record"] and not answer["mine"]],
        )

    def _chips(self, claim: Claim, evidence: list[Evidence], orcids: set[str]) -> list[str]:
        user, others = claim.user, self.other_claims[claim.user_id]
        declined = sum(other.state == Claim.State.REJECTED for other in others)
        domain = user.email.rpartition("@")[2]
        place = matching.positions(parse(*names.split(claim.name)), self.signed)
        said = chips.of_account(timezone.now() - user.date_joined, claim.created_at - user.date_joined)
        found = {
            chips.mail_class(domain): chips.mail_class(domain) == "free mail",
            "e-mail not confirmed": user.pk not in self.confirmed,
            "other iD on the record": bool(self.column.orcids and orcids and not orcids & set(self.column.orcids)),
            "name of a co-author": place.is_elsewhere,
            "same evidence in another claim": any(
                len(self.used_by[one.subject]) > 1 for one in evidence if one.subject
            ),
            f"{len(others)} other claim{'s'[: len(others) != 1]}": bool(others),
            f"{declined} declined before": bool(declined),
            "appeal": bool(claim.appealed_at),
            "works apart from another claimant’s": any(_apart(claim, other) for other in self.claims),
        }
        return said + [chip for chip, is_so in found.items() if is_so]

    def _events(self, claim: Claim) -> list[ClaimEvent]:
        """All that happened but opinions, which the second moderator must not know, until they have been acted on."""
        events = list(claim.events.all())
        acted_on = max((event.pk for event in events if event.kind == ClaimEvent.Kind.MOVED), default=0)
        waits = ClaimEvent.Kind.OPINION
        return [
            event
            for event in reversed(events)
            if event.kind != waits or event.pk < acted_on or event.actor_id == self.reader.pk
        ]


def _apart(one: Claim, other: Claim) -> bool:
    """Both said which works are theirs, and no work is both's: two people of one name?"""
    mine, theirs = ({answer["work"] for answer in claim.answers if answer["mine"]} for claim in (one, other))
    return one != other and bool(mine and theirs) and mine.isdisjoint(theirs)
