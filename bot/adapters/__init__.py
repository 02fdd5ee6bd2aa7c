"""The outside. One module holds all that is known about one vendor or engine."""

from __future__ import annotations
