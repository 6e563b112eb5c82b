"""Why a name on a work is taken to be this person's, in words. Pure.

The reasons are what ``publications.attribution`` and ``publications.curation`` wrote beside the name.
"""

from __future__ import annotations


def why(basis: str, reason: dict) -> str:
    """One sentence without its full stop.

    >>> why("evidence", {"same_name": True, "n_shared": 5, "shared_coauthors": ["Liam Fowl"], "years": [2019, 2021]})
    'same name on other works, 2019–2021; 5 co-authors in common (Liam Fowl and 4 more)'
    >>> why("evidence", {"n_shared": 1, "shared_coauthors": ["Liam Fowl"], "topics": ["cs.LG", "cs.CV"]})
    'a compatible name on other works; a co-author in common (Liam Fowl); the topics cs.LG, cs.CV'
    >>> why("identifier", {"same_name": True, "rare_name": True, "orcid": "0000-0002-1825-0097"})
    'the source names 0000-0002-1825-0097; same rare name on other works'
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
    parts.append(_name(reason))
    parts += [_shared(reason["n_shared"], reason["shared_coauthors"])] if reason.get("n_shared") else []
    if topics := reason.get("topics"):
        parts.append(f"the topic{'s'[: len(topics) != 1]} {', '.join(topics)}")
    return "; ".join(parts)


def _name(reason: dict) -> str:
    kind = "a compatible name" if not reason.get("same_name") else f"same {'rare ' * bool(reason.get('rare_name'))}name"
    years = dict.fromkeys(str(year) for year in reason.get("years") or ())
    return f"{kind} on other works" + (f", {'–'.join(years)}" if years else "")


def _shared(n: int, names: list[str]) -> str:
    more = f" and {n - len(names)} more" if n > len(names) else ""
    return f"{'a co-author' if n == 1 else f'{n} co-authors'} in common ({', '.join(names)}{more})"
