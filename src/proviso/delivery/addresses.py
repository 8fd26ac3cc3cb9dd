"""Where a name leads, looked at before anything is sent: the address that was checked is the one that is connected to.

INVARIANT: neither a name that changes its mind nor an address inside another one leads to where nothing may go.
"""

from __future__ import annotations

import ipaddress
import socket

from proviso.errors import DeliveryError

PRIVATE = "This address is inside the agency's own network."
ALLOW = "Who runs the server can allow that with PROVISO_PRIVATE_HOSTS."
NEVER = "Nothing is sent to this address: machines keep their own secrets there, or it is nobody’s."
PUBLIC = "This name leads out of the agency's network, and there events travel over TLS only."
METADATA = frozenset({"fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192"})
"""Where clouds tell a machine its credentials, beside the addresses of the link (169.254.0.0/16, fe80::/10)."""
_INSIDE = {"64:ff9b::/96": 0, "::/96": 0, "::ffff:0:0:0/96": 0, "2002::/16": 80}
"""Networks whose addresses hold one of IPv4, and the bits after it: NAT64, the old compatible form, the translated one
(RFC 6145), 6to4."""
_LOCAL = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "5f00::/16", "3fff::/20", "192.0.0.0/24")))
"""What leads inside or nowhere, and counts as global all the same: NAT64 of a network of its own (RFC 8215), the old
addresses of a site, segments (RFC 9602), examples (RFC 9637), and what protocols have for themselves."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str, port: int, *, datagrams: bool = False) -> list[str]:
    """The addresses of a name; a fault when nobody knows it."""
    kind = socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM
    try:
        found = socket.getaddrinfo(host, port, type=kind)
    except (OSError, UnicodeError):
        raise DeliveryError(f"Nobody knows the name {host}.") from None
    return [str(each[4][0]) for each in found]


def only_public(addresses: list[str]) -> None:
    """Refuse what leads into the agency's own network, by any of its addresses."""
    refuse_never(addresses)
    if not all(map(_is_public, addresses)):
        raise DeliveryError(PRIVATE, hint=ALLOW)


def only_private(addresses: list[str]) -> None:
    """Refuse what leads out of the agency's own network, by any of its addresses."""
    refuse_never(addresses)
    if any(map(_is_public, addresses)):
        raise DeliveryError(PUBLIC)


def refuse_never(addresses: list[str]) -> None:
    """Refuse what no setting opens: the link, where clouds hand out credentials, many at once, and nobody."""
    if any(map(_is_never, addresses)):
        raise DeliveryError(NEVER)


def _is_public(address: str) -> bool:
    return all(
        each.is_global and not each.is_multicast and not any(each in network for network in _LOCAL)
        for each in _all(address)
    )


def _is_never(address: str) -> bool:
    return any(
        each.is_link_local or each.is_multicast or each.is_unspecified or str(each) in METADATA
        for each in _all(address)
    )


def _all(address: str) -> list[Address]:
    """The address, and the one of IPv4 that it holds; of `::ffff:10.0.0.7` only the latter says where it leads."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return [found]
    if found.ipv4_mapped is not None:
        return [found.ipv4_mapped]
    held = [
        ipaddress.IPv4Address((int(found) >> after) & 0xFFFFFFFF)
        for network, after in _INSIDE.items()
        if found in ipaddress.IPv6Network(network) and int(found) > 1
    ]
    return [found, *held]
