"""Passwords given for a scan reach what is protected, at any depth, and no row."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import py7zr
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from config.settings import Detection, Settings
from connectors.file_share import FileShare
from scanner.tasks import WorkOrder
from scanner.worker import Worker
from tests.conftest import Stocktake

SECRET = "Oakfield2019"


def locked_pdf() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=StandardEncryption(SECRET))
    page.drawString(72, 720, "NHS No 999 059 8142")
    page.save()
    return out.getvalue()


def locked_seven_zip() -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=SECRET) as archive:
        archive.writestr("NHS No 999 059 8142", "plan.txt")
    return out.getvalue()


def locked_office() -> bytes:
    plain = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("NHS No 999 059 8142")
    document.save(plain)
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(SECRET, out)
    return out.getvalue()


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    """A share with a protected file of every kind, and the passwords beside it."""
    share = tmp_path / "share"
    share.mkdir()
    (share / "plan.pdf").write_bytes(locked_pdf())
    (share / "plan.7z").write_bytes(locked_seven_zip())
    (share / "plan.docx").write_bytes(locked_office())
    (share / "open.txt").write_text("Menu of the week")
    return share


def test_a_file_of_passwords_opens_what_they_fit(
    protected: Path, tmp_path: Path, stocktake: Stocktake
) -> None:
    db, listed = tmp_path / "i.duckdb", tmp_path / "passwords.txt"
    scan = ("scan", "--path", protected, "--db", db, "--no-progress", "--json")
    listed.write_text(f"\ufeffwrong\r\n{SECRET}\r\n\r\n", encoding="utf-8")
    listed.chmod(0o600)

    def statuses() -> dict[str, str]:
        out = tmp_path / "d.csv"
        assert stocktake("export", "documents", "--out", out, "--db", db).returncode == 0
        with out.open(encoding="utf-8-sig", newline="") as stream:
            return {row["path"]: row["status"] for row in csv.DictReader(stream)}

    assert stocktake(*scan).returncode == 0
    locked = {path for path, status in statuses().items() if status == "encrypted"}
    assert {"plan.pdf", "plan.docx", "plan.7z"} <= {path.partition("!/")[0] for path in locked}

    done = stocktake(*scan, "--passwords", listed)
    assert json.loads(done.stdout)["scan"]["unchanged"] == 1, "what was locked is tried again"
    assert set(statuses().values()) == {"read"}
    assert SECRET not in done.stdout + done.stderr
    assert SECRET.encode() not in db.read_bytes()

    again = json.loads(stocktake(*scan).stdout)["scan"]
    assert again["files"] == again["unchanged"], "without passwords, what is known stays"


def test_passwords_that_do_not_fit_are_tried_once(
    protected: Path, tmp_path: Path, stocktake: Stocktake
) -> None:
    db, listed = tmp_path / "i.duckdb", tmp_path / "passwords.txt"
    scan = ("scan", "--path", protected, "--db", db, "--no-progress", "--json")
    listed.write_text("wrong\n")
    listed.chmod(0o600)
    opened = [
        (counts := json.loads(stocktake(*scan, "--passwords", listed).stdout)["scan"])["files"]
        - counts["unchanged"]
        for _ in range(2)
    ]
    assert opened == [4, 0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_a_file_of_passwords_must_be_private(tmp_path: Path, stocktake: Stocktake) -> None:
    listed = tmp_path / "passwords.txt"
    listed.write_text(SECRET)
    listed.chmod(0o644)
    done = stocktake("inspect", listed, "--passwords", listed)
    assert done.returncode == 2
    assert f"others may read {listed}: chmod 600" in done.stderr


def test_passwords_are_tried_on_members_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("plan.pdf", locked_pdf())
    (item,) = FileShare(tmp_path).items()
    settings = Settings(detection=Detection(names="off"))
    found = {}
    for passwords in ((), ("wrong", "worse"), ("wrong", SECRET)):
        order = WorkOrder(settings, b"k" * 32, "1", passwords=passwords)
        assert SECRET not in repr(order)
        found[passwords] = Worker(order).examine(item, 60)[1]
    without, wrong, right = found.values()
    assert (without.status, right.status) == ("encrypted", "read")
    assert wrong.error.endswith("none of the 2 given opens it")
    assert [finding.entity for finding in right.findings] == ["UK_NHS"]
    assert all(SECRET not in repr(row) for row in found.values())
