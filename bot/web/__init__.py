"""The HTTP edge: verify, parse, call one service, render. Knows no vendor."""

from __future__ import annotations
