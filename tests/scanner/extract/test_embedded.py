"""What stands behind a document's own words: objects, links, properties, lost page trees."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from scanner.document import Status
from tests.scanner.extract.helpers import docx, members, package, paragraph, read, text

MAIL = "asha.bell@example.org"
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property name="Client"><vt:lpwstr>Edith Hartley</vt:lpwstr></property>'
    '<property name="ContentTypeId"><vt:lpwstr>0x0101</vt:lpwstr></property></Properties>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" TargetMode="External" Target="mailto:{MAIL}?subject=x"/>'
    '<Relationship Id="r2" TargetMode="External" Target="https://home.example/"/></Relationships>'
)


def ole1(kind: bytes, data: bytes, *, linked: bool = False) -> bytes:
    """The data of an object as rich text has it."""
    name = struct.pack("<I", len(kind) + 1) + kind + b"\0"
    header = struct.pack("<II", 0x501, 1 if linked else 2) + name + struct.pack("<II", 0, 0)
    return header + struct.pack("<I", len(data)) + data


def packaged(name: bytes, data: bytes) -> bytes:
    """A file as Windows' Packager wraps it."""
    path = b"C:\\" + name + b"\0"
    return (
        b"\2\0" + name + b"\0" + path + struct.pack("<HHI", 0, 3, len(path)) + path
        + struct.pack("<I", len(data)) + data
    )  # fmt: skip


def rich_text(*objects: str) -> bytes:
    inside = "".join(
        rf"{{\object\objemb{{\*\objclass X}}{{\*\objdata {o}}}{{\result icon}}}}" for o in objects
    )
    return rf"{{\rtf1 before {inside} after}}".encode("latin-1")


def test_files_in_rich_text_are_its_members() -> None:
    note = packaged(b"note.txt", b"Edith Hartley is in room 12")
    letter = docx(paragraph("Dear Mrs Hartley"))
    digits = [
        ole1(b"Package", note).hex(),
        "\n".join(ole1(b"Word.Document.12", letter).hex("\n", 32).split("\n")),
    ]
    document = read("a.rtf", rich_text(*digits, ole1(b"Package", note, linked=True).hex()))
    assert text(document) == "before iconiconicon after"
    found = {path: text(member) for path, member in members(document).items()}
    assert found == {
        "object 1 note.txt": "Edith Hartley is in room 12",
        "object 2": "Dear Mrs Hartley",
    }


def test_an_object_in_rich_text_written_as_bytes() -> None:
    data = ole1(b"Package", packaged(b"n.txt", b"braces } and \\ in it"))
    source = (
        b"{\\rtf1 x{\\object{\\*\\objdata \\bin" + str(len(data)).encode() + b" " + data + b"}} y}"
    )
    document = read("a.rtf", source)
    assert [text(member) for member in members(document).values()] == ["braces } and \\ in it"]
    assert text(document) == "x y"


@pytest.mark.parametrize("data", ["", "zz", "01", "0105000002000000ffffffff", "010500000200000008"])
def test_a_damaged_object_costs_nothing_else(data: str) -> None:
    document = read("a.rtf", rich_text(data))
    assert text(document) == "before icon after"
    assert members(document) == {}


def test_mail_addresses_behind_links_are_read() -> None:
    rtf = rf"{{\rtf1 {{\field{{\*\fldinst HYPERLINK mailto:{MAIL}}}{{\fldrslt Asha}}}}}}".encode()
    page = f'<p>Write to <a href="mailto:{MAIL.replace("@", "%40")}">Asha</a></p>'.encode()
    letter = docx(paragraph("Write to Asha"), **{"_rels/document.xml": ""})
    with_links = io.BytesIO(letter)
    with zipfile.ZipFile(with_links, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", LINKS)
    book, sheets = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Asha"  # type: ignore[index]
    book.active["A1"].hyperlink = f"mailto:{MAIL}"  # type: ignore[index]
    book.save(sheets)
    files = {
        "a.rtf": rtf,
        "a.html": page,
        "a.docx": with_links.getvalue(),
        "a.xlsx": sheets.getvalue(),
    }
    for name, data in files.items():
        document = read(name, data)
        assert [block.text for block in document.blocks if block.location == "links"] == [MAIL], (
            name
        )


def test_an_address_that_is_shown_is_not_read_twice() -> None:
    page = f'<p><a href="mailto:{MAIL}">{MAIL}</a></p>'.encode()
    assert text(read("a.html", page)).count(MAIL) == 1


def test_properties_that_somebody_made_up_are_read() -> None:
    data = package({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<document><body><p><r><t>Plan</t></r></p></body></document>",
        "docProps/custom.xml": CUSTOM,
    })  # fmt: skip
    blocks = {block.location: block.text for block in read("a.docx", data).blocks}
    assert blocks["document properties"] == "Client: Edith Hartley"


def test_headers_and_footers_of_sheets_are_read() -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "x"
    sheet.oddHeader.center.text = "Payroll of M. & J. O'Neil"  # type: ignore[union-attr]
    sheet.oddFooter.left.text = "Page &P of &N, printed by Jo Ward"  # type: ignore[union-attr]
    book.save(data)
    blocks = {block.location: block.text for block in read("a.xlsx", data.getvalue()).blocks}
    lines = blocks["headers and footers"].split("\n")
    assert lines[0].startswith("Payroll of M.")
    assert lines[1] == "Page of , printed by Jo Ward"


def test_a_program_that_unpacks_itself_is_read_as_the_archive_that_it_is() -> None:
    archive = package({"letter.txt": "Dear Mrs Hartley"})
    found = members(read("letters.exe", b"MZ" + bytes(3_000) + archive))
    assert text(found["letter.txt"]) == "Dear Mrs Hartley"
    assert read("setup.exe", b"MZ" + bytes(3_000)).status is Status.UNSUPPORTED


@pytest.mark.parametrize("kept", [0.7, 0.8, 0.95])
def test_the_whole_pages_of_a_pdf_that_broke_off_are_read(kept: float) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(1, 9):
        canvas.drawString(100, 700, f"Edith Hartley, sheet {number}")
        canvas.showPage()
    canvas.save()
    data = out.getvalue()
    document = read("scan.pdf", data[: int(len(data) * kept)])
    assert document.status is Status.PARTLY_READ
    assert "damaged" in document.error
    assert "Edith Hartley, sheet 1" in text(document)


def test_a_pdf_without_a_whole_page_stays_corrupt() -> None:
    for data in (b"%PDF-1.4\n/Type /Page", b"%PDF-1.4\n1 0 obj\n<< /Type /Page"):
        assert read("a.pdf", data).status is Status.CORRUPT


def test_names_of_sheets_are_read_where_somebody_gave_them() -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    for name in ("Edith Hartley", "J Ward", "Chart2"):
        book.create_sheet(name)["A1"] = "weight"
    book.save(data)
    blocks = {block.location: block.text for block in read("weights.xlsx", data.getvalue()).blocks}
    assert blocks["names of sheets"] == "Edith Hartley\nJ Ward"
