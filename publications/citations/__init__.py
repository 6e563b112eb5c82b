"""One work as a reference in somebody else's list: CSL-JSON, BibTeX, RIS, and a line to copy. Pure.

Everything begins with the CSL item (citation style language 1.0.2); the other forms are written from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from publications.citations import bibtex, ris


@dataclass(frozen=True)
class Format:
    """How a file of references is called and written; ``write`` takes a list of CSL items."""

    name: str
    media_type: str
    write: Callable[[list[dict]], str]


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex.write),
    "ris": Format("RIS", "application/x-research-info-systems", ris.write),
    "json": Format(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda items: json.dumps(items, ensure_ascii=False, indent=1) + "\n",
    ),
}
