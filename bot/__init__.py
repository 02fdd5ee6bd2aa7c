"""Callback service: agrees with a customer on number, time and consent, then connects the call."""

from __future__ import annotations
