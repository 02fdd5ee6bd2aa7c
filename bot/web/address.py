"""Who asks, as an address: behind our own proxies, and no further than they can be trusted."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web


def client_address(request: web.Request, trusted_proxies: int) -> str:
    """The address of the client, as told by the outermost proxy of ours; empty when there is none.

    Each proxy appends the address it was reached from, so what stands further left was written by the client.
    """
    told = ",".join(request.headers.getall("X-Forwarded-For", ()))
    chain = [each.strip() for each in told.split(",") if each.strip()] if trusted_proxies else []
    chain.append(request.remote or "")
    return chain[max(0, len(chain) - 1 - trusted_proxies)]


def visitor(address: str) -> str:
    """What is counted as one visitor: an IPv4 address, or the /64 that one IPv6 customer gets."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
