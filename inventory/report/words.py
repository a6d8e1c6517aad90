"""What things are called in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from config.rules import Rules
    from inventory.judged import Row
    from inventory.schedule import Schedule

_CRIMINAL = "criminal offences"


class Reason(NamedTuple):
    """Why documents were not, or not fully, examined.

    Attributes:
        says: what that means.
        remedy: what would help.
    """

    says: str
    remedy: str


class Words:
    """The labels of `report.yaml`, `record_types.yaml`, `register.yaml` and the schedule.

    Args:
        rules: the rule files in force.
        schedule: the retention schedule in force.
    """

    def __init__(self, rules: Rules, schedule: Schedule) -> None:
        report = rules.yaml("report.yaml")
        self._entities: Mapping[str, str] = report["entities"]
        self._unread = {status: Reason(**entry) for status, entry in report["unread"].items()}
        self.statuses: Mapping[str, str] = report["statuses"]
        self.reach: Mapping[str, str] = report["reach"]
        types = rules.yaml("record_types.yaml")["types"]
        self._types = {name: entry["label"] for name, entry in types.items()}
        self._categories: Mapping[str, str] = rules.yaml("register.yaml")["categories"]
        self._schedule = schedule

    def entity(self, name: str) -> str:
        """Name a kind of personal data: `UK_NHS` is "NHS numbers"."""
        return self._entities.get(name) or _plain(name.removeprefix("UK_"))

    def record_type(self, name: str) -> str:
        """Name a kind of record; "Not recognised" where there is none."""
        return self._types.get(name) or _plain(name) or "Not recognised"

    def rule(self, name: str) -> str:
        """Name the records that a retention rule is for."""
        rule = self._schedule.rules.get(name)
        return rule.label if rule else _plain(name)

    def unread(self, status: str) -> Reason:
        """Say why a document was not, or not fully, examined."""
        return self._unread.get(status) or Reason(_plain(status), "")

    def sensitive(self, row: Row) -> tuple[str, ...]:
        """Name the special categories of a document, criminal offences among them."""
        names = [self._categories.get(name, _plain(name)) for name in row.special_category]
        return (*names, *([_CRIMINAL] if row.criminal_offence else ()))


def count(number: int, noun: str, plural: str = "") -> str:
    """Give "1 document", "2,000 documents"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def people(number: int) -> str:
    """Give "1 person", "2,000 people"."""
    return count(number, "person", "people")


def listed(words: Iterable[str]) -> str:
    """Join words: "a, b and c"."""
    words = list(words)
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def day(moment: date | None) -> str:
    """Write a date the way a manager does, "31 March 2015"; "" for none."""
    return f"{moment.day} {moment:%B %Y}" if moment else ""


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
