"""The works that come with the project: loaded through the import and the ledger like anybody's."""

from __future__ import annotations

from pathlib import Path

from publications import curation
from publications.attribution import attribute
from publications.importing import Progress, import_file
from publications.models import Author, Authorship, ImportBatch

FOLDER = Path(__file__).resolve().parent.parent / "reference"
WORKS = FOLDER / "reference-works.jsonl"
DECISIONS = FOLDER / "reference-curation.jsonl"
PROFILE = FOLDER / "reference-profile.json"


def load(on_progress: Progress | None = None) -> ImportBatch:
    """Import the bundled works and apply the decision that belongs to them. Doing it again changes nothing."""
    batch = import_file(WORKS, on_progress=on_progress)
    if curation.apply_file(DECISIONS):
        attribute()
    return batch


def author() -> Author | None:
    """The reference author, or None before the works are loaded."""
    byline = (
        Authorship.objects.filter(
            work__identifiers__scheme="arxiv", work__identifiers__value="1905.09747", name="Tom Goldstein"
        )
        .select_related("author")
        .first()
    )
    return byline and byline.author


def profile_path() -> str | None:
    """The address of the reference author's page, or None before the works are loaded."""
    person = author()
    return person.get_absolute_url() if person else None
