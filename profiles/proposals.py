"""What anybody may say about a record: a proposal or a report, its answer, and the one mail about it.

Nobody needs an account. Whoever proposed something has the address of a page with the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from profiles import mailing
from profiles.models import Proposal
from publications.identifiers import public_id
from publications.models import Author, Work

# What these ask for is all in the parameters, so two of them with different words are one case.
_SAID_BY_PARAMETERS = {
    Proposal.Kind.MERGE,
    Proposal.Kind.NOT_MINE,
    Proposal.Kind.MISSING_WORK,
    Proposal.Kind.WRONG_NAME,
}


def propose(
    kind: str,
    *,
    author: Author | None = None,
    work: Work | None = None,
    others: Sequence[Author] = (),
    works: Sequence[Work] = (),
    text: str = "",
    email: str = "",
    **said: str,
) -> Proposal:
    """Keep what somebody proposes about a record: ``others`` are records, ``works`` are works it is about, too.

    ``said`` are short answers: name, fact, identifier. What is said of a merged record is said of its survivor.
    """
    author = author and author.survivor()
    parameters = {
        "with": sorted({other.survivor().public_id for other in others} - {author.public_id if author else ""}),
        "works": sorted(each.public_id for each in works),
        **said,
    }
    parameters = {key: value for key, value in parameters.items() if value}
    return Proposal.objects.create(
        kind=kind,
        author=author,
        work=work,
        parameters=parameters,
        text=text,
        email=email,
        case=_case(kind, author, work, parameters, text),
    )


def _case(kind: str, author: Author | None, work: Work | None, parameters: dict, text: str) -> str:
    """One address for all who ask for the same thing, whichever of the records they came from."""
    about = [record.public_id for record in (author, work) if record]
    if kind == Proposal.Kind.MERGE:
        about = sorted([*about, *parameters["with"]])
    said = sorted((key, value) for key, value in parameters.items() if key != "with" or kind != Proposal.Kind.MERGE)
    return public_id("case", repr([kind, about, said, "" if kind in _SAID_BY_PARAMETERS else text.strip()]))


def withdraw(proposal: Proposal) -> bool:
    """Take it back, and forget the address; False when it was decided (or taken back) before."""
    return bool(Proposal.objects.open().filter(pk=proposal.pk).update(state=Proposal.State.WITHDRAWN, email=""))


def tell_outcome(proposal: Proposal) -> None:
    """Have the decision mailed to who left an address, and forget the address. Within the decision's transaction."""
    if not proposal.email:
        return
    said = {
        "kind": proposal.get_kind_display(),
        "state": proposal.get_state_display(),
        "reason": proposal.reason,
        "reported": f"{proposal.created_at:%-d %B %Y}",
        "address": settings.SITE_URL + proposal.get_absolute_url(),
    }
    mailing.send("outcome", proposal.email, said)
    Proposal.objects.filter(pk=proposal.pk).update(email="")
