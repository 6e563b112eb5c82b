"""A photo of the holder: re-encoded, stripped, and seen by whom they choose."""

from __future__ import annotations

import json
import struct
import zlib
from base64 import b64decode
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from profiles import own_data
from profiles.models import Photo
from tests import people, world
from tests.flows.test_own_page import at, page, said

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(900, 600), **more):
    written = BytesIO()
    Image.new("RGB", size, (180, 40, 40)).save(written, kind, **more)
    return written.getvalue()


def bomb():
    """A PNG of a few hundred bytes that would be 30,000 pixels each way."""
    header = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    made = [struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


@pytest.fixture
def ada():
    world.work("Work", ["Ada Byron", "Bo Li"])
    return world.author("Ada Byron")


@pytest.fixture
def holder(client, ada):
    held = people.holder(ada)
    client.force_login(held.user)
    return held


def send(client, ada, content, **more):
    return client.post(at("edit_photo", ada), {"photo": SimpleUploadedFile("me.jpg", content), **more})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_a_square_of_ours_without_what_else_was_in_the_file(client, ada, holder, kind):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    assert send(client, ada, picture(kind, exif=exif.tobytes()), alt="Ada at her desk").status_code == 302
    kept = Photo.objects.get()
    text = page(ada).text
    assert 'alt="Ada at her desk"' in text
    for side in (512, 128):
        address = at("author_photo", ada, kept.key, side)
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert b"taken at home" not in answer.content
        with Image.open(BytesIO(answer.content)) as shown:
            assert shown.size == (side, side)
            assert not shown.getexif()
    assert at("author_photo", ada, kept.key, 128) in text
    assert Client().get(at("author_photo", ada, kept.key, 64)).status_code == 404
    assert Client().get(at("author_photo", ada, "0" * 32, 128)).status_code == 404


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a not a picture we take", "not a JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG, PNG or WebP"),
        (bomb(), "too many pixels"),
        (picture(size=(100, 400)), "too small"),
        (picture()[:2000], "damaged"),
        (picture() + b"x" * (5 << 20), "5 MB at most"),
    ],
    ids=["gif", "svg", "bomb", "small", "broken", "large"],
)
def test_what_is_no_usable_photo_is_refused_in_a_sentence(client, ada, holder, content, why):
    answer = send(client, ada, content)
    assert answer.status_code == 400
    assert why in answer.text
    assert not Photo.objects.exists()


def test_without_a_picture_there_is_nothing_to_save_and_words_can_be_changed_alone(client, ada, holder):
    assert "Choose a picture first." in client.post(at("edit_photo", ada), {"alt": "x"}).text
    send(client, ada, picture())
    before = Photo.objects.get().key
    client.post(at("edit_photo", ada), {"alt": "Ada, laughing"})
    assert (Photo.objects.get().key, Photo.objects.get().alt) == (before, "Ada, laughing")
    client.post(at("edit_photo", ada), {"remove": ""})
    assert "portrait" not in page(ada).text


def test_a_photo_that_is_not_for_everyone_is_given_to_nobody_else_and_kept_nowhere(client, ada, holder):
    send(client, ada, picture())
    address = at("author_photo", ada, Photo.objects.get().key, 128)
    client.post(at("edit_author", ada), said(photo_for="only_me"))
    assert Client().get(address).status_code == 404
    assert address not in page(ada).text
    assert client.get(address).headers["Cache-Control"] == "private, no-store"
    client.post(at("edit_author", ada), said())
    people.move(holder.claim, "released", holder.user, role="claimant")
    assert Client().get(address).status_code == 404


def test_what_an_account_keeps_has_the_photo_and_the_words_in_it(client, ada, holder):
    send(client, ada, picture(), alt="Ada at her desk")
    client.post(at("edit_author", ada), said())
    with ZipFile(BytesIO(own_data.pack(holder.user))) as packed:
        (photo,) = json.loads(packed.read("photo.json"))
        (words,) = json.loads(packed.read("selfdescription.json"))
    assert b64decode(photo["large"]) == bytes(Photo.objects.get().large)
    assert words["pronounced"] == "AY-da BY-ron"


def test_no_other_site_sends_a_photo(ada, holder):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(holder.user)
    assert send(strict, ada, picture()).status_code == 403
    assert reverse("edit_photo", args=[ada.public_id]) == at("edit_photo", ada)
