"""A folder of files as one import: its files in order, each from where it was left, with one checkpoint for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publications import uploads
from publications.preparing import Chunk, chunks
from publications.readers import UnknownFormat
from publications.records import BadLine, Record
from publications.streams import StreamRefused


@dataclass(frozen=True)
class Folder:
    """``files`` by their names inside the folder, in order. Hidden ones are left out."""

    files: dict[str, Path]

    @classmethod
    def at(cls, path: Path) -> Folder:
        named = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
        shown = {str(name): file for name, file in named.items() if not any(p.startswith(".") for p in name.parts)}
        return cls(dict(sorted(shown.items())))

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in self.files.values())

    def digest(self) -> str:
        """Names the folder by what its files are called and hold."""
        digest = sha256()
        for name, path in self.files.items():
            with path.open("rb") as file:
                digest.update(f"{name}\0{uploads.digest_of(file)}\n".encode())
        return digest.hexdigest()

    def chunks(
        self,
        *,
        part: str,
        start_after: int,
        format: str | None,
        admit: Callable[[Record], Record | None] | None,
        size: int,
    ) -> Iterator[Chunk]:
        """All chunks beyond the checkpoint, which is a line of a file. No chunk holds lines of two files."""
        before = 0
        for name, path in self.files.items():
            if name >= part:
                for chunk in _of(path, start_after if name == part else 0, format, admit):
                    chunk.part = name
                    chunk.position += before
                    yield chunk
            before += path.stat().st_size


def _of(
    path: Path, start_after: int, format: str | None, admit: Callable[[Record], Record | None] | None
) -> Iterator[Chunk]:
    """The chunks of one file. One that cannot be read, or not to its end, is an issue and stops none of the others."""
    line, size = start_after, path.stat().st_size
    try:
        with path.open("rb") as file:
            for chunk in chunks(file, format=format, start_after=start_after, size=size, admit=admit):
                line = chunk.line
                yield chunk
    except OSError as error:
        yield Chunk("", line, size, [BadLine(line + 1, f"It cannot be read: {error.strerror or error}.")])
    except (StreamRefused, UnknownFormat) as refusal:
        yield Chunk("", line, size, [BadLine(line + 1, str(refusal))])
