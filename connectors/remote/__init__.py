"""Sources on other machines: one module per kind, found by being here.

A module offers `SCHEMES` (of the addresses it takes), `EXTRA` (the optional dependency it needs),
`Options` (a pydantic model of the `options:` of its sources, frozen) and
`connect(address, options) -> Connection`. To add a kind of source, add a module; nothing else needs
editing. Modules whose names begin with an underscore hold what several kinds share.

Nothing here is imported unless such a source is configured: without one, no network is used.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import BaseModel, ValidationError

from config.settings import SettingsError, sentence
from connectors.remote._share import RemoteShare
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from config.address import Address
    from connectors.remote._connection import Connection


class Connector(Protocol):
    """What a module of this package offers."""

    SCHEMES: tuple[str, ...]
    EXTRA: str
    Options: type[BaseModel]
    connect: Callable[[Address, Any], Connection]


def open_source(
    address: Address, options: Mapping[str, Any], exclude: Collection[str] = ()
) -> RemoteShare:
    """Give the source at an address. Nothing is connected to yet.

    Args:
        address: where it is.
        options: as the settings have them.
        exclude: glob patterns on paths below the address, or on bare names.

    Raises:
        SourceError: no connector takes such addresses.
        SettingsError: an option is not known, or has a value that cannot be used.
    """
    kind, connector = connector_of(address)
    try:
        checked = connector.Options.model_validate(dict(options))
    except ValidationError as error:
        known = list(connector.Options.model_fields)
        raise SettingsError(f"{address}: {sentence(error, lambda _: known)}") from error
    return RemoteShare(address, kind, checked, exclude)


def connector_of(address: Address) -> tuple[str, Connector]:
    """Find the module that takes an address; gives its name, and itself.

    Raises:
        SourceError: none does.
    """
    scheme = address.scheme.partition("+")[0]
    known: list[str] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        connector = load(module.name)
        if scheme in connector.SCHEMES:
            return module.name, connector
        known += connector.SCHEMES
    raise SourceError(
        f"{address}: there is no connector for '{scheme}'; known are {', '.join(sorted(known))}, "
        "and folders by their path"
    )


def load(name: str) -> Connector:
    """Import a connector by its module's name."""
    return cast("Connector", importlib.import_module(f"{__name__}.{name}"))
