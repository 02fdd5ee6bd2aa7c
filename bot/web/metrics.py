"""Counters for Prometheus. Labels are few and fixed: never an id, a number or an address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram


class Metrics:
    """What the HTTP edge counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.requests = Counter(
            "http_requests", "Requests by route and status.", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "http_request_seconds", "Time to answer, by route.", ("route",), registry=registry
        )
        self.callbacks = Counter(
            "callback_requests", "Requests for a callback by how they came and what they got.",
            ("door", "result"), registry=registry,
        )  # fmt: skip
        self.rejected_webhooks = Counter(
            "webhooks_rejected", "Webhooks that were not taken in, by reason.", ("reason",), registry=registry
        )
