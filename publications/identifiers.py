"""Identifiers of works, people and institutions: checked, normalised, shown. Pure.

Source of the forms: the ORCID, DOI (ISO 26324), arXiv and ROR documentation; checks by ``idutils`` where it has them.
"""

from __future__ import annotations

import re
from hashlib import blake2b

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ARXIV = re.compile(
    r"^(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?"
    r"(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$",
    re.IGNORECASE,
)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\0]+?)[.,;]*$", re.IGNORECASE)
_ORCID = re.compile(r"^(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?$")
_ROR = re.compile(r"^(?:https?://ror\.org/)?0([0-9a-hj-km-np-tv-z]{6})(\d\d)/?$", re.IGNORECASE)

MAX_DOI = 500


def public_id(kind: str, key: str) -> str:
    """An opaque address of 12 characters, the same on every machine for the same record.

    ``key`` names the record by what the files say ("arxiv:1905.09747#3"), so a rebuilt database keeps its addresses.
    60 bits: among a hundred million records the odds that two collide are below one in two hundred.

    >>> public_id("work", "arxiv:1905.09747")
    '8fhp76kea6z6'
    """
    number = int.from_bytes(blake2b(f"{kind}:{key}".encode(), digest_size=8).digest(), "big") >> 4
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(55, -1, -5))


def arxiv_id(text: str) -> str | None:
    """The arXiv id without its version, or None.

    >>> arxiv_id("https://arxiv.org/abs/1905.09747v3"), arxiv_id("hep-th/9901001"), arxiv_id("12")
    ('1905.09747', 'hep-th/9901001', None)
    """
    found = _ARXIV.match(text.strip())
    return found[1] if found else None


def doi(text: str) -> str | None:
    """The DOI in lower case without its address, or None. Longer than 500 characters it is none: no registrant has
    such, and looking for its end takes time that grows with the square of its length.

    >>> doi("https://doi.org/10.1109/TIT.2020.1."), doi("not one"), doi("10.1109/" + ";" * 1_000_000 + " ")
    ('10.1109/tit.2020.1', None, None)
    """
    found = _DOI.match(text.strip()) if len(text) <= MAX_DOI else None
    return found[1].lower() if found else None


def orcid_check_digit(digits: str) -> str:
    """ISO 7064 MOD 11-2 over the first 15 digits.

    >>> orcid_check_digit("000000021825009")
    '7'
    """
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def orcid(text: str) -> str:
    """The ORCID iD as 0000-0002-1825-0097. Raises ValueError with a sentence for people.

    >>> orcid("https://orcid.org/0000-0002-1825-0097")
    '0000-0002-1825-0097'
    >>> orcid("0000-0002-1825-0098")
    Traceback (most recent call last):
    ValueError: That is not a valid ORCID iD: the check digit should be 7.
    """
    found = _ORCID.match(text.strip())
    if not found:
        raise ValueError("That is not a valid ORCID iD: it has sixteen digits, like 0000-0002-1825-0097.")
    parts = [part.upper() for part in found.groups()]
    digits = "".join(parts)
    should_be = orcid_check_digit(digits)
    if digits[15] != should_be:
        raise ValueError(f"That is not a valid ORCID iD: the check digit should be {should_be}.")
    return "-".join(parts)


def ror(text: str) -> str | None:
    """The ROR id as an address when its check digits (ISO 7064 MOD 97-10) are right, or None.

    >>> ror("https://ror.org/047s2c258"), ror("047s2c259")
    ('https://ror.org/047s2c258', None)
    """
    found = _ROR.match(text.strip())
    if not found:
        return None
    number = 0
    for letter in found[1].lower():
        number = number * 32 + _CROCKFORD.index(letter)
    check = 98 - number * 100 % 97
    return f"https://ror.org/0{found[1]}{found[2]}".lower() if check == int(found[2]) else None


_URLS = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openalex": "https://openalex.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "orcid": "https://orcid.org/",
    "wikidata": "https://www.wikidata.org/wiki/",
    "dblp": "https://dblp.org/pid/",
}


_INVENTED = {
    "arxiv": re.compile(r"\d\d(?:1[3-9]|[2-9]\d)\.\d+"),  # months end with the twelfth
    "doi": re.compile(r"10\.5555/invented\..+"),  # Crossref's prefix for examples
    "openalex": re.compile(r"[A-Z]\d{13,}"),  # eleven digits are given out
    "orcid": re.compile(r"9999-.+"),  # not in the blocks that ORCID has
}


def is_invented(scheme: str, value: str) -> bool:
    """Whether no real thing can have this identifier: those of ``publications.invented``.

    >>> is_invented("arxiv", "1913.00001"), is_invented("arxiv", "1912.00001"), is_invented("arxiv", "hep-th/9913001")
    (True, False, False)
    """
    return scheme in _INVENTED and _INVENTED[scheme].fullmatch(value) is not None


def url(scheme: str, value: str) -> str:
    """Where an identifier leads; an invented one leads nowhere.

    >>> url("arxiv", "1905.09747"), url("arxiv", "1913.00001")
    ('https://arxiv.org/abs/1905.09747', '')
    """
    return "" if is_invented(scheme, value) else _URLS[scheme] + value
