"""Text, delimited files, JSON, XML, HTML and RTF."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Literal

from ..draft import Grid

Parts = list[str | Grid]


def lines(parts: Parts) -> str:
    """Lay a document out as text with DOS line ends; tables by tabs."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, Grid):
            out += ["\t".join(row) for row in part.rows]
        else:
            out.append(part[2:].upper() if part.startswith("# ") else part)
        out.append("")
    return "\n".join(out).replace("\n", "\r\n")


def encoded(text: str, encoding: str) -> bytes:
    """Write a text in an old encoding, or where that lacks a letter in UTF-8, as programs do."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def delimited(grid: Grid, *, delimiter: str = ",", quote_all: bool = False, preamble: str = "",
              encoding: str = "utf-8") -> bytes:  # fmt: skip
    """Write one table in a dialect of CSV."""
    out = io.StringIO(newline="")
    out.write(preamble)
    style: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=style).writerows(grid.rows)
    return encoded(out.getvalue(), encoding)


def records(grid: Grid) -> list[dict[str, str]]:
    """Turn a table into one dictionary a row."""
    header, *rows = grid.rows
    return [dict(zip(header, row, strict=True)) for row in rows]


def json_export(grid: Grid) -> bytes:
    """Write a table as a system's nested JSON export."""
    body = {"export": {"version": 3, "items": records(grid)}}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def ndjson(grid: Grid) -> bytes:
    """Write a table as one JSON object a line."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records(grid)).encode()


def xml_export(grid: Grid) -> bytes:
    """Write a table as XML elements named after its columns."""
    items = "".join(
        "  <record>"
        + "".join(f"<{_tag(k)}>{html.escape(v)}</{_tag(k)}>" for k, v in row.items())
        + "</record>\n"
        for row in records(grid)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<export>\n{items}</export>\n'.encode()


def _tag(header: str) -> str:
    return re.sub(r"\W", "_", header)


def web_page(parts: Parts) -> bytes:
    """Write a web page, as reports are saved from a browser."""
    body = "".join(_element(part) for part in parts)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Report</title>'
        f"<style>td{{border:1px solid}}</style></head><body>{body}</body></html>"
    ).encode()


def _element(part: str | Grid) -> str:
    if isinstance(part, Grid):
        rows = ("".join(f"<td>{html.escape(c)}</td>" for c in row) for row in part.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    if part.startswith("# "):
        return f"<h1>{html.escape(part[2:])}</h1>"
    return f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>"


def rich_text(parts: Parts) -> bytes:
    """Write RTF, the format word processors of the nineties saved as .doc."""
    text = lines(parts).replace("\r\n", "\n")
    out = "".join(_rtf(char) for char in text)
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs24 " + out
            + "}").encode("ascii")  # fmt: skip


def _rtf(char: str) -> str:
    if char in "\\{}":
        return "\\" + char
    if char in "\n\t":
        return "\\par\n" if char == "\n" else "\\tab "
    if ord(char) < 128:
        return char
    try:
        return f"\\'{char.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        return f"\\u{ord(char)}?"
