"""What moderators write most to claimants, to begin with. Each decision keeps which template it began from, and its
version; the words are the moderator's.
"""

from __future__ import annotations

from typing import NamedTuple

VERSION = 1  # one more whenever a text below changes


class Reason(NamedTuple):
    """``acts`` are the decisions it may be given for."""

    acts: frozenset[str]
    text: str


def _reason(acts: str, text: str) -> Reason:
    return Reason(frozenset(acts.split()), text)


REASONS = {
    "show-the-name": _reason(
        "ask",
        "The name you gave is not on these works. Please bring something that shows both names, such as your "
        "ORCID iD or a page of your institution.",
    ),
    "sign-in-at-orcid": _reason(
        "ask",
        "Please sign in with your ORCID iD, after making sure that the works are listed there.",
    ),
    "bring-more": _reason(
        "ask",
        "What you brought fits, but a co-author could have brought it, too. Your ORCID iD, or a code sent to "
        "an address printed on one of the works, would be enough.",
    ),
    "which-works": _reason(
        "ask",
        "Some of the works you ticked are by a namesake. Please tell us which works are yours, and where you worked.",
    ),
    "holds": _reason(
        "approve keep",
        "The name fits, and what you brought could be checked.",
    ),
    "two-proofs": _reason(
        "approve raise",
        "Two proofs of different kinds agree, and a moderator looked at both.",
    ),
    "namesake": _reason(
        "reject revoke",
        "These works are by another person of the same name. Your own record may be listed under that name, "
        "too: please claim that one.",
    ),
    "co-author": _reason(
        "reject revoke",
        "Your name stands at another place on these works: you wrote them with this author. Please claim your "
        "own record.",
    ),
    "not-shown": _reason(
        "reject revoke",
        "We could not tell from what you brought that this record is yours. If you find more, an appeal is "
        "the place to say so.",
    ),
    "heard": _reason(
        "contest suspend",
        "Somebody else brought proof that this record is theirs. Two moderators hear both sides before "
        "anything changes.",
    ),
    "mistaken": _reason(
        "lift",
        "We looked again, and there was no reason to hold anything back.",
    ),
}


def for_act(act: str) -> dict[str, str]:
    """Key of the template -> text."""
    return {key: reason.text for key, reason in REASONS.items() if act in reason.acts}
