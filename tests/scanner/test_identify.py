"""Contents decide what a file is; its name breaks ties and is checked for honesty."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import encoding
from scanner import identify as room
from scanner.document import Blob
from scanner.identify import UNKNOWN, identify
from scanner.signatures import DOCX, ODF, PPTX, XLSB, XLSX
from tests.scanner.extract.helpers import docx, package, paragraph

if TYPE_CHECKING:
    from pathlib import Path

LETTER = "Dear Mrs Penn,\n\nThank you, as ever, for your visit, your time, and your patience.\n\n"
CSV = "Name,DOB,NHS No\nArthur Penn,03/09/1941,9990000018\nJoan Aldous,04/05/1938,9990000026\n"


def kind(name: str, data: bytes) -> str:
    return identify(Blob(name, data=data)).media_type


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        ("scan.pdf", b"\x00junk from a gateway\r\n%PDF-1.4\n", "application/pdf"),
        ("a", b"{\\rtf1\\ansi hello}", "application/rtf"),
        ("a", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        ("a", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("a", b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        ("a", b"SQLite format 3\x00" + bytes(80), "application/vnd.sqlite3"),
        ("a", b"\x00\x01\x00\x00Standard ACE DB\x00", "application/x-msaccess"),
        ("a", b"!BDN" + bytes(30), "application/vnd.ms-outlook-pst"),
        ("a", tar(), "application/x-tar"),
        ("a", gzip.compress(b"x", mtime=0), "application/gzip"),
        ("a", b"", "application/x-empty"),
        ("a", b"\x09\x02\x06\x00\x00\x00\x10\x00", "application/vnd.ms-excel"),
    ],
)
def test_signatures_decide_whatever_the_name_says(name: str, data: bytes, expected: str) -> None:
    assert kind(name, data) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"[Content_Types].xml": "", "word/document.xml": ""}, DOCX),
        ({"[Content_Types].xml": "", "xl/workbook.xml": ""}, XLSX),
        ({"[Content_Types].xml": "", "xl/workbook.bin": ""}, XLSB),
        ({"[Content_Types].xml": "", "ppt/presentation.xml": ""}, PPTX),
        ({"[Content_Types].xml": "", "word\\document.xml": ""}, DOCX),
        ({"mimetype": f"{ODF}.text"}, f"{ODF}.text"),
        ({"mimetype": f"{ODF}.spreadsheet-template"}, f"{ODF}.spreadsheet"),
        ({"mimetype": "application/epub+zip"}, "application/epub+zip"),
        ({"word/letter.txt": "a folder called word"}, "application/zip"),
        ({"letters/a.txt": ""}, "application/zip"),
    ],
)
def test_member_names_tell_zip_based_files_apart(parts: dict[str, str], expected: str) -> None:
    assert kind("file.zip", package(parts)) == expected


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", LETTER, "text/plain"),
        ("letter", LETTER * 5, "text/plain"),
        ("clients.csv", CSV, "text/csv"),
        ("clients.txt", CSV * 2, "text/csv"),
        ("a.csv", CSV.replace(",", ";"), "text/csv"),
        ("a.tsv", CSV.replace(",", "\t"), "text/tab-separated-values"),
        ("a.txt", CSV.replace(",", "\t") * 2, "text/tab-separated-values"),
        ("numbers.csv", "NHS\n9990000018\n9990000026\n", "text/csv"),
        ("a.csv", "Report for May\n\n" + CSV, "text/csv"),
        ("a.json", '{"a": 1}', "application/json"),
        ("a.txt", '[{"a": 1}, {"a": 2}]', "application/json"),
        ("a", '{"a": 1}\n{"a": 2}\n', "application/x-ndjson"),
        ("a.txt", "<!DOCTYPE html><html><body>x</body></html>", "text/html"),
        ("export.xls", "<html><table><tr><td>1</td></tr></table></html>", "text/html"),
        ("a.txt", '<?xml version="1.0"?><care><plan/></care>', "application/xml"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        ("a", "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n", "text/vcard"),
        ("a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar"),
        ("1", "From: a@example.org\nMessage-ID: <1@x>\nSubject: s\n\nbody", "message/rfc822"),
        ("inbox", "From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a\n\nx", "application/mbox"),
        ("a.md", "# Menu\n\n| Day | Meal |\n|---|---|\n| Mon | Pie |\n", "text/markdown"),
        ("dump.sql", "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n", "application/sql"),
        ("a.txt", "{not json, just a brace", "text/plain"),
        ("memo.txt", "To: all staff\nFrom: the manager\n\nPlease lock the shed.", "text/plain"),
        ("a.cpp", "int a(int b) {\n  return b;\n}\n" * 9, "text/plain"),
    ],
)
def test_text_formats_are_told_by_shape(name: str, content: str, expected: str) -> None:
    assert kind(name, content.encode()) == expected


def test_prose_with_commas_is_no_table_even_line_by_line() -> None:
    line = "She slept well, ate her breakfast, and took her tablets, as usual.\n"
    assert kind("note.txt", (line * 12).encode()) == "text/plain"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_text_in_any_unicode_encoding(codec: str) -> None:
    assert kind("a.txt", LETTER.encode(codec)) == "text/plain"


def test_mismatch_is_a_sentence() -> None:
    identity = identify(Blob("careplan.docx", data=b"%PDF-1.7"))
    assert identity.mismatch == "the name ends in .docx, but the contents are a PDF"


@pytest.mark.parametrize("name", ["letter.docx", "letter.docm", "letter", "letter.old"])
def test_no_mismatch_where_the_name_keeps_its_promise(name: str) -> None:
    assert identify(Blob(name, data=docx(paragraph("Hello")))).mismatch == ""


def test_works_without_libmagic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_libmagic", lambda: None)
    assert kind("a.bin", bytes(range(256)) * 8) == UNKNOWN
    assert kind("a.pdf", b"%PDF-1.7") == "application/pdf"


def test_libmagic_is_asked_about_what_signatures_leave_open(tmp_path: Path) -> None:
    path = tmp_path / "sound"
    path.write_bytes(b"MThd\x00\x00\x00\x06\x00\x01\x00\x02\x00\x60MTrk" + bytes(60))
    assert identify(Blob("sound", path=path)).media_type == "audio/midi"


WELSH = "Siân's résumé: £85 a week, café rota, 20°, Llanfairpwll\nMiss Zoë Brontë\n"


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "cp1252", "latin-1", "cp850", "mac_roman", "cp500", "utf-16", "utf-16-le", "utf-32"],
)
def test_british_text_survives_its_encoding(codec: str) -> None:
    assert encoding.decode(WELSH.encode(codec)) == WELSH


def test_smart_quotes_and_dashes_of_windows() -> None:
    words = "It\u2019s \u201cfine\u201d \u2013 ask Mr O\u2019Neill\u2026\n"
    assert encoding.decode(words.encode("cp1252")) == words


def test_a_character_cut_off_at_the_end_of_the_sample_does_no_harm() -> None:
    data = b"a" * (64 * 1024 - 1) + "é".encode() + b"b"
    assert encoding.detect(data) == "utf-8"


def test_foreign_code_pages() -> None:
    russian = "Привет, как дела? Это обычный текст про погоду и людей.\n" * 3
    assert encoding.decode(russian.encode("cp1251")) == russian


@given(st.binary(max_size=300))
def test_any_bytes_are_something(data: bytes) -> None:
    assert "/" in kind("file.txt", data)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300))
def test_utf8_is_never_taken_for_anything_else(words: str) -> None:
    assert encoding.detect(words.encode()) in {"utf-8", "utf-8-sig"}
