"""A page of the web is fetched, and nothing inside our walls ever hears of it (T-16)."""

import gzip
import socket
import threading
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from profiles.claims import fetching
from profiles.claims.fetching import INTERNET, PageAway, PageRefused, Reach, fetch

PAGE = b"<!doctype html><a rel=me href='https://example.org/'>me</a>"


class Page(BaseHTTPRequestHandler):
    """Answers by path; what it was asked is kept."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            for piece in body if isinstance(body, list) else [body]:
                self.wfile.write(piece)
                time.sleep(0.1 * isinstance(body, list))

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    made.asked, made.pages, made.daemon_threads = [], {"/": (200, {}, PAGE)}, True
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def canary():
    """A door of ours: whoever knocks is counted."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        door.settimeout(0.2)
        yield door


def knocked(door):
    try:
        door.accept()
    except TimeoutError:
        return False
    return True


def names(*answers):
    """A name server that says these addresses, one call after the other."""
    left = list(answers)

    def resolve(host, port, **_):
        address = left.pop(0) if len(left) > 1 else left[0]
        found = [address] if isinstance(address, str) else address
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    return resolve


@pytest.fixture
def reach(server):
    """As the internet, with the server of the test on it."""
    return Reach(names("127.0.0.1"), lambda address: True, frozenset({server.server_port}), 1)


def at(server, path="/"):
    return f"http://tom.example.org:{server.server_port}{path}"


def test_a_page_is_fetched_without_saying_who_asks(server, reach):
    assert fetch(at(server), reach) == PAGE.decode()
    ((path, headers),) = server.asked
    assert path == "/"
    assert headers["Host"] == f"tom.example.org:{server.server_port}"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


SPELLINGS = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://127.1:{port}/",
    "http://0:{port}/", "http://0.0.0.0:{port}/", "http://127.0.0.1.:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://user@127.0.0.1:{port}/", "http://example.org@127.0.0.1:{port}/", "http://127.0.0.1\\@example.org:{port}/",
    "http://127.0.0.1:{port}#@example.org/", "http://example.org:{port}/", "https://example.org:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/_INFO", "ftp://127.0.0.1:{port}/", "unix:/var/run/redis.sock",
    "http:///127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://127.0.0.1:{port}/\r\nSET x y", "dict://127.0.0.1:{port}/",
    "http://[fe80::1%25lo]:{port}/", "javascript:alert(1)", "http://:{port}/", "http://exa mple.org/", "",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_address_reaches_a_door_of_ours(spelling, canary):
    port = canary.getsockname()[1]
    everywhere = Reach(names("127.0.0.1"), ports=frozenset({port, 80, 443}), seconds=1)
    for reach in (INTERNET, everywhere):
        with pytest.raises(PageRefused):
            fetch(spelling.format(port=port), reach)
    assert not knocked(canary)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_asked(address):
    assert not fetching.is_public(ip_address(address))
    with pytest.raises(PageRefused, match="not on the public internet"):
        fetch("http://tom.example.org/", Reach(names(address), seconds=1))
    with pytest.raises(PageRefused, match="not on the public internet"):
        fetch("http://tom.example.org/", Reach(names(["93.184.215.14", address]), seconds=1))


def test_a_name_that_changes_its_mind_is_asked_once(server):
    """The first answer is looked at and used; the second would lead elsewhere."""
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        return names("127.0.0.1" if len(asked) == 1 else "127.0.0.2")(host, port)

    def only_the_first(address):
        return str(address) == "127.0.0.1"

    fetch(at(server), Reach(resolve, only_the_first, frozenset({server.server_port}), 1))
    assert asked == ["tom.example.org"]


def test_a_redirect_is_looked_at_like_the_first_address(server, canary):
    inside = canary.getsockname()[1]
    for target in (f"http://127.0.0.1:{inside}/", f"http://inner.example.org:{inside}/", "file:///etc/passwd", ""):
        server.pages["/"] = (302, {"Location": target}, b"")
        reach = Reach(names("127.0.0.1"), lambda address: True, frozenset({server.server_port}), 1)
        with pytest.raises(PageRefused):
            fetch(at(server), reach)
    assert not knocked(canary)


def test_the_second_answer_of_a_name_after_a_redirect_is_looked_at_too(server):
    server.pages["/"] = (302, {"Location": at(server, "/next")}, b"")
    seen = []

    def the_first_time_only(address):
        seen.append(address)
        return len(seen) == 1

    with pytest.raises(PageRefused, match="not on the public internet"):
        fetch(at(server), Reach(names("127.0.0.1"), the_first_time_only, frozenset({server.server_port}), 1))
    assert [path for path, _ in server.asked] == ["/"]


def test_three_redirects_are_followed_and_no_fourth(server, reach):
    for n in range(3):
        server.pages[f"/{n}"] = (301, {"Location": f"/{n + 1}"}, b"")
    server.pages["/3"] = (200, {}, PAGE)
    assert fetch(at(server, "/0"), reach) == PAGE.decode()
    server.pages["/3"] = (301, {"Location": "/0"}, b"")
    with pytest.raises(PageRefused, match="too often"):
        fetch(at(server, "/0"), reach)


def test_a_page_that_is_large_packed_or_none_is_refused(server, reach):
    for answer, says in (
        ((200, {}, b"x" * (fetching.MOST_BYTES + 1)), "larger than a megabyte"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 10_000_000)), "packed"),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "not a page of HTML"),
        ((404, {}, b"secret words of the server"), "There is no page"),
    ):
        server.pages["/"] = answer
        with pytest.raises(PageRefused, match=says) as refused:
            fetch(at(server), reach)
        assert "secret" not in str(refused.value)


def test_a_page_that_drips_is_cut_off(server, reach):
    server.pages["/"] = (200, {"Content-Length": "600"}, [b"x"] * 60)
    with pytest.raises(PageAway):
        fetch(at(server), reach)


def test_a_host_that_is_not_there_is_tried_again(server, reach):
    server.pages["/"] = (503, {}, b"")
    with pytest.raises(PageAway):
        fetch(at(server), reach)

    def nowhere(*_, **__):
        raise socket.gaierror("no such host")

    with pytest.raises(PageAway, match="not known"):
        fetch("http://tom.example.org/", Reach(nowhere))
