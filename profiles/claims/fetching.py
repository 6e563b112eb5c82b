"""One page of the open web, fetched so that it cannot be turned against us: the one place that opens such a socket.

A name is resolved once and every answer must be a public address; the connection goes to that very address, so a later
answer changes nothing. Ports 80 and 443, three redirects, each looked at like the first, five seconds and a megabyte in
all, no compression, no cookies, nothing of ours in the request.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from urllib.parse import urljoin, urlsplit

MOST_BYTES, MOST_REDIRECTS = 1 << 20, 3
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TRANSLATED = [ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
_MOVED = {301, 302, 303, 307, 308}


class PageRefused(ValueError):
    """The page is not fetched, or is none; the message is a sentence for people and tells nothing of what answered."""


class PageAway(RuntimeError):
    """Nobody answered, or not in time; worth trying again."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it can be anybody's on the internet: not ours, not a way to what is ours.

    >>> [is_public(ip_address(each)) for each in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.version == 6 and any(plain in network for network in _TRANSLATED):
        return False
    return plain.is_global and not plain.is_multicast


@dataclass(frozen=True)
class Reach:
    """Who may be asked. Tests let it reach a server of their own; pages are fetched with ``INTERNET``."""

    resolve: Callable = socket.getaddrinfo
    may_ask: Callable[[IPv4Address | IPv6Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    seconds: float = 5


INTERNET = Reach()


def fetch(url: str, reach: Reach = INTERNET) -> str:
    """The text of the HTML page at ``url``, its redirects followed. Raises PageRefused or PageAway."""
    until = monotonic() + reach.seconds
    for _ in range(MOST_REDIRECTS + 1):
        found = _ask(url, reach, until)
        if isinstance(found, bytes):
            return found.decode("utf-8", errors="replace")
        url = urljoin(url, found)
    raise PageRefused("The page leads on to another one too often.")


def read(url: str, ports: frozenset[int] = INTERNET.ports) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be fetched. Raises PageRefused.

    >>> read("https://Example.org/~tom?a=b#c")
    ('https', 'example.org', 443, '/~tom?a=b')
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().lower().rstrip("."), parts.port
    except (ValueError, UnicodeError):
        raise PageRefused("That is not a web address.") from None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url or not url.isprintable():
        raise PageRefused("A home page has an address that begins with https:// or http://, without a user name.")
    if not _HOST.fullmatch(host):
        raise PageRefused("A home page has the name of a host, such as www.example.org.")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in ports:
        raise PageRefused("Home pages are fetched from the usual ports only.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port, path.encode("ascii", "ignore").decode().replace(" ", "%20")


def _ask(url: str, reach: Reach, until: float) -> bytes | str:
    """The body of a page, or where it has moved to."""
    scheme, host, port, path = read(url, reach.ports)
    connection = _connect(scheme, host, port, reach, until)
    cut = threading.Timer(max(until - monotonic(), 0), _cut, [connection.sock])
    cut.start()  # a server that sends a byte now and then never meets the timeout of a socket
    try:
        headers = {"User-Agent": "BZPEER", "Accept": "text/html", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if answer.status in _MOVED:
            return answer.getheader("Location", "")
        _check(answer)
        body = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, AttributeError, ValueError) as problem:
        if isinstance(problem, PageRefused):
            raise
        raise PageAway("The page did not answer in time.") from problem
    finally:
        cut.cancel()
        connection.close()
    if monotonic() > until:
        raise PageAway("The page did not answer in time.")  # what was cut off looks like a short page
    if len(body) > MOST_BYTES:
        raise PageRefused("The page is larger than a megabyte.")
    return body


def _check(answer: http.client.HTTPResponse) -> None:
    if answer.status >= 500:
        raise PageAway("The page could not be shown by its server.")
    if answer.status != 200:
        raise PageRefused("There is no page at that address.")
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise PageRefused("The page comes packed, although we asked for it plain.")
    if not answer.getheader("Content-Type", "").lower().startswith(("text/html", "application/xhtml+xml")):
        raise PageRefused("That is not a page of HTML.")


def _connect(scheme: str, host: str, port: int, reach: Reach, until: float) -> http.client.HTTPConnection:
    """Connected to an address that was looked at, under the name that was asked for."""
    try:
        found = reach.resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise PageAway("The host of the page is not known.") from problem
    addresses = [ip_address(answer[4][0].partition("%")[0]) for answer in found]
    if not addresses or not all(map(reach.may_ask, addresses)):
        raise PageRefused("The page is not on the public internet.")
    connection = http.client.HTTPConnection(host, port)
    try:
        sock = socket.create_connection((str(addresses[0]), port), timeout=max(until - monotonic(), 0.01))
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except (OSError, ssl.SSLError) as problem:
        raise PageAway("The page did not answer in time.") from problem
    connection.sock = sock
    return connection


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
