"""Mail, mailboxes and archives: each member its own document, whatever is wrong with one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.document import Blob, Limits, Status, UnreadableError
from scanner.extract import extract
from tests.scanner.extract.helpers import docx, members, package, paragraph, read, text


def message(subject: str = "Mrs Aldous", body: str = "She is well.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Priya Shah <priya@example.org>"
    mail["To"] = "Zoë Penn <zoe@example.org>"
    mail["Date"] = "Tue, 02 Jan 2024 10:00:00 +0000"
    mail["Subject"] = subject
    mail.set_content(body)
    return mail


def test_headers_are_text_and_properties() -> None:
    document = read("a.eml", message().as_bytes())
    assert document.blocks[0].text.splitlines() == [
        "From: Priya Shah <priya@example.org>",
        "To: Zoë Penn <zoe@example.org>",
        "Date: Tue, 02 Jan 2024 10:00:00 +0000",
        "Subject: Mrs Aldous",
    ]
    assert document.properties["date"] == "2024-01-02T10:00:00+00:00"
    assert document.properties["from"] == "Priya Shah <priya@example.org>"
    assert "She is well." in text(document)


def test_attachments_are_children_and_forwarded_mail_too() -> None:
    mail = message()
    plan = docx(paragraph("Care plan"))
    for _ in range(2):
        mail.add_attachment(plan, maintype="application", subtype="x", filename="plan.docx")
    mail.add_attachment(message("Older", "Inner words"))
    found = members(read("a.eml", mail.as_bytes()))
    assert list(found) == ["plan.docx", "plan (2).docx", "message.eml"]
    assert text(found["plan.docx"]) == "Care plan"
    assert "Inner words" in text(found["message.eml"])


def test_html_mail_is_read_once() -> None:
    mail = message(body="Plain words")
    mail.add_alternative("<p>Plain <b>words</b></p>", subtype="html")
    assert text(read("a.eml", mail.as_bytes())).count("Plain") == 1
    only = EmailMessage()
    only["Subject"] = "x"
    only["Message-ID"] = "<1@example.org>"
    only.set_content("<style>b{}</style><p>Rich <b>words</b></p>", subtype="html")
    assert "Rich words" in text(read("a.eml", only.as_bytes()))


@pytest.mark.parametrize(
    "header",
    [
        "Subject: Siân".encode(),
        "Subject: Siân".encode("latin-1"),
        b"Subject: =?utf-8?q?Si=C3=A2n?=",
        b"Subject: =?x-unknown?q?Si=C3=A2n?=",
    ],
)
def test_subjects_survive_what_senders_do(header: bytes) -> None:
    data = b"From: a@example.org\nMessage-ID: <1@x>\n" + header + b"\n\nbody\n"
    assert "Subject: Siân" in text(read("a.eml", data))


def test_attachment_names_lose_their_folders() -> None:
    mail = message()
    mail.add_attachment(b"x", maintype="text", subtype="plain", filename="..\\..\\cv.txt")
    assert list(members(read("a.eml", mail.as_bytes()))) == ["cv.txt"]


@given(st.binary(max_size=300))
def test_any_mail_is_a_document(rest: bytes) -> None:
    head = b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    document = extract(Blob("a.eml", data=head + rest), "message/rfc822", Limits())
    assert document.status in {Status.READ, Status.CORRUPT}
    list(document.children)


def test_mailbox_messages_are_numbered_and_unquoted() -> None:
    box = (
        b"From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\nSubject: One\n\nHello\n"
        b">From the start.\n\nFrom January 2015 we moved.\n\n"
        b"From b@example.org Tue Jan  2 10:00:00 2024\nFrom: b@example.org\nSubject: Two\n\nBye\n"
        b"From c@example.org Wed Jan  3 10:00:00 2024\nSubject: No blank line before\n\nx\n"
    )
    found = members(read("inbox", box))
    assert list(found) == ["1", "2", "3"]
    assert "\nFrom the start." in text(found["1"])
    assert "From January 2015" in text(found["1"])
    assert found["2"].properties["subject"] == "Two"


def test_archive_members_are_children_nested_ones_too() -> None:
    inner = package({"letters/a.txt": "Dear Mrs Aldous"})
    found = members(read("a.zip", package({"in.zip": inner, "b.txt": "x", "empty/": ""})))
    assert list(found) == ["in.zip", "b.txt"]
    assert text(members(found["in.zip"])["letters/a.txt"]) == "Dear Mrs Aldous"


def test_archive_paths_that_climb_out_are_only_names() -> None:
    data = package({"../../etc/x.txt": "a", "C:\\Users\\y.txt": "b", "/abs.txt": "c"})
    assert list(members(read("a.zip", data))) == ["../../etc/x.txt", "C:/Users/y.txt", "abs.txt"]


def test_archive_with_two_members_of_one_name_gives_both() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "second")
    assert [text(d) for d in members(read("a.zip", out.getvalue())).values()] == ["first", "second"]


def test_names_in_utf8_without_the_flag_are_read() -> None:
    data = package({"XXXXX.txt": "x"}).replace(b"XXXXX", "Siân".encode())
    assert list(members(read("a.zip", data))) == ["Siân.txt"]


def flagged(data: bytes) -> bytes:
    """Mark the first entry of an archive as encrypted, in both of its headers."""
    central = data.index(b"PK\x01\x02") + 8
    changed = bytearray(data)
    changed[6] |= 1
    changed[central] |= 1
    return bytes(changed)


def test_encrypted_entries_say_so_and_others_are_read() -> None:
    document = read("a.zip", flagged(package({"secret.txt": "x", "open.txt": "y"})))
    children = list(document.children)
    assert [(c.path, c.status) for c in children] == [
        ("secret.txt", Status.ENCRYPTED),
        ("open.txt", Status.READ),
    ]
    assert read("a.zip", flagged(package({"secret.txt": "x"}))).status is Status.ENCRYPTED


def test_a_damaged_entry_costs_itself_alone() -> None:
    data = bytearray(package({"a.txt": "first" * 100, "b.txt": "second"}))
    data[38] ^= 0xFF
    statuses = [child.status for child in read("a.zip", bytes(data)).children]
    assert statuses == [Status.CORRUPT, Status.READ]


def test_bombs_are_named_not_opened() -> None:
    data = package({"bomb.txt": b"0" * 30_000_000})
    assert [c.status for c in read("a.zip", data).children] == [Status.TOO_LARGE]
    packed = gzip.compress(b"0" * 30_000_000)
    assert [c.status for c in read("a.gz", packed).children] == [Status.TOO_LARGE]


def test_more_members_than_the_limit_is_partly_read() -> None:
    data = package({f"{n}.txt": "x" for n in range(10)})
    document = read("a.zip", data, Limits(max_members=3))
    assert document.status is Status.PARTLY_READ
    assert len(list(document.children)) == 3


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../a.txt")
        info.size = 11
        archive.addfile(info, io.BytesIO(b"Arthur Penn"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", lambda data: data),
        ("a.tgz", gzip.compress),
        ("a.tar.bz2", bz2.compress),
        ("a.tar.xz", lzma.compress),
    ],
)
def test_tar_files_without_their_links_and_devices(name: str, pack: object) -> None:
    found = members(read(name, pack(tar())))  # type: ignore[operator]
    assert {path: text(d) for path, d in found.items()} == {"../a.txt": "Arthur Penn"}


def test_one_file_under_gzip() -> None:
    assert list(members(read("notes.txt.gz", gzip.compress(b"Hello")))) == ["notes.txt"]


def test_an_archive_that_breaks_off_says_so_after_what_could_be_read() -> None:
    big = io.BytesIO()
    with tarfile.open(fileobj=big, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            info = tarfile.TarInfo(name)
            info.size = 50_000
            archive.addfile(info, io.BytesIO(b"word " * 10_000))
    document = read("a.tar", big.getvalue()[:70_000])
    children = iter(document.children)
    assert next(children).path == "a.txt"
    with pytest.raises(UnreadableError, match="damaged"):
        list(children)


def test_winmail_dat_gives_up_its_body_and_attachment() -> None:
    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", level, number, 0, len(data)) + data + b"\0\0"

    data = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x8004, b"Handover\0")
    data += attribute(1, 0x800C, b"Mrs Aldous fell.\0") + attribute(2, 0x9002, bytes(14))
    data += attribute(2, 0x8010, b"fall.txt\0") + attribute(2, 0x800F, b"At 10:00")
    document = read("winmail.dat", data)
    assert "Mrs Aldous fell." in text(document)
    assert text(members(document)["fall.txt"]) == "At 10:00"
