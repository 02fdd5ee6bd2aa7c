"""Says whether this installation can do its work, and for everything that is wrong, the fix."""

from __future__ import annotations

from bot.doctor.examination import examine
from bot.doctor.finding import Finding, Mark

__all__ = ["Finding", "Mark", "examine"]
