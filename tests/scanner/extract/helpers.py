"""Small makers of files, for tests that need one of a kind."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from detectors import tables
from scanner.document import Blob, Document, Limits
from scanner.extract import extract
from scanner.identify import identify

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(name: str, data: bytes, limits: Limits | None = None) -> Document:
    """Identify and extract `data` as the scanner would."""
    blob = Blob(name, data=data)
    return extract(blob, identify(blob), limits or Limits())


def text(document: Document) -> str:
    """Give all of a document's text."""
    return "\n".join(block.text for block in document.blocks)


def cells(document: Document) -> dict[str, list[tuple[str | None, ...]]]:
    """Give the rows of a document's tables by table name."""
    found = {table.name: table.relation.fetchall() for table in document.tables}
    tables.release_all()
    return found


def members(document: Document) -> dict[str, Document]:
    """Extract every child that has bytes, by its path."""
    found = {}
    for child in document.children:
        if child.blob is not None:
            found[child.path] = read(child.blob.name, child.blob.data or b"")
    return found


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Make a zip file of named parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **parts: str) -> bytes:
    """Make a Word document of WordprocessingML; further parts by their name in `word/`."""
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    files.update({f"word/{name}.xml": content for name, content in parts.items()})
    return package(files)


def paragraph(words: str) -> str:
    """Make a paragraph of WordprocessingML."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """Make a table of WordprocessingML."""
    lines = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(lines)}</w:tbl>"
