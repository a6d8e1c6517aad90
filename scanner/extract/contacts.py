"""vCard and iCalendar: properties unfolded and unescaped, under the names a person uses."""

from __future__ import annotations

import quopri
import re
from typing import TYPE_CHECKING

from scanner import encoding
from scanner.document import Block, Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("text/vcard", "text/calendar")

_LABELS = {
    "FN": "Name",
    "N": "Surname, first name",
    "NICKNAME": "Known as",
    "BDAY": "Date of birth",
    "TEL": "Telephone",
    "EMAIL": "Email",
    "ADR": "Address",
    "LABEL": "Address",
    "ORG": "Organisation",
    "TITLE": "Job title",
    "NOTE": "Note",
    "SUMMARY": "Summary",
    "DESCRIPTION": "Description",
    "LOCATION": "Location",
    "ORGANIZER": "Organiser",
    "ATTENDEE": "Attendee",
    "CONTACT": "Contact",
    "COMMENT": "Comment",
    "DTSTART": "Start",
    "DTEND": "End",
    "CATEGORIES": "Categories",
}
_PROPERTY = re.compile(r'(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_COMMON_NAME = re.compile(r';CN=(?:"([^"]*)"|([^;:]*))', re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d).*)?")
_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}
_SEPARATED = {"N", "ADR", "ORG"}


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a file of contacts or appointments as lines `label: value`."""
    text = encoding.decode(blob.read(limits.max_bytes))
    text = re.sub(r"=\n(?=[^\n])", "", text)  # soft line breaks of quoted-printable
    unfolded = re.sub(r"\n[ \t]", "", text)
    lines = "\n".join(_lines(unfolded))
    return Document(media_type, blocks=[Block(lines)] if lines else [])


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        match = _PROPERTY.match(line)
        if match is None:
            yield line
            continue
        name, parameters, value = match[1].upper(), match[2], match[3]
        if name in {"BEGIN", "VERSION", "PRODID"} or name in _BINARY:
            continue
        if name == "END":
            yield ""
            continue
        yield f"{_LABELS.get(name, name)}: {_value(name, parameters, value)}"


def _value(name: str, parameters: str, value: str) -> str:
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = encoding.decode(quopri.decodestring(value.encode("utf-8", "replace")))
    if name in _SEPARATED:
        value = ", ".join(part.strip() for part in re.split(r"(?<!\\);", value) if part.strip())
    if (day := _DAY.fullmatch(value)) is not None:
        year, month, date, hour, minute = day.groups()
        value = f"{date}/{month}/{year}" + (f" {hour}:{minute}" if hour else "")
    value = re.sub(r"\\([nN])", "\n", value)
    value = re.sub(r"\\([,;:\\])", r"\1", value)
    person = _COMMON_NAME.search(parameters)
    known = (person[1] or person[2]) if person else ""
    return f"{known}, {value.removeprefix('mailto:')}" if known else value.removeprefix("mailto:")
