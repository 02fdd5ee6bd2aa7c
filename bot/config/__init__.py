"""Settings: one frozen tree, read and checked at start. Only app and cli read it; others are given values."""

from __future__ import annotations

from bot.config.errors import SettingsError
from bot.config.loading import load
from bot.config.profile import Profile, profile_json, tenant_from_profile
from bot.config.settings import Settings, tenants

__all__ = ["Profile", "Settings", "SettingsError", "load", "profile_json", "tenant_from_profile", "tenants"]
