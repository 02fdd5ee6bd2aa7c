"""Reads the settings from where they are kept: file, then environment, then secrets; the later one wins."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSettings

from bot.config.errors import SettingsError, explain
from bot.config.settings import Settings

PREFIX, DELIMITER = "BOT_", "__"
FILE_VARIABLE, SECRETS_VARIABLE = "BOT_SETTINGS_FILE", "BOT_SECRETS_DIR"
DEFAULT_FILE = Path("settings.toml")


class _Sources(BaseSettings, Settings):
    """The settings, with the places they come from."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter=DELIMITER)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First wins."""
        secrets = NestedSecretsSettingsSource(
            file_secret_settings, secrets_dir=os.environ.get(SECRETS_VARIABLE)
        )
        return secrets, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def settings_file() -> Path:
    """The file that is read: named by the environment, else ``settings.toml`` of the working directory."""
    return Path(os.environ.get(FILE_VARIABLE) or DEFAULT_FILE)


def load() -> Settings:
    """Read and check all settings. Raises ``SettingsError`` with a text for the operator."""
    file = settings_file()
    secrets = os.environ.get(SECRETS_VARIABLE)
    if os.environ.get(FILE_VARIABLE) and not file.is_file():
        raise SettingsError(f"{FILE_VARIABLE} names {file}, and there is no such file")
    if secrets and not Path(secrets).is_dir():
        raise SettingsError(f"{SECRETS_VARIABLE} names {secrets}, and there is no such directory")
    _refuse_unknown_sections()
    try:
        return _Sources()
    except ValidationError as error:
        raise explain(error, Settings, source=f"{file} and environment") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}") from None
    except (UnreadableSettings, OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings cannot be read: {error}. In the environment, lists and tables are JSON."
        ) from None


def _refuse_unknown_sections() -> None:
    """A mistyped section in the environment would otherwise change nothing and say nothing."""
    known = ", ".join(Settings.model_fields)
    for name in os.environ:
        section = name.removeprefix(PREFIX).split(DELIMITER)[0].lower()
        if name.startswith(PREFIX) and DELIMITER in name and section not in Settings.model_fields:
            raise SettingsError(f"{name}: there is no section {section!r}; there are {known}")
