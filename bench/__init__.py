"""Measures the service beside the simplest servers that do the same work: ``python -m bench``.

Everything runs on this machine and over loopback; how each figure comes about is in docs/performance.md.
"""

from __future__ import annotations
