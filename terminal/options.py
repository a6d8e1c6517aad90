"""What the commands share: options, a date type, and how to open what they work on.

Heavy modules are imported only when a command runs, so that `--help` answers at once.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.address import Address, place_of
from config.places import default_inventory

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.rules import Rules
    from config.settings import Settings
    from inventory.retention import Judge
    from inventory.store import Inventory

_SPAN = re.compile(r"(\d{1,3})\s*(m|months?|y|years?)", re.IGNORECASE)


class _Day(click.ParamType[date]):
    """A date as 2026-03-31 or 31/03/2026."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), pattern).date()  # noqa: DTZ007 - a plain day
            except ValueError:
                continue
        return self.fail(
            f"{value!r} is not a date; write it as 2026-03-31 or 31/03/2026", param, ctx
        )


class _Moment(click.ParamType[datetime]):
    """A day and hour, as "2026-03-31 14:30", here."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        for pattern in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"):
            try:
                return datetime.strptime(str(value), pattern).astimezone()
            except ValueError:
                continue
        return self.fail(
            f"{value!r} is no day and hour; write them as '2026-03-31 14:30'", param, ctx
        )


class _Months(click.ParamType[int]):
    """A number of months, written 6m, 12 months or 1y."""

    name = "months"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        match = _SPAN.fullmatch(str(value).strip())
        if match is None:
            return self.fail(
                f"{value!r} is no number of months; write it like 12m or 1y", param, ctx
            )
        return int(match[1]) * (12 if match[2].lower().startswith("y") else 1)


class _Place(click.ParamType["Path | Address"]):
    """A folder or file, or an address such as smb://server/share."""

    name = "path"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | Address:
        del param, ctx
        return value if isinstance(value, Path | Address) else place_of(str(value))


DAY = _Day()
PLACE = _Place()
MOMENT = _Moment()
MONTHS = _Months()
PATH = click.Path(path_type=Path)
db_option = click.option(
    "--db", type=PATH, default=None, help="Inventory file; by default the user's own inventory."
)
config_option = click.option(
    "--config", "config_file", type=PATH, default=None, help="Settings file (YAML)."
)
as_of_option = click.option(
    "--as-of", type=DAY, default=None, help="Judge retention as of this day; today by default."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
out_option = click.option("--out", type=PATH, required=True, help="File to write.")


def read_settings(path: Path | None) -> Settings:
    """Read the settings file; defaults where none is named."""
    from config.settings import load_settings  # noqa: PLC0415

    return load_settings(path)


def open_inventory(db: Path | None) -> Inventory:
    """Give the inventory named, or the user's own."""
    from inventory.store import Inventory  # noqa: PLC0415

    return Inventory(db or default_inventory())


def rules_of(settings: Settings) -> Rules:
    """Give the rule files in force."""
    from config.rules import Rules  # noqa: PLC0415

    return Rules(settings.rules)


def judge_of(settings: Settings, inventory: Inventory, as_of: date | None) -> Judge:
    """Give what judges an inventory's retention as of a day, today by default.

    Raises:
        UserError: a rule file cannot be used; or the settings hold records of people, and the key
            is not the one that the inventory was made with, so that they would not be found.
    """
    from inventory.judged import make_judge  # noqa: PLC0415

    rules = rules_of(settings)
    held = any(hold.people for hold in settings.holds)
    digests = _digests_for(inventory, rules) if held else None
    return make_judge(rules, settings, as_of or today(), digests)


def _digests_for(inventory: Inventory, rules: Rules) -> Callable[[str], frozenset[str]]:
    """Give what finds the digests of a person under a hold, the other forms of a name included."""
    from config.key import installation_key, key_check  # noqa: PLC0415
    from inventory.person import names_of  # noqa: PLC0415
    from terminal.finding import wanted_of  # noqa: PLC0415

    key = installation_key()
    inventory.check_key(key_check(key))

    def digests(person: str) -> frozenset[str]:
        wanted = wanted_of([person], rules, key)
        return wanted.digests | names_of(inventory, wanted)

    return digests


def today() -> date:
    """Give the day it is here."""
    return datetime.now().astimezone().date()
