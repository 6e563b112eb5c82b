"""The sources this project can read, described once. Pure data; a row is made when a source is first used.

Where two describe one work, the one of lower rank is shown: first who holds the work, then who was sent it by its
publisher, then who edits or collects what others say, last what somebody wrote down for themselves.
"""

from __future__ import annotations

from hashlib import blake2b

from publications.identifiers import is_invented
from publications.names import slug

MAX_KEY = 80
INVENTED = "invented-works"

SOURCES: dict[str, dict[str, str | int]] = {
    "arxiv": {
        "name": "arXiv",
        "role": "repository",
        "url": "https://arxiv.org/",
        "licence": "CC0 1.0 (metadata)",
        "rank": 20,
    },
    "crossref": {
        "name": "Crossref",
        "role": "publisher",
        "url": "https://www.crossref.org/",
        "licence": "facts, free to use; abstracts belong to their publishers",
        "rank": 30,
    },
    "dblp": {
        "name": "dblp",
        "role": "index",
        "url": "https://dblp.org/",
        "licence": "CC0 1.0",
        "rank": 40,
    },
    "openalex": {
        "name": "OpenAlex",
        "role": "aggregator",
        "url": "https://openalex.org/",
        "licence": "CC0 1.0",
        "rank": 50,
    },
    "bibtex": {
        "name": "BibTeX file",
        "role": "deposit",
        "url": "",
        "licence": "",
        "rank": 90,
    },
    INVENTED: {
        "name": "Invented works",
        "role": "deposit",
        "url": "",
        "licence": "none is needed: nobody wrote them",
        "rank": 95,
    },
    "own-list": {
        "name": "An author’s own list",
        "role": "deposit",
        "url": "",
        "licence": "",
        "rank": 95,
    },
}


def teller(format: str, scheme: str, value: str) -> str:
    """Who describes the work of this identifier in a file of that format: works that cannot exist are invented.

    >>> teller("arxiv", "arxiv", "1905.09747"), teller("arxiv", "arxiv", "1913.00001")
    ('arxiv', 'invented-works')
    """
    return INVENTED if is_invented(scheme, value) else format


def source_key(name: str) -> str:
    """The short name of a source; what a long one leaves out goes into eight digits at its end.

    >>> source_key("arXiv"), source_key("Proceedings of the Conference on " + "Long " * 20 + "Names")
    ('arxiv', 'proceedings-of-the-conference-on-long-long-long-long-long-long-long-lon-b44781ff')
    """
    whole = slug(name, limit=10_000)
    if len(whole) <= MAX_KEY:
        return whole
    return f"{whole[: MAX_KEY - 9]}-{blake2b(whole.encode(), digest_size=4).hexdigest()}"
