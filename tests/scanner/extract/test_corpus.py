"""Every file of the public corpus: a status each, and the words that its own project expects."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from detectors import tables
from scanner.document import Blob, Limits, Status, UnreadableError
from scanner.extract import extract
from scanner.identify import identify

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "formats"
LIMITS = Limits(max_bytes=64 * 2**20, ocr_seconds=0)
MOST_MEMBERS = 300
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the public corpus is not beside the checkout"),
]


def words(blob: Blob, budget: list[int], depth: int = 0) -> tuple[Status, str]:
    """Extract a file and all its members; gives its own status and everything written in them."""
    document = extract(blob, identify(blob), LIMITS)
    parts = [block.text for block in document.blocks] + list(document.properties.values())
    for table in document.tables:
        parts += ["\t".join(c or "" for c in row) for row in table.relation.fetchall()]
    tables.release_all()
    assert document.status is Status.READ or document.error
    try:
        for child in document.children if depth < 4 else ():
            budget[0] -= 1
            if budget[0] > 0 and child.blob is not None:
                parts.append(words(child.blob, budget, depth + 1)[1])
    except UnreadableError:
        pass
    return document.status, "\n".join(parts)


def plain(phrase: str) -> str:
    return " ".join(re.sub(r"\s+", " ", unicodedata.normalize("NFC", phrase)).split())


def expectations() -> list[dict[str, Any]]:
    lines = (CORPUS / "EXPECTED.jsonl").read_text(encoding="utf-8").splitlines()
    return [found for line in lines if (found := json.loads(line))["verified"] == "yes"]


def test_the_words_that_other_projects_expect_are_found() -> None:
    missed = []
    everything = expectations()
    for expected in everything:
        path = CORPUS / expected["path"]
        found = plain(expected["phrase"]) in plain(
            words(Blob(path.name, path=path), [MOST_MEMBERS])[1]
        )
        if found != (expected["kind"] == "contains"):
            missed.append((expected["path"], expected["phrase"]))
    assert len(missed) <= 0.03 * len(everything), missed


def test_no_file_crashes_and_each_says_what_happened() -> None:
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file() and path.parent != CORPUS:
            status, _ = words(Blob(path.name, path=path), [MOST_MEMBERS])
            assert status in set(Status)


@pytest.mark.parametrize(
    "path",
    [
        "files/Unstructured-IO+unstructured/password_protected.xlsx",
        "files/apache+poi/document/PasswordProtected.doc",
        "files/apache+poi/document/bug53475-password-is-pass.docx",
        "files/apache+tika/testEXCEL_protected_passtika.xls",
        "files/apache+tika/testPassword4Spaces.pdf",
    ],
)
def test_real_files_under_a_password_are_encrypted(path: str) -> None:
    file = CORPUS / path
    assert words(Blob(file.name, path=file), [1])[0] is Status.ENCRYPTED


@pytest.mark.parametrize(
    ("path", "password"),
    [
        ("files/apache+poi/spreadsheet/protected_passtika.xlsb", "tika"),
        ("files/apache+tika/testEXCEL_protected_passtika.xls", "tika"),
        ("files/apache+tika/testPPT_protected_passtika.pptx", "tika"),
        ("files/py-pdf+pypdf/encryption/r5-user-password.pdf", "asdfzxcv"),
    ],
)
def test_real_files_open_with_their_password(path: str, password: str) -> None:
    file = CORPUS / path
    blob = Blob(file.name, path=file)
    limits = Limits(passwords=("wrong", password), ocr_seconds=0)
    document = extract(blob, identify(blob), limits)
    tables.release_all()
    assert document.status is Status.READ
    assert document.blocks or document.tables


def test_files_and_authors_of_notes_on_the_pages_of_a_pdf_are_read() -> None:
    folder = CORPUS / "files" / "apache+tika"
    file = folder / "testPDFFileEmbInAnnotation.pdf"
    text = words(Blob(file.name, path=file), [10])[1]
    assert "This is a Excel" in text
    note = folder / "testPopupAnnotation.pdf"
    assert "Note by igalsh: this is the note" in words(Blob(note.name, path=note), [1])[1]


def test_properties_that_somebody_made_up_in_an_old_document_are_read() -> None:
    file = CORPUS / "files" / "apache+poi" / "hpsf" / "TestMickey.doc"
    text = words(Blob(file.name, path=file), [1])[1]
    assert "Client: sample client" in text
    assert "Division: sample division" in text
