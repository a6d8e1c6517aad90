"""The settings file (`--config stocktake.yaml`): typed, frozen, unknown keys refused by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from config.address import Address, place_of
from config.errors import UserError


class SettingsError(UserError):
    """A settings file that cannot be used; the message says what to change."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Provider(_Section):
    """The provider's own details, which are not personal data wherever they occur."""

    name: str = ""
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()


def _place(value: object) -> Path | Address:
    if isinstance(value, Path | Address):
        return value
    if not isinstance(value, str):
        raise ValueError("name a folder or an address")  # noqa: TRY004 - for pydantic
    return place_of(value)


def _options(value: object) -> object:
    """Keep options as settings are kept: unchangeable, so that all of them can be compared."""
    if not isinstance(value, dict):
        return value
    return tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in value.items())


class Source(_Section):
    """One place to scan: a folder, or the address of something remote, with its own options.

    `options` are those of the kind of source; the connector checks them.
    """

    path: Annotated[Path | Address, BeforeValidator(_place)]
    exclude: tuple[str, ...] = ()
    rules: Path | None = None
    options: Annotated[tuple[tuple[str, Any], ...], BeforeValidator(_options)] = ()

    @property
    def place(self) -> Path | Address:
        """Its path, made absolute where it is a folder."""
        return self.path if isinstance(self.path, Address) else self.path.absolute()


class Hold(_Section):
    """A legal hold: matching records are never called overdue while it lasts.

    A record matches when every given condition does: `paths` (glob patterns on the document's
    path), `record_types`, `people` whom the record names (numbers, and names in any form that
    `find` knows; a surname alone only where no more is given), and the window `from` to `until` on
    the record's own dates.
    """

    name: str
    source: str = ""
    paths: tuple[str, ...] = ()
    record_types: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    starts: Annotated[date | None, Field(alias="from")] = None
    ends: Annotated[date | None, Field(alias="until")] = None
    review: date | None = None


class Limits(_Section):
    """What one file may cost before it is given up on."""

    seconds: float = Field(default=60.0, gt=0)
    memory_mb: int = Field(default=1024, ge=64)
    file_mb: int = Field(default=512, ge=1)
    depth: int = Field(default=8, ge=0)
    values: int = Field(default=10_000, ge=100)


class Detection(_Section):
    """How findings are made."""

    threshold: float = Field(default=0.5, ge=0, le=1)
    names: Literal["on", "off"] = "on"
    model: str = "stocktake"


class Mail(_Section):
    """Where the nightly digest is sent from and to; the password is never in this file."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: Annotated[str, Field(alias="from")]
    to: tuple[str, ...] = Field(min_length=1)


class Notify(_Section):
    """Who is told what is new after a scan."""

    mail: Mail | None = None
    webhook: str = Field(default="", pattern=r"^(https?://.+)?$")


class Settings(_Section):
    """Everything that can be set; every field has a default that is safe."""

    sources: tuple[Source, ...] = ()
    provider: Provider = Provider()
    holds: tuple[Hold, ...] = ()
    limits: Limits = Limits()
    detection: Detection = Detection()
    exclude: tuple[str, ...] = ()
    rules: Path | None = None
    workers: int | None = Field(default=None, ge=1)
    temporary: Path | None = None
    notify: Notify = Notify()
    financial_year_end: str = Field(default="31-03", pattern=r"^\d{2}-\d{2}$")


def load_settings(path: Path | None) -> Settings:
    """Read a settings file; defaults where none is given.

    Raises:
        SettingsError: it cannot be read, is not YAML, or has a key or value that is not known.
    """
    if path is None:
        return Settings()
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{path} is not valid YAML: {reason}") from error
    if raw is None:
        return Settings()
    if not isinstance(raw, dict):
        raise SettingsError(f"{path}: expected settings such as 'sources:', found a {_kind(raw)}")
    if secret := _secret_in(raw):
        raise SettingsError(
            f"{path}: '{secret}' is refused: passwords and tokens are never kept in the settings "
            "file; keep them in the environment or the keyring (docs/sources.md says how)"
        )
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"{path}: {sentence(error, _known_keys)}") from error


def _secret_in(raw: object) -> str:
    """Give the first key that is called like a secret, at any depth, or ""."""
    if isinstance(raw, list):
        return next(filter(None, map(_secret_in, raw)), "")
    if not isinstance(raw, dict):
        return ""
    named = (str(key) for key in raw if str(key).lower().replace("-", "_") in _SECRETS)
    return next(named, "") or next(filter(None, map(_secret_in, raw.values())), "")


def _kind(value: object) -> str:
    return "list" if isinstance(value, list) else "single value"


def sentence(
    error: ValidationError, known_keys: Callable[[tuple[int | str, ...]], list[str]]
) -> str:
    """Put the first complaint into words, with the nearest known key for an unknown one.

    Args:
        error: what pydantic found.
        known_keys: gives the keys that are known in the section at a location.
    """
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{where}: {first['msg'][0].lower()}{first['msg'][1:]}"
    known = known_keys(first["loc"][:-1])
    near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0.4)
    hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return f"unknown setting '{where}'; {hint}"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    """Give the keys allowed in the section at `location` of the settings file."""
    section: type[BaseModel] = Settings
    for part in location:
        if isinstance(part, str):
            section = _SECTIONS[part]
    return [field.alias or name for name, field in section.model_fields.items()]


_SECRETS = {"password", "passwd", "pass", "pwd", "secret", "token", "access_token", "secret_key"}
_SECTIONS: dict[str, type[BaseModel]] = {
    "sources": Source,
    "provider": Provider,
    "holds": Hold,
    "limits": Limits,
    "detection": Detection,
    "notify": Notify,
    "mail": Mail,
}
