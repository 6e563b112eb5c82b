"""The one door for limits on what people write: how often an account, an address, or its network may do something.

Counted in Redis by django-allauth's limiter, one attempt at a time. While Redis is away nothing is allowed: its error
goes up to where it becomes a page that says so (503 with Retry-After).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest


def allows(request: HttpRequest, action: str) -> bool:
    """Count one attempt at ``action``; False when it was one too many.

    How many: ``ACCOUNT_RATE_LIMITS[action]`` in the settings, such as "10/h/ip,50/h/key,20/d/user", where "user" is the
    account, "ip" the address (of IPv6 its /64) and "key" the network around it. Raises RedisError when nobody counts.
    """
    return ratelimit.consume(request, action=action, key=network(get_adapter().get_client_ip(request)))


def network(address: str) -> str:
    """The network whose addresses change hands most easily: /24 of IPv4, /48 of IPv6.

    >>> network("192.0.2.77"), network("2001:db8:1:2::3"), network("::ffff:192.0.2.77")
    ('192.0.2.0/24', '2001:db8:1::/48', '192.0.2.0/24')
    """
    return _around(address, 24, 48)


def household(address: str) -> str:
    """Whom one visitor may be: the address of IPv4, the /64 of IPv6.

    >>> household("192.0.2.77"), household("2001:db8:1:2:aaaa::3")
    ('192.0.2.77/32', '2001:db8:1:2::/64')
    """
    return _around(address, 32, 64)


def _around(address: str, of_4: int, of_6: int) -> str:
    found = plain(address)
    return str(ip_network((found, of_4 if found.version == 4 else of_6), strict=False))


def plain(address: str) -> IPv4Address | IPv6Address:
    """The address itself when it is IPv4 written as IPv6, so that not all of IPv4 is one household.

    >>> plain("::ffff:192.0.2.77")
    IPv4Address('192.0.2.77')
    """
    found = ip_address(address)
    return getattr(found, "ipv4_mapped", None) or found
