"""Why a name on a work is taken to be this person's, in words. Pure.

The reasons are what ``publications.attribution`` and ``publications.curation`` wrote beside the name.
"""

from __future__ import annotations


def why(basis: str, reason: dict) -> str:
    """One sentence without its full stop.

    >>> why("evidence", {"same_name": True, "n_shared": 5, "shared_coauthors": ["Liam Fowl"], "topics": ["cs.LG"]})
    'same name on other works, and 5 co-authors in common (Liam Fowl and 4 more), and the topic cs.LG'
    >>> why("evidence", {"same_name": False, "n_shared": 1, "shared_coauthors": ["Liam Fowl"], "topics": []})
    'a compatible name on other works, and a co-author in common (Liam Fowl)'
    >>> why("decision", {"decision": "The person says so."})
    'decided by a person: The person says so.'
    >>> why("alone", {})
    'no other record could be joined to it'
    """
    if basis == "decision":
        return f"decided by a person: {reason.get('decision', '')}"
    if basis not in ("evidence", "identifier"):
        return "no other record could be joined to it"
    parts = [f"the source names {mark}" for mark in (reason.get("orcid"), reason.get("source_author")) if mark]
    parts.append("same name on other works" if reason.get("same_name") else "a compatible name on other works")
    parts += [_shared(reason["n_shared"], reason["shared_coauthors"])] if reason.get("n_shared") else []
    if topics := reason.get("topics"):
        parts.append(f"the topic{'s'[: len(topics) != 1]} {', '.join(topics)}")
    return ", and ".join(parts)


def _shared(n: int, names: list[str]) -> str:
    more = f" and {n - len(names)} more" if n > len(names) else ""
    return f"{'a co-author' if n == 1 else f'{n} co-authors'} in common ({', '.join(names)}{more})"
