"""PostgreSQL holds the truth: rows, locks, constraints and row-level security carry the guarantees."""

from __future__ import annotations
