"""Pure decisions. Nothing in here awaits, reads a clock, draws lots, logs or touches the outside."""

from __future__ import annotations
