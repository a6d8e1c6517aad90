"""Works out what a scan should say of each document, from what the generator planted."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .marks import Mark, marks

if TYPE_CHECKING:
    from .draft import Draft
    from .people import Person

AS_OF = date(2026, 11, 1)
_SCHEDULE = Path(__file__).resolve().parents[2] / "config" / "retention.csv"
# Last day of the year a rule names, as (month, day).
_YEAR_ENDS = {"end_of_financial_year": (3, 31), "end_of_tax_year": (4, 5)}


@dataclass(frozen=True, slots=True)
class DocumentTruth:
    """A row of `truth.csv`; "*" means that the question has no one right answer here."""

    path: str
    status: str
    record_type: str
    also: str
    personal_data: str
    special_category: str
    criminal_offence: str
    data_subjects: str
    people: str
    retention_rule: str
    clock_start: str
    retention_due: str
    retention_status: str
    planted: str


@dataclass(frozen=True, slots=True)
class FindingTruth:
    """A row of `truth_findings.csv`."""

    path: str
    entity: str
    value: str
    also: str
    required: str


@dataclass(frozen=True, slots=True)
class PersonTruth:
    """A row of `truth_people.csv`: somebody of whom a document speaks.

    `by` is `text` where the document's own text does, `path` where only a folder or file name does.
    """

    path: str
    person: str
    by: str
    title: str
    first: str
    last: str
    born: str
    nhs: str
    email: str
    phone: str


def judge(path: str, draft: Draft, text: str, modified: date) -> DocumentTruth:
    """Judge one document that can be read."""
    clock, due, status = _retention(draft, modified)
    planted = findings(path, text)
    owners = {m.owner for m in marks(text) if m.owner not in {"", "office"}}
    return DocumentTruth(
        path=path, status="read", record_type=draft.kind, also="|".join(draft.also),
        personal_data="yes" if draft.personal else "no",
        special_category=";".join(sorted(draft.special)),
        criminal_offence="yes" if draft.crime else "no",
        data_subjects=";".join(sorted(draft.subjects)),
        people=str(len(owners)) if draft.personal else "0",
        retention_rule=draft.rule or ("" if draft.personal else "*"),
        clock_start=clock, retention_due=due, retention_status=status,
        planted=str(sum(f.required == "yes" for f in planted)),
    )  # fmt: skip


def unreadable(path: str, status: str) -> DocumentTruth:
    """Judge a file that cannot be read, or a container: only its status has a right answer."""
    blank = dict.fromkeys((field.name for field in fields(DocumentTruth)), "*")
    return DocumentTruth(**{**blank, "path": path, "status": status, "also": "", "planted": "0"})


def _retention(draft: Draft, modified: date) -> tuple[str, str, str]:
    """Give clock start, due date and status (alternatives joined by "|")."""
    if draft.rule in {"", "*"}:
        return ("", "", "*") if draft.rule else ("", "", "not_applicable")
    trigger, period = _schedule()[draft.rule]
    if draft.clock is None:
        if draft.running:  # a scan that knows the person is still here may say so
            return "", "", "unknown|ok"
        return "", "", "review" if _after(modified, period) < AS_OF else "unknown"
    start = _year_end(draft.clock, *_YEAR_ENDS[trigger]) if trigger in _YEAR_ENDS else draft.clock
    due = _after(start, period)
    status = "overdue" if due < AS_OF else "due_soon" if due <= _after(AS_OF, "P6M") else "ok"
    return str(start), str(due), status


@cache
def _schedule() -> dict[str, tuple[str, str]]:
    with _SCHEDULE.open(encoding="utf-8", newline="") as stream:
        return {r["record_type_id"]: (r["trigger"], r["period"]) for r in csv.DictReader(stream)}


def _after(start: date, period: str) -> date:
    match = re.fullmatch(r"P(\d+)([YMD])", period)
    if match is None:
        raise ValueError(f"unexpected period {period}")
    count, unit = int(match[1]), match[2]
    if unit == "D":
        return start + timedelta(days=count)
    months = start.month - 1 + count * (12 if unit == "Y" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _year_end(day: date, month: int, last: int) -> date:
    end = date(day.year, month, last)
    return end if day <= end else date(day.year + 1, month, last)


def findings(path: str, text: str) -> list[FindingTruth]:
    """List the distinct values planted in one document."""
    found = marks(text)
    rows = _names(path, [m for m in found if m.entity.startswith("PERSON")])
    for one in dict.fromkeys(m for m in found if not m.entity.startswith("PERSON")):
        required = "yes" if one.owner else "no"
        if one.entity == "UK_ADDRESS":
            rows += _address(path, one.value, required)
        else:
            rows.append(FindingTruth(path, one.entity, one.value, "", required))
    return list({(r.entity, r.value, r.required): r for r in rows}.values())


def _address(path: str, value: str, required: str) -> list[FindingTruth]:
    """Accept an address with or without its town and postcode, and the postcode by itself."""
    street, code = value, ""
    if match := re.search(r" ([A-Z]{1,2}\d\w? \d[A-Z]{2})$", value):
        street, code = value[: match.start()], match[1]
    also = f"{street}|{street.rpartition(', ')[0]}"
    rows = [FindingTruth(path, "UK_ADDRESS", value, also, required)]
    return [*rows, FindingTruth(path, "UK_POSTCODE", code, "", "no")] if code else rows


def _names(path: str, found: list[Mark]) -> list[FindingTruth]:
    """Ask for each person once, by the fullest form written; shorter forms are welcome too."""
    rows: list[FindingTruth] = []
    for owner in dict.fromkeys(m.owner for m in found):
        forms = list(dict.fromkeys(m.value for m in found if m.owner == owner))
        split = {m.entity: m.value for m in found if m.owner == owner and "." in m.entity}
        if len(split) == 2:
            first, last = split["PERSON.first"], split["PERSON.last"]
            forms.insert(0, f"{first} {last}")
        forms.sort(key=len, reverse=True)
        fullest, *others = forms
        turned = [_turned(fullest)] if " " in fullest else []
        same = [f for f in others if " " in f and f[1] != " "] + turned
        if len(split) == 2:
            same.append(split["PERSON.last"])
        rows.append(FindingTruth(path, "PERSON", fullest, "|".join(same), "yes"))
        rows += [FindingTruth(path, "PERSON", form, "", "no") for form in [*others, *turned]]
    return rows


def _turned(name: str) -> str:
    """Swap `HARTLEY, Edith` and `Edith Hartley`."""
    last, comma, first = name.partition(", ")
    if comma:
        return f"{first} {last}"
    first, _, last = name.partition(" ")
    return f"{last}, {first}"


def names_in_path(path: str, cast: list[Person]) -> list[FindingTruth]:
    """List the names that folders and file names give away; finding them is welcome."""
    rows = []
    for person in cast:
        if person.last.lower() in path.lower():
            forms = f"{person.first} {person.last}|{person.first[0]} {person.last}"
            rows.append(FindingTruth(path, "PERSON", person.last, forms, "no"))
    return rows


def people(path: str, text: str, cast: list[Person]) -> list[PersonTruth]:
    """List everybody of whom a document speaks, in its text or in its path."""
    owners = {m.owner for m in marks(text)}
    rows = []
    for person in cast:
        by = "text" if person.uid in owners else "path" if person.last in path else ""
        if by:
            details = person.details
            rows.append(
                PersonTruth(
                    path, person.uid, by, person.title, person.first, person.last,
                    person.born.isoformat(), details["UK_NHS"], details["EMAIL_ADDRESS"],
                    details["PHONE_NUMBER"],
                )
            )  # fmt: skip
    return rows


def write(
    folder: Path,
    documents: list[DocumentTruth],
    values: list[FindingTruth],
    mentioned: list[PersonTruth],
) -> None:
    """Write `truth.csv`, `truth_findings.csv` and `truth_people.csv` into a folder."""
    for name, kind, rows in (
        ("truth.csv", DocumentTruth, documents),
        ("truth_findings.csv", FindingTruth, values),
        ("truth_people.csv", PersonTruth, mentioned),
    ):
        names = [field.name for field in fields(kind)]
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            table = csv.writer(stream, lineterminator="\n")
            table.writerow(names)
            table.writerows([getattr(row, n) for n in names] for row in rows)
