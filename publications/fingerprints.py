"""When two records without a common identifier are one work. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from publications.names import fold

# A title of fewer words ("Introduction", "Editorial") says too little by itself.
SHORT = 5


def fingerprint(title_text: str, families: Iterable[str]) -> str:
    """32 hex digits of the folded title, with the family names when the title is short.

    The year is compared beside it (within one), because preprint and article often differ by one.

    >>> fingerprint("Deep Nets: what is known", []) == fingerprint("Deep nets — What is Known", [])
    True
    >>> fingerprint("Editorial", ["Smith"]) == fingerprint("Editorial", ["Jones"])
    False
    """
    words = fold(title_text)
    if len(words.split()) < SHORT:
        words = "|".join([words, *sorted(fold(family) for family in families)])
    return blake2b(words.encode(), digest_size=16).hexdigest()
