"""Files of any size as numbered lines: plain, .gz, .xz, .zst or standard input, in bounded memory. Knows no database.

Nothing a file contains can make the reader large or stop it silently: a line may be 16 MB long, and a compressed file
may grow to 200 times its size once it has passed 64 MB. The kind of file is told by its first bytes, not by its name.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from publications.records import BadLine

KEPT = 64 << 10  # bytes of a line that cannot be read, for people to mend it
MAX_LINE = 16 << 20  # bytes
MAX_RATIO = 200  # JSON of works shrinks 4 to 10 times; the densest gzip bomb is at 1,032
RATIO_COUNTS_FROM = 64 << 20  # decoded bytes
MAX_MEMORY = 128 << 20  # bytes a decoder may ask for: ``xz -9`` and ``zstd --long`` need less

_READ = 1 << 20
# zstd turns 2 kB into at most 64 MB and offers no limit of its own; smaller sips bound what one step can decode.
_SIP = 2 << 10


class StreamRefused(ValueError):
    """The stream cannot be read on; the message is a sentence for people."""


class _Decoder(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


_DECODERS: dict[bytes, Callable[[], _Decoder]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_MEMORY),
    b"\x28\xb5\x2f\xfd": lambda: zstandard.ZstdDecompressor(max_window_size=MAX_MEMORY).decompressobj(),
}
_REFUSED = {
    b"PK\x03\x04": "This is a zip archive: unpack it and import the file inside.",
    b"BZh": "This is a bzip2 file: unpack it first, or compress it with gzip, xz or zstd.",
    b"\xff\xfe": "This text is in UTF-16: save it as UTF-8.",
    b"\xfe\xff": "This text is in UTF-16: save it as UTF-8.",
}


def lines(source: Path | BinaryIO, *, start_after: int = 0) -> Iterator[tuple[int, bytes] | BadLine]:
    """The lines of a file with their numbers from 1, without their ends; blank ones are left out.

    ``start_after`` skips as many lines (they are still read: compressed files cannot be entered in the middle). A
    line over 16 MB becomes one BadLine. Raises StreamRefused for a file that is missing, damaged, cut off or a bomb;
    the lines before the damage have been handed out by then.
    """
    with ExitStack() as stack:
        if isinstance(source, Path):
            try:
                source = stack.enter_context(source.open("rb"))
            except OSError as error:
                raise StreamRefused(f"{source} cannot be read: {error.strerror or error}.") from error
        for number, line in enumerate(_split(_decoded(source)), 1):
            if number <= start_after:
                continue
            if len(line) > MAX_LINE:
                yield BadLine(number, "This line is longer than 16 MB.", excerpt(line))
            elif not line.isspace() and line:
                yield number, line


def excerpt(line: bytes) -> str:
    """The line, at most its first 64 kB, as text a database takes."""
    return line[:KEPT].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _split(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines without their ends. One that is too long comes as its first 16 MB and a byte."""
    held = bytearray()
    for block in blocks:
        *ended, rest = block.split(b"\n")
        for piece in ended:
            yield bytes(_grown(held, piece)).rstrip(b"\r")
            held.clear()
        _grown(held, rest)
    if held:
        yield bytes(held).rstrip(b"\r")


def _grown(held: bytearray, piece: bytes) -> bytearray:
    held += piece[: MAX_LINE + 1 - len(held)]
    return held


def _decoded(source: BinaryIO) -> Iterator[bytes]:
    """Blocks of text, whatever the stream is compressed with."""
    begin = _read(source, _READ)
    for magic, sentence in _REFUSED.items():
        if begin.startswith(magic):
            raise StreamRefused(sentence)
    fresh = next((fresh for magic, fresh in _DECODERS.items() if begin.startswith(magic)), None)
    if fresh:
        yield from _inflated(source, begin, fresh)
        return
    block = begin.removeprefix(b"\xef\xbb\xbf")
    while block:
        yield block
        block = _read(source, _READ)


def _inflated(source: BinaryIO, block: bytes, fresh: Callable[[], _Decoder]) -> Iterator[bytes]:
    """Blocks of decoded text; several compressed streams may stand one after another, as ``cat`` makes them."""
    decoder, taken, given = fresh(), 0, 0
    while block:
        for start in range(0, len(block), _SIP):
            sip = block[start : start + _SIP]
            taken += len(sip)
            while sip:
                text, sip, decoder = _step(decoder, sip, fresh)
                given += len(text)
                if given > max(RATIO_COUNTS_FROM, taken * MAX_RATIO):
                    raise StreamRefused(f"This file grows to more than {MAX_RATIO} times its size: it is refused.")
                yield text
        block = _read(source, _READ)
    if not decoder.eof and taken:
        raise StreamRefused("This compressed file is cut off before its end: fetch it again.")


def _step(decoder: _Decoder, sip: bytes, fresh: Callable[[], _Decoder]) -> tuple[bytes, bytes, _Decoder]:
    """What a sip decodes to, what is left of it, and the decoder to go on with."""
    try:
        if decoder.eof:
            sip = sip.lstrip(b"\0")  # gzip and xz allow padding between and after streams
            decoder = fresh() if sip else decoder
        text = decoder.decompress(sip) if sip else b""
    except (zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError) as error:
        raise StreamRefused(f"This compressed file is damaged: {error}.") from error
    return text, decoder.unused_data if decoder.eof and sip else b"", decoder


def _read(source: BinaryIO, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError as error:
        raise StreamRefused(f"The file cannot be read on: {error.strerror or error}.") from error
