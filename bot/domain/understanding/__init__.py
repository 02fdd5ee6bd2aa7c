"""What a customer's message means: intent, facts and language, by tables and a small reader. No model, no network."""

from __future__ import annotations

from bot.domain.understanding.understand import understand

__all__ = ["understand"]
