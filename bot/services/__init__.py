"""Use cases: lock, load, decide, commit. State and the jobs it calls for are saved in one transaction."""

from __future__ import annotations
