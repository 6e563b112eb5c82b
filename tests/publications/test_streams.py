"""Lines of files of any kind and size."""

import gzip
import io
import lzma
import tracemalloc
from functools import partial

import pytest
import zstandard

from publications import streams
from publications.records import BadLine

TEXT = b"one\n\n  \ntwo\r\nthree"
LINES = [(1, b"one"), (4, b"two"), (5, b"three")]
COMPRESS = {"gz": gzip.compress, "xz": partial(lzma.compress, preset=0), "zst": zstandard.compress}


def read(data, **options):
    return list(streams.lines(io.BytesIO(data), **options))


def test_lines_are_numbered_from_one_and_blank_ones_left_out():
    assert read(TEXT) == LINES
    assert read(b"") == []


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_compressed_files_are_told_by_their_first_bytes(compress, tmp_path):
    path = tmp_path / "works.jsonl"
    path.write_bytes(compress(TEXT))
    assert list(streams.lines(path)) == LINES


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_compressed_files_put_one_after_another_are_one_file(compress):
    assert read(compress(b"one\nt") + compress(b"wo\n")) == [(1, b"one"), (2, b"two")]


def test_a_stream_can_be_taken_up_behind_a_line():
    assert read(TEXT, start_after=1) == LINES[1:]


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    assert read(b"\xef\xbb\xbf{}") == [(1, b"{}")]


def test_a_line_that_is_too_long_is_reported_and_the_next_one_read(monkeypatch):
    monkeypatch.setattr(streams, "MAX_LINE", 10)
    long, after = read(b"x" * 11 + b"\nafter\n")
    assert isinstance(long, BadLine)
    assert (long.line, long.reason, long.excerpt) == (1, "This line is longer than 16 MB.", "x" * 11)
    assert after == (2, b"after")
    assert read(b"x" * 10) == [(1, b"x" * 10)]


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_a_file_that_is_cut_off_hands_out_what_it_has_and_says_so(compress):
    data = compress(b"".join(b"%d\n" % (n * n * 7919) for n in range(20_000)))
    lines = streams.lines(io.BytesIO(data[:-200]))
    assert next(lines) == (1, b"0")
    with pytest.raises(streams.StreamRefused, match="cut off"):
        list(lines)


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_a_damaged_file_is_refused_with_a_sentence(compress):
    data = bytearray(compress(bytes(range(256)) * 50))
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    with pytest.raises(streams.StreamRefused, match=r"(damaged|cut off).*\."):
        read(bytes(data))


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_a_bomb_is_refused_in_bounded_memory(compress, monkeypatch):
    monkeypatch.setattr(streams, "RATIO_COUNTS_FROM", 4 << 20)
    data = compress(bytes(100 << 20) if compress is zstandard.compress else bytes(24 << 20))
    tracemalloc.start()
    with pytest.raises(streams.StreamRefused, match="200 times"):
        read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80 << 20


@pytest.mark.parametrize(
    ("begin", "sentence"),
    [(b"PK\x03\x04", "zip archive"), (b"BZh9", "bzip2"), (b"\xff\xfe{\0", "UTF-16")],
)
def test_files_of_other_kinds_are_refused_with_what_to_do(begin, sentence):
    with pytest.raises(streams.StreamRefused, match=sentence):
        read(begin)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(streams.StreamRefused, match=r"none\.jsonl cannot be read: No such file"):
        list(streams.lines(tmp_path / "none.jsonl"))


def test_an_excerpt_is_text_a_database_takes():
    assert streams.excerpt(b"a\0\xff" + b"b" * 1000) == "a\ufffd\ufffd" + "b" * 1000
    assert len(streams.excerpt(b"b" * 100_000)) == 64 << 10
