"""Addresses of elsewhere: found in a text, and looked up so that none leads into a network of ours."""

import re
import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’`|\\^{}\[\]]+", re.IGNORECASE)
_BEHIND = ".,;:!?*_~…"
_LONGEST, _MOST = 2000, 200
# Names that stand for no host, RFC 2606 and 6761.
_MADE_UP = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org|vn))?|test|invalid|localhost)$")
_TRANSLATED = ip_network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


def found(texts: Iterable[str]) -> list[str]:
    """Return the addresses in some texts, each once and without its fragment, at most 200."""
    distinct = dict.fromkeys(address for each in texts for address in _in(each))
    return list(distinct)[:_MOST]


def _in(said: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(said):
        if address := _plain(_end(match[0])):
            yield address


def _end(found: str) -> str:
    """Return an address without the marks of the sentence around it."""
    while found:
        if found[-1] in _BEHIND or (found[-1] == ")" and found.count(")") > found.count("(")):
            found = found[:-1]
        else:
            break
    return found


def _plain(address: str) -> str | None:
    """Return an address without its fragment, None when it cannot be asked."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (raises when it is none)
    except ValueError:
        return None
    if "." not in host or _MADE_UP.search(host) or parts.username or len(address) > _LONGEST:
        return None
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path or "/", parts.query, ""))


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the open Internet, also one that carries another inside."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(inside)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def looked_up(host: str, port: int) -> list[Address]:
    """Return the addresses of a host; raise OSError (socket.gaierror) when it has none."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
