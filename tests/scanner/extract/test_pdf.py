"""PDF: page by page, with forms, and honest about pictures and passwords."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from scanner.document import Blob, Limits, Status
from scanner.extract import extract
from scanner.identify import identify
from tests.scanner.extract.helpers import members, read, text


def pdf(*pages: str, password: str = "", picture: bool = False, form: bool = False) -> bytes:
    out = io.BytesIO()
    lock = StandardEncryption(password, canPrint=0) if password else None
    page = canvas.Canvas(out, encrypt=lock, pageCompression=0)
    page.setAuthor("Priya Shah")
    page.setTitle("Care plan")
    for words in pages:
        page.drawString(72, 720, words)
        if form:
            page.acroForm.textfield(name="NHS number", value="999 000 0018", x=72, y=600)
        page.showPage()
    if picture:
        page.drawInlineImage(Image.new("RGB", (40, 60), "grey"), 0, 0, 595, 842)
        page.showPage()
    page.save()
    return out.getvalue()


def test_pages_are_blocks_with_their_numbers() -> None:
    document = read("a.pdf", pdf("Joan Aldous", "Arthur Penn"))
    assert [(b.location, b.text.strip()) for b in document.blocks] == [
        ("page 1", "Joan Aldous"),
        ("page 2", "Arthur Penn"),
    ]
    assert document.properties["author"] == "Priya Shah"
    assert document.properties["created"][4] == "-"


def test_form_fields_are_read_with_their_names() -> None:
    assert "NHS number: 999 000 0018" in text(read("a.pdf", pdf("Form", form=True)))


def test_attached_files_are_children() -> None:
    document = pdfium.PdfDocument(pdf("See attached"))
    document.new_attachment("note.txt").set_data(b"Joan Aldous")
    out = io.BytesIO()
    document.save(out)
    document.close()
    found = members(read("a.pdf", out.getvalue()))
    assert text(found["note.txt"]) == "Joan Aldous"


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.pdf")
    try:
        path.write_bytes(pdf("Joan Aldous"))
    except (OSError, UnicodeError):
        pytest.skip("this file system has only names that are text")
    blob = Blob(path.name, path=path)
    assert "Joan Aldous" in text(extract(blob, identify(blob), Limits()))


def test_a_password_makes_it_encrypted() -> None:
    data = pdf("Joan", password="hunter2")
    assert read("a.pdf", data).status is Status.ENCRYPTED
    wrong = read("a.pdf", data, Limits(passwords=("x", "y")))
    assert wrong.status is Status.ENCRYPTED
    assert wrong.error == "it is protected with a password; none of the 2 given opens it"
    assert "Joan" in text(read("a.pdf", data, Limits(passwords=("x", "hunter2"))))


def test_pages_that_are_pictures_need_ocr() -> None:
    no_time = Limits(ocr_seconds=0)
    assert read("scan.pdf", pdf(picture=True), no_time).status is Status.NEEDS_OCR
    mixed = read("mixed.pdf", pdf("Joan Aldous", picture=True), no_time)
    assert mixed.status is Status.PARTLY_READ
    assert mixed.error.startswith("page 2 is a picture; its text needs OCR")
    assert "Joan Aldous" in text(mixed)


def test_a_broken_cross_reference_table_is_rebuilt() -> None:
    data = pdf("Joan Aldous")
    assert "Joan Aldous" in text(read("a.pdf", data[: data.rindex(b"xref")]))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(500)])
def test_what_no_library_can_open_is_corrupt(data: bytes) -> None:
    assert read("a.pdf", data).status is Status.CORRUPT
