"""Passwords given for a scan reach what is protected, at any depth, and no row."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from config.settings import Detection, Settings
from connectors.file_share import FileShare
from scanner.tasks import WorkOrder
from scanner.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Oakfield2019"


def locked_pdf() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=StandardEncryption(SECRET))
    page.drawString(72, 720, "NHS No 999 059 8142")
    page.save()
    return out.getvalue()


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
