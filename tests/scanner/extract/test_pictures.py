"""Pictures: words by OCR, where Tesseract is installed, and what the camera wrote down."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from scanner.document import Limits, Status
from scanner.extract import _exif, _ocr
from tests.scanner.extract.helpers import package, read, text

if TYPE_CHECKING:
    from collections.abc import Iterator

tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed (apt: tesseract-ocr)"
)
WORDS = "Care plan of Mrs Joan Aldous"


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    _ocr.program.cache_clear()
    yield
    _ocr.program.cache_clear()


def png(grey: bytes, width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + grey[n * width : (n + 1) * width] for n in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def photo(words: str = WORDS) -> bytes:
    """Make a picture of a line of text."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(400, 250))
    page.setFont("Helvetica", 18)
    page.drawString(20, 135, words)
    page.save()
    pdf = pdfium.PdfDocument(out.getvalue())
    grey = pdf[0].render(scale=3, grayscale=True).to_numpy()
    pdf.close()
    return png(grey.tobytes(), grey.shape[1], grey.shape[0])


def scanned(*pages: str | bytes, stamp: str = "") -> bytes:
    """Make a PDF: text pages, and pages that are pictures."""
    out = io.BytesIO()
    pdf = canvas.Canvas(out, pagesize=(400, 300))
    for content in pages:
        if isinstance(content, str):
            pdf.drawString(20, 150, content)
        else:
            pdf.drawImage(ImageReader(io.BytesIO(content)), 0, 20, 400, 250)
            pdf.drawString(20, 5, stamp)
        pdf.showPage()
    pdf.save()
    return out.getvalue()


@tesseract
def test_words_in_a_picture_are_read() -> None:
    document = read("scan.png", photo())
    assert document.status is Status.READ
    assert WORDS in text(document)


@tesseract
def test_pages_that_are_pictures_are_read_in_their_place() -> None:
    document = read("a.pdf", scanned("First page", photo(), "Last page"))
    assert document.status is Status.READ
    assert [block.location for block in document.blocks] == ["page 1", "page 2", "page 3"]
    assert WORDS in document.blocks[1].text


@tesseract
def test_a_scan_with_a_stamp_on_it_is_still_a_picture() -> None:
    assert WORDS in text(read("a.pdf", scanned(photo(), stamp="FAX 01/02/2024")))


@tesseract
def test_ocr_is_bounded_in_time() -> None:
    document = read("a.pdf", scanned("First page", photo()), Limits(ocr_seconds=0))
    assert document.status is Status.PARTLY_READ
    assert "page 2 is a picture" in document.error
    assert read("a.png", photo(), Limits(ocr_seconds=0)).status is Status.NEEDS_OCR


@tesseract
def test_a_picture_that_cannot_be_decoded_needs_ocr() -> None:
    assert read("a.png", photo()[:60]).status is Status.NEEDS_OCR


@pytest.mark.usefixtures("without_ocr")
def test_without_tesseract_the_row_says_what_to_install() -> None:
    document = read("a.png", photo())
    assert document.status is Status.NEEDS_OCR
    assert "install Tesseract" in document.error
    assert read("a.pdf", scanned(photo())).status is Status.NEEDS_OCR


def test_icons_need_no_ocr() -> None:
    assert read("a.png", png(bytes(256), 16, 16)).status is Status.READ


def tiff(order: str, *tags: tuple[int, int, bytes, int]) -> bytes:
    """Make a TIFF structure; a tag is (number, type, value, count)."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    start, values = 8, b""
    at = start + 2 + 12 * len(tags) + 4
    entries = b""
    for number, kind, value, count in tags:
        place = value.ljust(4, b"\0")
        if len(value) > 4:
            place = struct.pack(f"{order}I", at + len(values))
            values += value
        entries += struct.pack(f"{order}HHI", number, kind, count) + place
    head = mark + struct.pack(f"{order}IH", start, len(tags))
    return head + entries + bytes(4) + values


def text_tag(number: int, value: str) -> tuple[int, int, bytes, int]:
    data = value.encode() + b"\0"
    return number, 2, data, len(data)


@pytest.mark.parametrize("order", ["<", ">"])
def test_who_took_a_picture_and_when(order: str) -> None:
    exif = tiff(order, text_tag(0x0132, "2024:03:05 10:15:00"), text_tag(0x013B, "Priya Shah"))
    jpeg = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif + b"\xff\xd9"
    document = read("a.jpg", jpeg, Limits(ocr_seconds=0))
    assert document.properties == {"author": "Priya Shah", "created": "2024-03-05T10:15:00"}
    assert text(document) == "Artist: Priya Shah"


def test_where_a_picture_was_taken() -> None:
    def angle(degrees: int, minutes: int, seconds: int) -> bytes:
        return struct.pack("<6I", degrees, 1, minutes, 1, seconds, 1)

    places = tiff(
        "<", (1, 2, b"N\0", 2), (2, 5, angle(53, 22, 48), 3), (3, 2, b"W\0", 2),
        (4, 5, angle(1, 28, 12), 3),
    )[8:]  # fmt: skip
    folder = 8 + 2 + 12 + 4
    # Offsets in the folder count from the start of the whole structure.
    moved = bytearray(places)
    for entry in (1, 3):
        at = 2 + 12 * entry + 8
        offset = struct.unpack_from("<I", moved, at)[0]
        struct.pack_into("<I", moved, at, offset + folder - 8)
    exif = tiff("<", (0x8825, 4, struct.pack("<I", folder), 1)) + bytes(moved)
    assert _exif.facts(b"Exif\0\0" + exif).lines == ["Place taken: 53.38000, -1.47000"]


def test_people_named_in_a_picture_by_a_photo_program() -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="r" xmlns:i="i"><r:D><i:PersonInImage>'
        b"<r:Bag><r:li>Joan Aldous</r:li></r:Bag></i:PersonInImage></r:D></r:RDF></x:xmpmeta>"
    )
    document = read("a.jpg", b"\xff\xd8\xff\xe1" + packet, Limits(ocr_seconds=0))
    assert "PersonInImage: Joan Aldous" in text(document)


@given(st.binary(max_size=300), st.sampled_from([b"", b"Exif\0\0II*\0", b"MM\0*", b"\xff\xd8\xff"]))
def test_any_picture_has_facts(rest: bytes, start: bytes) -> None:
    assert _exif.facts(start + rest) is not None
    assert len(_exif.size(start + rest)) == 2


def test_xps_lines_and_visio_shapes() -> None:
    page = (
        '<FixedPage xmlns="x"><Glyphs OriginY="10" UnicodeString="Mrs "/>'
        '<Glyphs OriginY="10.5" UnicodeString="{}{Aldous}"/>'
        '<Glyphs OriginY="40" UnicodeString="Room 4"/></FixedPage>'
    )
    parts = {"FixedDocSeq.fdseq": "<a/>", "Documents/1/Pages/1.fpage": page}
    assert text(read("a.xps", package(parts))).splitlines() == ["Mrs {Aldous}", "Room 4"]
    shapes = '<Page xmlns="x"><Shapes><Shape><Text>Mrs <cp/>Aldous</Text></Shape></Shapes></Page>'
    drawing = {"[Content_Types].xml": "<a/>", "visio/pages/page1.xml": shapes}
    assert text(read("a.vsdx", package(drawing))) == "Mrs Aldous"


def test_words_that_a_metafile_draws() -> None:
    def words(text: str, baseline: int) -> bytes:
        raw = text.encode("utf-16-le")
        body = bytes(28) + struct.pack("<iiII", 0, baseline, len(text), 52) + raw
        return struct.pack("<II", 84, 8 + len(body)) + body

    head = struct.pack("<II", 1, 88) + bytes(32) + b" EMF" + bytes(44)
    data = head + words("Mrs ", 10) + words("Aldous", 10) + words("Room 4", 90)
    assert text(read("a.emf", data)) == "Mrs Aldous\nRoom 4"
    assert read("a.emf", data[:-30]).status is Status.READ
