"""Settings: one frozen tree, read and checked at start. Only app and cli read it; others are given values."""

from __future__ import annotations

from bot.config.cast import demo_cast
from bot.config.errors import SettingsError
from bot.config.loading import load
from bot.config.profile import Profile, profile_json, tenant_from_profile
from bot.config.settings import Settings, tenants
from bot.config.table import settings_page, settings_table

__all__ = [
    "Profile",
    "Settings",
    "SettingsError",
    "demo_cast",
    "load",
    "profile_json",
    "settings_page",
    "settings_table",
    "tenant_from_profile",
    "tenants",
]
