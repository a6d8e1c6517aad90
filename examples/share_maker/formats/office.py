"""Word, Excel, PowerPoint and OpenDocument files."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import docx
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from ..draft import Grid
from .archive import frozen, zipped

if TYPE_CHECKING:
    from .plain import Parts

_AUTHOR = "Admin"
_DATE = re.compile(r"\d\d/\d\d/\d{4}\Z")
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def word(parts: Parts, *, written: datetime, footer: str) -> bytes:
    """Write a Word document with tables, properties and a footer."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, Grid):
            table = document.add_table(rows=0, cols=len(part.rows[0]))
            for row in part.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif part.startswith("# "):
            document.add_heading(part[2:], level=1)
        else:
            document.add_paragraph(part)
    document.sections[0].footer.paragraphs[0].text = footer
    properties = document.core_properties
    properties.author = properties.last_modified_by = _AUTHOR
    properties.created = properties.modified = written
    out = io.BytesIO()
    document.save(out)
    return frozen(out.getvalue())


def workbook(parts: Parts, *, written: datetime) -> bytes:
    """Write a workbook; days become real dates, everything else stays text."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Sheet1", 0)
    book.remove(book.worksheets[1])
    for part in parts:
        if isinstance(part, Grid):
            for row in part.rows:
                sheet.append([_cell(text) for text in row])
        else:
            sheet.append([part.removeprefix("# ")])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, datetime):
                cell.number_format = "DD/MM/YYYY"
    book.properties.creator = _AUTHOR
    book.properties.created = written
    out = io.BytesIO()
    book.save(out)
    return _saved_at(out.getvalue(), written)


def _cell(text: str) -> str | datetime:
    return datetime.strptime(text, "%d/%m/%Y") if _DATE.match(text) else text  # noqa: DTZ007


def _saved_at(package: bytes, written: datetime) -> bytes:
    """Put `written` where openpyxl put the time of this run."""
    with zipfile.ZipFile(io.BytesIO(package)) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = _SAVED.sub(
        rb"\g<1>" + f"{written:%Y-%m-%dT%H:%M:%SZ}".encode(), core
    )
    return zipped(members)


def locked(package: bytes, password: str) -> bytes:
    """Encrypt an Office file; the salt is random, so these bytes differ from run to run."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, out)
    return out.getvalue()


_ODF = 'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
_ODF_NAMES = " ".join(
    _ODF.format(p=p, n=n) for p, n in (("office", "office"), ("text", "text"), ("table", "table"))
)


def _open_document(kind: str, body: str) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODF_NAMES} '
        f'office:version="1.2"><office:body>{body}</office:body></office:document-content>'
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": media.encode(), "content.xml": content.encode(),
                   "META-INF/manifest.xml": manifest.encode()})  # fmt: skip


def open_text(parts: Parts) -> bytes:
    """Write an OpenDocument text."""
    return _open_document(
        "text", f"<office:text>{''.join(_odf_part(part) for part in parts)}</office:text>"
    )


def open_sheet(parts: Parts) -> bytes:
    """Write an OpenDocument sheet."""
    rows = [
        row
        for part in parts
        for row in (part.rows if isinstance(part, Grid) else [[part.removeprefix("# ")]])
    ]
    return _open_document(
        "spreadsheet", f"<office:spreadsheet>{_odf_table(rows, 'Sheet1')}</office:spreadsheet>"
    )


def _odf_part(part: str | Grid) -> str:
    if isinstance(part, Grid):
        return _odf_table(part.rows, "Table1")
    if part.startswith("# "):
        return f'<text:h text:outline-level="1">{escape(part[2:])}</text:h>'
    return f"<text:p>{escape(part).replace(chr(10), '<text:line-break/>')}</text:p>"


def _odf_table(rows: list[list[str]], name: str) -> str:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{escape(name)}">{body}</table:table>'


_OPC = "http://schemas.openxmlformats.org"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml"


def slides(parts: Parts) -> bytes:
    """Write a slide show, a slide for each heading."""
    shown: list[list[str]] = []
    for part in parts:
        text = str(part)
        if text.startswith("# ") or not shown:
            shown.append([])
        shown[-1].append(text.removeprefix("# "))
    numbers = range(1, len(shown) + 1)
    overrides = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{_PPTX}.slide+xml"/>'
        for n in numbers
    )
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    names = (
        f'xmlns:p="{_OPC}/presentationml/2006/main" xmlns:a="{_OPC}/drawingml/2006/main" '
        f'xmlns:r="{_OPC}/officeDocument/2006/relationships"'
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_OPC}/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{_PPTX}.presentation.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations({"rId1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>{ids}</p:sldIdLst>"
        '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            {f"rId{n}": ("slide", f"slides/slide{n}.xml") for n in numbers}
        ),
    }
    for n, texts in zip(numbers, shown, strict=True):
        members[f"ppt/slides/slide{n}.xml"] = _slide(texts, names)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return zipped({name: (head + body).encode() for name, body in members.items()})


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="{key}" Type="{_OPC}/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_OPC}/package/2006/relationships">{body}</Relationships>'


def _slide(texts: list[str], names: str) -> str:
    paragraphs = "".join(
        f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>"
        for text in texts
        for line in text.split("\n")
    )
    return (
        f'<p:sld {names}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/>'
        "<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr>"
        '<p:cNvPr id="2" name="Text 1"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
