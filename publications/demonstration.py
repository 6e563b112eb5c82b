"""A site filled with invented works, so that there is something to look at before anybody's file is there."""

from __future__ import annotations

from collections.abc import Iterable
from io import RawIOBase

from publications import reference
from publications.importing import Progress, import_file
from publications.invented.corpus import Corpus
from publications.invented.formats import arxiv
from publications.models import ImportBatch, WorkRecord
from publications.sources import INVENTED

SEED = 1
_NAME = " invented works"


class NotEmpty(ValueError):
    """The site holds works of its own; the message is a sentence for people."""


def load(n_works: int, on_progress: Progress | None = None) -> ImportBatch | None:
    """Fill an empty site with invented works: the batch, or None when they are there already.

    One that was interrupted is taken up. Raises NotEmpty where works beyond those that come with the project are.
    """
    batches = ImportBatch.objects.filter(name__endswith=_NAME)
    if batches.filter(state=ImportBatch.State.DONE).exists():
        return None
    with reference.WORKS.open("rb") as file:
        own = sum(1 for _ in file)
    if WorkRecord.objects.exclude(source__key=INVENTED).count() > own:
        raise NotEmpty("This site holds works already, so nothing was invented.")
    corpus, name = Corpus(SEED, n_works), f"{n_works:,}{_NAME}"
    lines = (arxiv(corpus, work) + b"\n" for work in corpus.works())
    batch = import_file(Stream(lines), name=name, batch=batches.filter(name=name).last(), on_progress=on_progress)
    batch.format = INVENTED  # so that arXiv's own imports are not taken for fresher than they are
    batch.save(update_fields=["format"])
    return batch


class Stream(RawIOBase):
    """Pieces of text as a file that is read once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.held = iter(pieces), bytearray()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        for piece in self.pieces:
            self.held += piece
            if len(self.held) >= len(buffer):
                break
        size = min(len(buffer), len(self.held))
        buffer[:size] = self.held[:size]
        del self.held[:size]
        return size
