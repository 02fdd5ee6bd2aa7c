"""What a customer's message means: intent, facts and language, by word tables and a small reader."""

from __future__ import annotations

from bot.domain.understanding.understand import understand

__all__ = ["understand"]
