"""Files that people send: bounded, never in memory when they are large, never where the web server serves from."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b, file_digest
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

SMALL = 1 << 20  # bytes that any page takes


@dataclass(frozen=True)
class Stored:
    """A file in our folder: where it is, and the name that its content gives it."""

    path: Path
    digest: str
    size: int


def folder() -> Path:
    settings.UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.UPLOADS


def is_ours(path: str) -> bool:
    """Whether the file was sent to us, so that we may delete it: not one that lay on the machine."""
    return Path(path).parent == settings.UPLOADS


def keep(content: bytes) -> Stored:
    path = _fresh()
    path.write_bytes(content)
    return Stored(path, blake2b(content, digest_size=32).hexdigest(), len(content))


def examine(path: Path) -> Stored:
    """A file that lies on this machine, as if it had been sent."""
    with path.open("rb") as file:
        return Stored(path, digest_of(file), file.tell())


def digest_of(file: BinaryIO) -> str:
    """Names what is in the file, from where it stands to its end."""
    return file_digest(file, partial(blake2b, digest_size=32)).hexdigest()


def forget(path: str | Path) -> None:
    if path and is_ours(str(path)):
        Path(path).unlink(missing_ok=True)


def _fresh() -> Path:
    """A name that nobody can guess and that says nothing of what the sender called the file."""
    return folder() / secrets.token_hex(16)


class Small(FileUploadHandler):
    """Files of up to ``most`` bytes, in memory; of a larger one as much as shows that it is too large."""

    most = SMALL

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.held.write(raw_data[: self.most + 1 - self.held.tell()])

    def file_complete(self, file_size: int) -> UploadedFile:
        size = self.held.tell()
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, size, self.charset, self.content_type_extra
        )


class Sent(UploadedFile):
    """A file that lies in our folder already; ``problem`` is a sentence when it does not."""

    def __init__(self, name: str, *, stored: Stored | None = None, problem: str = "") -> None:
        super().__init__(None, name, size=stored.size if stored else 0)
        self.stored, self.problem = stored, problem


class ToDisk(FileUploadHandler):
    """Writes what comes straight into our folder, up to ``settings.UPLOAD_LIMIT`` bytes.

    Whoever sets it as the handler of a request calls ``discard`` at the end: what nobody took is deleted.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.paths: list[Path] = []
        self.taken: set[Path] = set()
        self.problem = ""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        if self.paths:
            raise SkipFile  # one file a form
        self.paths.append(_fresh())
        self.file = self.paths[-1].open("xb")
        self.digest = blake2b(digest_size=32)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.problem:
            return
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.problem = f"The file is larger than {settings.UPLOAD_LIMIT >> 20:,} MB."
        try:
            self.file.write(raw_data)
        except OSError as error:
            self.problem = f"The file cannot be kept here: {error.strerror}."
        if self.problem:
            self.file.truncate(0)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        try:
            self.file.close()
        except OSError as error:
            self.problem = f"The file cannot be kept here: {error.strerror}."
        if self.problem:
            return Sent(self.file_name, problem=self.problem)
        return Sent(self.file_name, stored=Stored(self.paths[-1], self.digest.hexdigest(), file_size))

    def take(self, stored: Stored) -> None:
        self.taken.add(stored.path)

    def discard(self) -> None:
        for path in self.paths:
            if path not in self.taken:
                path.unlink(missing_ok=True)

    def upload_interrupted(self) -> None:
        with suppress(OSError):
            self.file.close()
        self.discard()
