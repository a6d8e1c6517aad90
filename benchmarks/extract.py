"""Extraction, format by format, beside the library that anybody would reach for.

`python benchmarks/extract.py [--scale K] [--repeat N]`

Each file is made here, written to disk, and read by both sides in turn in one process: Stocktake
from identifying it to its text and tables (members included), the other library by the shortest
loop that gives the text of the same file. Best of N runs, after one that does not count.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import io
import json
import random
import sqlite3
import sys
import tarfile
import tempfile
import time
import zipfile
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pptx
from pdfminer.high_level import extract_text
from reportlab.pdfgen import canvas

sys.path.insert(0, str(Path(__file__).parents[1]))

from detectors import tables
from scanner.document import Blob, Limits, UnreadableError
from scanner.extract import extract
from scanner.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "Mrs Aldous slept well and ate her breakfast; her daughter rang about the visit at ten"
WORDS = TEXT.split()
Case = tuple[str, str, bytes, "Callable[[Path], object]"]


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=12)) + "."


def rows(count: int) -> list[list[str]]:
    chance = random.Random(7)
    header = ["Name", "Born", "Room", "Telephone", "Town", "Notes"]
    data = [
        [f"Joan Aldous {n}", "03/09/1941", str(n % 40), f"07700 900{n % 1000:03}", "Sheffield",
         sentence(chance)] for n in range(count)
    ]  # fmt: skip
    return [header, *data]


def make_pdf(pages: int) -> bytes:
    chance, out = random.Random(1), io.BytesIO()
    pdf = canvas.Canvas(out)
    for _ in range(pages):
        for line in range(45):
            pdf.drawString(50, 800 - 16 * line, sentence(chance))
        pdf.showPage()
    pdf.save()
    return out.getvalue()


def make_docx(paragraphs: int) -> bytes:
    chance, out = random.Random(2), io.BytesIO()
    document = docx.Document()
    for _ in range(paragraphs):
        document.add_paragraph(sentence(chance))
    document.save(out)
    return out.getvalue()


def make_pptx(slides: int) -> bytes:
    chance, out = random.Random(3), io.BytesIO()
    show = pptx.Presentation()
    for _ in range(slides):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = "Handover"
        slide.placeholders[1].text = "\n".join(sentence(chance) for _ in range(6))
    show.save(out)
    return out.getvalue()


def make_xlsx(count: int) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Residents")
    for row in rows(count):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def make_mail(number: int) -> bytes:
    chance = random.Random(number)
    mail = EmailMessage()
    mail["From"], mail["To"] = "priya@example.org", "zoe@example.org"
    mail["Date"], mail["Subject"] = "Tue, 02 Jan 2024 10:00:00 +0000", f"Visit {number}"
    mail.set_content("\n".join(sentence(chance) for _ in range(30)))
    return mail.as_bytes()


def make_mbox(messages: int) -> bytes:
    start = b"From priya@example.org Tue Jan  2 10:00:00 2024\n"
    return b"\n".join(start + make_mail(n) for n in range(messages))


def make_html(paragraphs: int) -> bytes:
    chance = random.Random(4)
    body = "".join(f"<p>{sentence(chance)} <b>{WORDS[n % 9]}</b></p>" for n in range(paragraphs))
    return f"<html><body>{body}</body></html>".encode()


def make_csv(count: int) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows(count))
    return out.getvalue().encode()


def make_json(count: int) -> bytes:
    header, *data = rows(count)
    return json.dumps([dict(zip(header, row, strict=True)) for row in data]).encode()


def make_xml(count: int) -> bytes:
    header, *data = rows(count)
    records = "".join(
        "<client>"
        + "".join(f"<{h}>{c}</{h}>" for h, c in zip(header, row, strict=True))
        + "</client>"
        for row in data
    )
    return f"<clients>{records}</clients>".encode()


def make_sqlite(count: int) -> bytes:
    header, *data = rows(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        database = sqlite3.connect(path)
        database.execute(f"CREATE TABLE clients ({', '.join(header)})")
        database.executemany("INSERT INTO clients VALUES (?,?,?,?,?,?)", data)
        database.commit()
        database.close()
        return path.read_bytes()


def make_zip(members: int) -> bytes:
    chance, out = random.Random(5), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"notes/{number}.txt", "\n".join(sentence(chance) for _ in range(80)))
    return out.getvalue()


def make_tar(members: int) -> bytes:
    chance, out = random.Random(6), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for number in range(members):
            data = "\n".join(sentence(chance) for _ in range(80)).encode()
            info = tarfile.TarInfo(f"notes/{number}.txt")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def read_docx(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def read_pptx(path: Path) -> str:
    shapes = (shape for slide in pptx.Presentation(str(path)).slides for shape in slide.shapes)
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def read_xlsx(path: Path) -> object:
    book = openpyxl.load_workbook(path, read_only=True)
    found = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    book.close()
    return found


def body(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    part = message.get_body(("plain", "html"))
    return part.get_content() if part else ""


def read_mbox(path: Path) -> object:
    import mailbox  # noqa: PLC0415 - only here

    box = mailbox.mbox(path)
    found = [body(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - not a dict
    box.close()
    return found


class Words(HTMLParser):
    """Gathers the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a run of text."""
        self.found.append(data)


def read_html(path: Path) -> str:
    words = Words()
    words.feed(path.read_text(encoding="utf-8"))
    return " ".join(words.found)


def read_csv(path: Path) -> object:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def read_xml(path: Path) -> object:
    return [[field.text for field in record] for record in ET.parse(path).getroot()]


def read_sqlite(path: Path) -> object:
    database = sqlite3.connect(path)
    found = database.execute("SELECT * FROM clients").fetchall()
    database.close()
    return found


def read_zip(path: Path) -> object:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def read_tar(path: Path) -> object:
    with tarfile.open(path) as archive:
        streams = (archive.extractfile(member) for member in archive)
        return [stream.read().decode() for stream in streams if stream]


def cases(scale: int) -> list[Case]:
    """Give for each family: the file's name, the other library, the file, and how that reads it."""
    return [
        ("report.pdf", "pdfminer.six", make_pdf(10 * scale), lambda path: extract_text(str(path))),
        ("plan.docx", "python-docx", make_docx(400 * scale), read_docx),
        ("talk.pptx", "python-pptx", make_pptx(20 * scale), read_pptx),
        ("list.xlsx", "openpyxl", make_xlsx(4000 * scale), read_xlsx),
        ("mail.eml", "email", make_mail(1), lambda path: body(path.read_bytes())),
        ("inbox.mbox", "mailbox", make_mbox(300 * scale), read_mbox),
        ("page.html", "html.parser", make_html(2000 * scale), read_html),
        ("list.csv", "csv", make_csv(20_000 * scale), read_csv),
        (
            "list.json",
            "json",
            make_json(10_000 * scale),
            lambda path: json.loads(path.read_bytes()),
        ),
        ("list.xml", "ElementTree", make_xml(10_000 * scale), read_xml),
        ("export.db", "sqlite3", make_sqlite(20_000 * scale), read_sqlite),
        ("notes.zip", "zipfile", make_zip(100 * scale), read_zip),
        ("notes.tgz", "tarfile", make_tar(100 * scale), read_tar),
    ]


def ours(path: Path) -> None:
    """Read a file and everything in it, tables to their last cell."""
    visit(Blob(path.name, path=path))


def visit(blob: Blob) -> None:
    document = extract(blob, identify(blob), Limits())
    for table in document.tables:
        table.relation.aggregate("count(*)").fetchall()
    tables.release_all()
    try:
        for child in document.children:
            if child.blob is not None:
                visit(child.blob)
    except UnreadableError as error:
        print(f"  {blob.name}: {error}")


def best(read: Callable[[Path], object], path: Path, repeat: int) -> float:
    """Give the shortest time in seconds of `repeat` runs, after one that does not count."""
    times = []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        read(path)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=int, default=1, help="how large the files are")
    options.add_argument("--repeat", type=int, default=5)
    chosen = options.parse_args()
    print(
        f"{'file':<12}{'MB':>7}{'Stocktake':>12}{'MB/s':>8}  {'library':<14}{'ms':>8}{'ratio':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, library, data, read in cases(chosen.scale):
            path = Path(folder) / name
            path.write_bytes(data)
            mine, theirs = best(ours, path, chosen.repeat), best(read, path, chosen.repeat)
            size = len(data) / 1e6
            print(
                f"{name:<12}{size:>7.2f}{mine * 1000:>9.1f} ms{size / mine:>8.1f}  "
                f"{library:<14}{theirs * 1000:>8.1f}{theirs / mine:>7.1f}x"
            )


if __name__ == "__main__":
    main()
