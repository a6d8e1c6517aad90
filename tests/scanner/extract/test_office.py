"""Office files: all that is written in them, where it stands, and what cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import Any

import docx as python_docx
import openpyxl
import pptx
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from scanner.document import Limits, Status
from scanner.extract.spreadsheet import render
from scanner.signatures import ODF
from tests.scanner.extract.helpers import (
    W,
    cells,
    docx,
    members,
    package,
    paragraph,
    read,
    table,
    text,
)

FORM = (("Name", "Mrs Joan Aldous"), ("Date of birth", "04/05/1938"), ("GP", "Dr Patel"))
LIST = (
    ("Name", "Date of birth", "Room"),
    ("Joan Aldous", "04/05/1938", "Oak 1"),
    ("Arthur Penn", "03/09/1941", "Oak 2"),
    ("Ida Marsh", "11/11/1936", "Oak 3"),
)


def workbook(*rows: tuple[Any, ...]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        sheet_of(book).append(row)
    return book


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


def saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def test_word_reads_every_story() -> None:
    part = f'<w:x xmlns:w="{W}">{{}}</w:x>'
    data = docx(
        paragraph("Care plan"),
        header1=part.format(paragraph("Oakfield House")),
        footer1=part.format(paragraph("Confidential")),
        footnotes=part.format(paragraph("See the MAR chart")),
        comments=part.format(f'<w:comment w:author="P Shah">{paragraph("Check this")}</w:comment>'),
    )
    blocks = {block.location: block.text for block in read("plan.docx", data).blocks}
    assert blocks == {
        "header": "Oakfield House",
        "": "Care plan",
        "footnotes": "See the MAR chart",
        "footer": "Confidential",
        "comments": "Comment by P Shah:\nCheck this",
    }


def test_word_form_puts_label_and_value_on_one_line() -> None:
    document = read("form.docx", docx(table(*FORM)))
    assert text(document) == "Name\tMrs Joan Aldous\nDate of birth\t04/05/1938\nGP\tDr Patel"
    assert not document.tables


def test_word_form_of_two_pairs_a_row_is_no_table() -> None:
    rows = (
        ("Name", "Joan Aldous", "Room", "Oak 1"),
        ("Date of birth", "04/05/1938", "Moved in", "01/02/2023"),
        ("NHS number", "999 000 0018", "GP", "Dr Patel"),
        ("Phone", "01632 960001", "Key worker", "Priya"),
    )
    document = read("form.docx", docx(table(*rows)))
    assert text(document).splitlines()[0] == "Name\tJoan Aldous\tRoom\tOak 1"
    assert not document.tables


def test_word_list_becomes_a_table_and_is_not_text_too() -> None:
    document = read("list.docx", docx(paragraph("Residents") + table(*LIST)))
    assert text(document) == "Residents"
    assert cells(document) == {"table 1": list(LIST)}


def test_word_address_in_a_cell_stays_on_the_line_of_its_label() -> None:
    cell = "".join(map(paragraph, ("12 Mill Lane", "Sheffield", "S1 2AB")))
    row = f"<w:tbl><w:tr><w:tc>{paragraph('Address')}</w:tc><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    assert text(read("a.docx", docx(row))) == "Address\t12 Mill Lane, Sheffield, S1 2AB"


def test_word_tracked_changes_do_not_run_into_one_another() -> None:
    change = (
        "<w:p><w:r><w:t>Born in </w:t></w:r>"
        "<w:del><w:r><w:delText>1950</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>1951</w:t></w:r></w:ins></w:p>"
    )
    blocks = {block.location: block.text for block in read("a.docx", docx(change)).blocks}
    assert blocks == {"": "Born in 1951", "deleted text": "1950"}


def test_word_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Next of kin: Ruth Aldous')}</w:txbxContent>"
    body = (
        '<w:p><w:r><w:t>Page one</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice>'
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text(read("a.docx", docx(body))) == "Page one\nNext of kin: Ruth Aldous"


def test_word_properties_and_nested_tables_of_a_real_file() -> None:
    document = python_docx.Document()
    document.core_properties.author = "Priya Shah"
    document.core_properties.title = "Risk assessment"
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Outer"
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Key safe", "4471"
    found = read("risk.docx", saved(document))
    assert found.properties["author"] == "Priya Shah"
    assert found.properties["title"] == "Risk assessment"
    assert "Key safe\t4471" in text(found)


@pytest.mark.parametrize(
    ("core", "found"),
    [
        ("<dc:creator>Priya Shah</dc:creator><dcterms:created/>", {"author": "Priya Shah"}),
        (
            "<dc:creator> </dc:creator><dcterms:modified>2024-03-05T10:15:00Z</dcterms:modified>",
            {"modified": "2024-03-05T10:15:00+00:00"},
        ),
        ("<dcterms:created>soon</dcterms:created><cp:keywords>x</cp:keywords>", {"keywords": "x"}),
        ("<dc:creator>Priya", {}),
    ],
)
def test_properties_of_office_files_whatever_their_dates(core: str, found: dict[str, str]) -> None:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<d/>",
        "docProps/core.xml": f"<cp:coreProperties {spaces}>{core}</cp:coreProperties>",
    }
    assert read("a.docx", package(parts)).properties == found


def test_word_with_only_pictures_needs_ocr() -> None:
    data = package(
        {
            "[Content_Types].xml": "",
            "word/document.xml": f'<w:document xmlns:w="{W}"/>',
            "word/media/image1.jpeg": b"\xff\xd8\xff",
        }
    )
    document = read("scan.docx", data, Limits(ocr_seconds=0))
    assert document.status is Status.NEEDS_OCR
    assert list(members(document)) == ["image1.jpeg"]


def test_files_inserted_into_word_are_children() -> None:
    data = package(
        {
            "[Content_Types].xml": "",
            "word/document.xml": f'<w:document xmlns:w="{W}"/>',
            "word/embeddings/rota.xlsx": saved(workbook(("Ann", 1))),
        }
    )
    assert list(members(read("a.docx", data))) == ["rota.xlsx"]


def test_sheets_are_tables_hidden_ones_too_with_comments() -> None:
    book = workbook(
        ("Name", "NHS No", "DOB", "Paid"), ("A Penn", 9990000018, dt.date(1941, 9, 3), 1.5)
    )
    sheet_of(book)["A2"].comment = Comment("Brother rings on Sundays", "P Shah")
    hidden = book.create_sheet("Leavers")
    hidden.sheet_state = "hidden"
    hidden.append(["Name", "Left"])
    document = read("residents.xlsx", saved(book))
    assert "Brother rings on Sundays" in text(document)
    assert cells(document) == {
        "Sheet": [("Name", "NHS No", "DOB", "Paid"), ("A Penn", "9990000018", "03/09/1941", "1.5")],
        "Leavers": [("Name", "Left")],
    }


def test_sheet_that_is_a_form_is_read_as_lines() -> None:
    book = workbook(
        ("Name:", None, "Joan Aldous"), ("DOB:", None, dt.date(1938, 5, 4)), ("GP:", "Dr Patel")
    )
    document = read("form.xlsx", saved(book))
    assert not document.tables
    assert text(document) == "Name:\tJoan Aldous\nDOB:\t04/05/1938\nGP:\tDr Patel"


def test_a_stray_cell_far_right_does_not_make_thousands_of_columns() -> None:
    book = workbook(("Name", "Room"), ("Joan Aldous", "Oak 1"))
    sheet_of(book).cell(1, 16384, "x")
    assert cells(read("a.xlsx", saved(book)))["Sheet"] == [
        ("Name", "Room", "x"),
        ("Joan Aldous", "Oak 1", ""),
    ]


def test_sheet_longer_than_the_limit_is_partly_read() -> None:
    document = read("a.xlsx", saved(workbook(*[(n,) for n in range(20)])), Limits(max_rows=5))
    assert document.status is Status.PARTLY_READ
    assert len(cells(document)["Sheet"]) == 5


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (9434765919.0, "9434765919"),
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (dt.date(1941, 9, 3), "03/09/1941"),
        (dt.datetime.fromisoformat("2024-02-29T14:30:00"), "29/02/2024 14:30:00"),
        (dt.time(14, 30), "14:30:00"),
    ],
)
def test_cells_are_shown_as_a_person_sees_them(cell: float, shown: str) -> None:
    assert render(cell) == shown


def biff2(*cells_: tuple[int, int, str | float]) -> bytes:
    """Make an Excel 2 sheet, which no library writes any more."""
    out = struct.pack("<HHHH", 0x0009, 4, 2, 0x10)
    for row, column, value in cells_:
        place = struct.pack("<HH3x", row, column)
        if isinstance(value, str):
            body = place + bytes([len(value)]) + value.encode("cp1252")
            out += struct.pack("<HH", 0x0004, len(body)) + body
        else:
            body = place + struct.pack("<d", value)
            out += struct.pack("<HH", 0x0003, len(body)) + body
    return out + struct.pack("<HH", 0x000A, 0)


def test_excel_before_windows_95_is_read() -> None:
    data = biff2((0, 0, "Name"), (0, 1, "Pay"), (1, 0, "A Penn"), (1, 1, 85.0))
    assert list(cells(read("pay.xls", data)).values()) == [[("Name", "Pay"), ("A Penn", "85")]]


def test_slides_notes_and_tables() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Handover"
    grid = slide.shapes.add_table(2, 2, 0, 0, 100, 100).table
    for row, values in enumerate((("Room", "Oak 1"), ("Resident", "Joan Aldous"))):
        for column, value in enumerate(values):
            grid.cell(row, column).text = value
    slide.notes_slide.notes_text_frame.text = "Mrs Aldous has a chest infection"
    document = read("handover.pptx", saved(deck))
    where = {block.location: block.text for block in document.blocks}
    assert where["slide 1"] == "Handover\nRoom\tOak 1\nResident\tJoan Aldous"
    assert "Mrs Aldous has a chest infection" in where["speaker notes 1"]
    assert "Click to edit" not in text(document)


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def odt(body: str, **parts: str) -> bytes:
    content = (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}" xmlns:b="tables">'
        f"<o:body>{body}</o:body></o:document-content>"
    )
    return package({"mimetype": f"{ODF}.text", "content.xml": content, **parts})


def test_opendocument_text_notes_and_tables() -> None:
    cell = "<b:table-cell><t:p>{}</t:p></b:table-cell>"
    row = f"<b:table-row>{cell}{cell}</b:table-row>"
    body = (
        "<t:p>Dear<t:s t:c='2'/>Mrs <t:span>Aldous</t:span>"
        "<o:annotation><t:p>Check</t:p></o:annotation>"
        "<t:tab/>x</t:p>"
        f"<b:table>{row.format('Name', 'Joan')}{row.format('Room', 'Oak')}</b:table>"
    )
    assert text(read("a.odt", odt(body))) == "Dear  Mrs Aldous\tx\nCheck\nName\tJoan\nRoom\tOak"


def test_opendocument_under_a_password_is_encrypted() -> None:
    manifest = (
        '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    data = package(
        {"mimetype": f"{ODF}.text", "content.xml": b"\x8f\x00", "META-INF/manifest.xml": manifest}
    )
    assert read("a.odt", data).status is Status.ENCRYPTED


def encrypted(password: str) -> bytes:
    document = python_docx.Document()
    document.add_paragraph("Secret")
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(saved(document))).encrypt(password, out)
    return out.getvalue()


def test_office_file_under_a_password_is_encrypted() -> None:
    document = read("care.docx", encrypted("hunter2"))
    assert document.status is Status.ENCRYPTED
    assert document.error == "it is protected with a password"
    wrong = read("care.docx", encrypted("hunter2"), Limits(passwords=("x",)))
    assert wrong.error == "it is protected with a password; the one given does not open it"
    right = read("care.docx", encrypted("hunter2"), Limits(passwords=("x", "hunter2")))
    assert text(right) == "Secret"


def test_office_file_that_is_only_write_protected_is_read() -> None:
    assert text(read("care.docx", encrypted("VelvetSweatshop"))) == "Secret"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.odt"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_corrupt(name: str, share: float) -> None:
    whole = {
        "a.docx": docx(paragraph("x" * 500)),
        "a.xlsx": saved(workbook(("a", 1))),
        "a.pptx": saved(pptx.Presentation()),
        "a.odt": odt("<t:p>x</t:p>"),
    }[name]
    document = read(name, whole[: int(len(whole) * share)])
    assert document.status is Status.CORRUPT
    assert "damaged" in document.error


def test_an_office_file_that_is_a_bomb_is_not_opened() -> None:
    data = docx(paragraph("x" * 70_000_000))
    assert read("a.docx", data).status is Status.TOO_LARGE


def test_a_workbook_of_two_cells_far_apart_is_not_opened() -> None:
    book = workbook(("Joan Aldous",))
    sheet_of(book).cell(1_048_576, 16_384, "x")
    document = read("a.xlsx", saved(book))
    assert document.status is Status.TOO_LARGE
    assert "nearly all of them empty" in document.error
