"""Gives a draft the format that a file's extension names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..draft import Draft, Grid
from ..marks import plain as unmarked
from . import office, pdf, plain

if TYPE_CHECKING:
    from datetime import datetime

_ONLY_TABLES = {"csv", "tsv", "json", "ndjson", "xml"}
_SIMPLE = {
    "odt": office.open_text, "pptx": office.slides, "rtf": plain.rich_text,
    "doc": plain.rich_text, "ods": office.open_sheet, "html": plain.web_page,
    "htm": plain.web_page, "xls": plain.web_page,
}  # fmt: skip
_EXPORTS = {"json": plain.json_export, "ndjson": plain.ndjson, "xml": plain.xml_export}


def render(path: str, draft: Draft, written: datetime, **dialect: str) -> bytes:
    """Give the bytes of a draft.

    Args:
        path: its extension decides; old `.doc` files are RTF and `.xls` exports HTML inside.
        draft: what to write; formats that are nothing but a table drop the prose.
        written: goes into document properties.
        **dialect: `encoding`, `delimiter`, `quotes` ("all"), `preamble`, `password`, `footer`.
    """
    kind, parts = extension(path), stripped(draft.body)
    if kind in _SIMPLE:
        return _SIMPLE[kind](parts)
    if kind in _ONLY_TABLES:
        table = next(part for part in parts if isinstance(part, Grid))
        return _EXPORTS[kind](table) if kind in _EXPORTS else _delimited(table, kind, dialect)
    if kind == "docx":
        return office.word(parts, written=written, footer=dialect.get("footer", ""))
    if kind == "xlsx":
        return office.workbook(parts, written=written)
    if kind == "pdf":
        return pdf.text_pdf(parts, password=dialect.get("password", ""))
    return plain.encoded(plain.lines(parts), dialect.get("encoding", "utf-8"))


def extension(path: str) -> str:
    """Give the lower-case extension of a path."""
    return path.rpartition(".")[2].lower()


def stripped(body: list[str | Grid]) -> plain.Parts:
    """Give a body as a reader sees it, without marks."""
    return [
        Grid([[unmarked(cell) for cell in row] for row in part.rows])
        if isinstance(part, Grid)
        else unmarked(part)
        for part in body
    ]


def written_text(path: str, draft: Draft) -> str:
    """Give the marked text that reaches a file of the path's format."""
    if extension(path) in _ONLY_TABLES:
        draft = Draft(draft.kind, list(draft.grids()), draft.written)
    return draft.text()


def _delimited(grid: Grid, kind: str, dialect: dict[str, str]) -> bytes:
    return plain.delimited(
        grid,
        delimiter=dialect.get("delimiter", "\t" if kind == "tsv" else ","),
        quote_all=dialect.get("quotes") == "all",
        preamble=dialect.get("preamble", ""),
        encoding=dialect.get("encoding", "utf-8"),
    )
