"""Tells text formats apart by their shape; the extension only breaks ties."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<table|<meta|<title)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PIECE = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|span|font|center|br|a)\b[^<]*>", re.IGNORECASE)
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s|<!--|<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?/?>)")
_XML_EXTENSIONS = {"xml", "xsd", "xsl", "xslt", "svg", "rdf", "fods", "fodt", "fodp", "gpx", "kml"}
_HTML_EXTENSIONS = {"html", "htm", "xhtml", "mht"}
_HEADER = re.compile(r"[!-9;-~]+[ \t]*:")
_MAIL_SURE = re.compile(
    r"^(?:message-id|received|return-path|mime-version|delivered-to|x-[\w-]+|date: \w{3},"
    r"|content-[\w-]+:)",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_LIKELY = re.compile(
    r"^(?:from|to|cc|subject|date|sender|reply-to):", re.IGNORECASE | re.MULTILINE
)
_MBOX = re.compile(
    r"From \S.*(?:\d{4}.*\n(?:>?[!-9;-~]+:|>From )"
    r"|\w{3} \w{3} +\d+ [\d:]{5,8} (?:\S+ )?\d{4}\s*\n)",
    re.IGNORECASE,
)
_EMLX = re.compile(r"\d+\s*\n(?=[!-9;-~]+:)")
_CALENDAR = re.compile(r"BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY)\s")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SQL = re.compile(
    r"^\s*(?:CREATE\s+(?:TEMPORARY\s+)?(?:TABLE|DATABASE)|INSERT\s+(?:INTO\s+\S+|\[\w+\]\.\[\w+)|"
    r"COPY\s+\S+\s*\(.*FROM\s+stdin|DROP\s+TABLE|SET\s+IDENTITY_INSERT)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_EXTENSIONS = {"sql", "dump", "bak", "txt", ""}
_DELIMITED_EXTENSIONS = {"csv": ",;\t|", "tsv": "\t,;|", "tab": "\t,;|"}
_MARKDOWN = {"md", "markdown"}


def media_type_of(text: str, extension: str, *, complete: bool) -> str:
    """Name the media type of some text.

    Args:
        text: the start of the text, decoded, with plain newlines.
        extension: the file's extension in lower case, without its dot.
        complete: whether `text` is all of it.
    """
    text = text.lstrip("\ufeff")
    for test in (_calendar, _mail, _markup, _json):
        if found := test(text, extension, complete):
            return found
    if extension in _SQL_EXTENSIONS and len(_SQL.findall(text)) > (extension == "txt"):
        return "application/sql"
    if extension in _MARKDOWN:  # its tables look delimited
        return "text/markdown"
    return _delimited(text, extension, complete=complete) or "text/plain"


def _calendar(text: str, _extension: str, _complete: bool) -> str:  # noqa: FBT001 - one signature for all
    start = text[:200].lstrip().upper()
    if start.startswith("BEGIN:VCARD"):
        return "text/vcard"
    return "text/calendar" if _CALENDAR.match(start) else ""


def _mail(text: str, extension: str, _complete: bool) -> str:  # noqa: FBT001
    text = text.lstrip("\n")
    if _MBOX.match(text):
        return "application/mbox"
    if extension == "emlx" and _EMLX.match(text):
        return "message/x-emlx"
    head = _BLANK_LINE.split(text, maxsplit=1)[0]
    lines = head.splitlines()
    if not lines or not all(_HEADER.match(line) or line[:1] in " \t" for line in lines):
        return "message/rfc822" if extension == "eml" and _MAIL_LIKELY.search(head) else ""
    likely, sure = len(_MAIL_LIKELY.findall(head)), len(_MAIL_SURE.findall(head))
    if (likely and sure) or sure > 1 or (likely > 1 and extension in {"eml", "mht", "mhtml"}):
        return "message/rfc822"
    return ""


def _markup(text: str, extension: str, _complete: bool) -> str:  # noqa: FBT001
    if _is_html(text, extension):
        return "text/html"
    if (match := _XML.match(text)) is None:
        return ""
    if "<svg" in text[:2000]:
        return "image/svg+xml"
    declared = "<?xml" in text[:100] or text.lstrip().startswith("<!DOCTYPE")
    if declared or extension in _XML_EXTENSIONS or (match[1] and f"</{match[1]}>" in text):
        return "application/xml"
    return ""


def _is_html(text: str, extension: str) -> bool:
    if _HTML.match(text) or (_HTML_PIECE.match(text) and extension not in _XML_EXTENSIONS):
        return True
    if _XML.match(text) and re.search(r"<html\b", text[:2000], re.IGNORECASE):
        return True
    promised = extension in _HTML_EXTENSIONS and "<?xml" not in text[:100]
    return promised and re.search(r"</\w+>", text) is not None


def _json(text: str, extension: str, complete: bool) -> str:  # noqa: FBT001
    if text.lstrip()[:1] not in {"{", "["}:
        return ""
    lines = [line for line in text.splitlines() if line.strip()]
    sample = lines if complete or len(lines) < 2 else lines[:-1]
    if len(sample) > 1 and all(_is_object(line) for line in sample[:20]):
        return "application/x-ndjson"
    if extension in {"jsonl", "ndjson"} and _is_object(sample[0]):
        return "application/x-ndjson"
    if complete:
        return "application/json" if extension == "json" or _parses(text) else ""
    starts = re.match(r'\s*(?:\{\s*"|\[\s*(?:[\[{"\d-]|true|false|null))', text)
    return "application/json" if starts else ""


def _is_object(line: str) -> bool:
    return line.lstrip().startswith("{") and _parses(line)


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _delimited(text: str, extension: str, *, complete: bool) -> str:
    """Recognise delimited values: loosely when the extension says so, strictly otherwise."""
    promised = extension in _DELIMITED_EXTENSIONS
    sample = text if complete else text[: text.rfind("\n") + 1]
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    if not lines:
        return ""
    for delimiter in _DELIMITED_EXTENSIONS.get(extension, "\t,;|"):
        if _consistent(lines, delimiter, promised=promised):
            return "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    # A single column is a table too, as long as it does not read like prose.
    short = sum(len(line) < 60 for line in lines) / len(lines) > 0.9
    return "text/csv" if promised and short else ""


def _consistent(lines: list[str], delimiter: str, *, promised: bool) -> bool:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return False
    widths = Counter(len(row) for row in rows)
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return False
    width, count = wide.most_common(1)[0]
    if promised:
        return count / len(rows) >= 0.5 or sum(wide.values()) / len(rows) >= 0.8
    return (
        len(rows) >= 3
        and width >= (2 if delimiter == "\t" and len(rows) >= 5 else 3)
        and count / len(rows) >= 0.95
        and not _reads_like_prose(rows, delimiter)
    )


def _reads_like_prose(rows: list[list[str]], delimiter: str) -> bool:
    cells = [cell for row in rows for cell in row]
    after = [cell for row in rows for cell in row[1:]]
    spaced = sum(cell.startswith(" ") and len(cell) > 1 for cell in after) / len(after)
    long = sum(len(cell) > 80 for cell in cells) / len(cells)
    empty = sum(not cell.strip() for cell in cells) / len(cells)
    return (delimiter == "," and spaced > 0.3) or long > 0.2 or empty > 0.6
