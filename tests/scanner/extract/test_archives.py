"""Archives beyond zip and tar, and passwords that are given for them."""

from __future__ import annotations

import contextlib
import io
import shutil
import struct
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

import py7zr
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.document import Blob, Document, Limits, Status, UnreadableError
from scanner.extract import extract
from scanner.identify import identify
from tests.scanner.extract.helpers import members, read, text

CORPUS = Path(__file__).parents[4] / "shared/corpus/formats/files"
corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the public corpus is not there")
TOOL = next((t for t in ("unrar", "unar", "7z", "7zz", "bsdtar") if shutil.which(t)), None)
ZIPPER = shutil.which("bsdtar")
ISO = next((t for t in ("genisoimage", "mkisofs") if shutil.which(t)), None)


def opened(path: Path, limits: Limits | None = None) -> Document:
    blob = Blob(path.name, path=path)
    return extract(blob, identify(blob), limits or Limits())


def rows(document: Document) -> dict[str, Status]:
    return {child.path: child.status for child in document.children}


def tar(*, link: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("notes/a.txt")
        info.size = 11
        archive.addfile(info, io.BytesIO(b"Arthur Penn"))
        if link:
            info = tarfile.TarInfo("shadow")
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/shadow"
            archive.addfile(info)
    return out.getvalue()


def test_zstandard_files_and_archives() -> None:
    pack = zstandard.ZstdCompressor().compress
    assert text(members(read("a.txt.zst", pack(b"Arthur")))["a.txt"]) == "Arthur"
    assert list(members(read("a.tar.zst", pack(tar())))) == ["notes/a.txt"]
    assert rows(read("b.zst", pack(bytes(50_000_000)))) == {"b": Status.TOO_LARGE}
    with pytest.raises(UnreadableError, match="damaged"):
        list(read("c.zst", pack(tar()[:700] + bytes(range(256)) * 9)[:-9]).children)


def test_links_have_a_row_and_are_not_followed() -> None:
    assert rows(read("a.tar", tar(link=True))) == {
        "notes/a.txt": Status.READ,
        "shadow": Status.UNSUPPORTED,
    }


def seven(password: str | None = None, *, hidden: bool = False) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=hidden) as archive:
        archive.writestr(b"Arthur Penn", "letters/a.txt")
        archive.writestr(b"Joan Aldous" * 10, "b.txt")
    return out.getvalue()


def test_seven_zip_members_are_children() -> None:
    found = members(read("a.7z", seven()))
    assert text(found["letters/a.txt"]) == "Arthur Penn"
    assert list(found) == ["letters/a.txt", "b.txt"]


@pytest.mark.parametrize("hidden", [False, True])
def test_seven_zip_under_a_password(hidden: bool) -> None:
    data = seven("geheim", hidden=hidden)
    document = read("a.7z", data)
    assert document.status is Status.ENCRYPTED
    shown = {} if hidden else {"letters/a.txt": Status.ENCRYPTED, "b.txt": Status.ENCRYPTED}
    assert rows(document) == shown
    wrong = read("a.7z", data, Limits(passwords=("no", "nor this")))
    assert wrong.status is Status.ENCRYPTED
    assert "none of the 2 given" in wrong.error
    right = read("a.7z", data, Limits(passwords=("no", "geheim")))
    assert right.status is Status.READ
    assert set(rows(right).values()) == {Status.READ}


def test_seven_zip_bombs_and_damage() -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for number in range(1):
            archive.writestr(bytes(70_000_000), f"{number}.bin")
    assert read("a.7z", out.getvalue()).status is Status.TOO_LARGE
    assert read("a.7z", seven()[:-20]).status is Status.CORRUPT


def test_without_the_extra_seven_zip_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['py7zr'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'py7zr' else find(name, *a)\n"
        "from scanner.document import Blob, Limits\nfrom scanner.extract import extract\n"
        "d = extract(Blob('a.7z', data=b'7z'), 'application/x-7z-compressed', Limits())\n"
        "print(d.status, d.error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("unsupported")
    assert "stocktake[7z]" in ran.stdout


@pytest.mark.skipif(ZIPPER is None, reason="no program that encrypts zip archives is installed")
@pytest.mark.parametrize("method", ["zipcrypt", "aes128", "aes256"])
def test_zip_passwords_old_and_new(tmp_path: Path, method: str) -> None:
    (tmp_path / "a.txt").write_text("Arthur Penn, " * 50_000)
    options = ["--options", f"zip:encryption={method}", "--passphrase", "geheim", "--format", "zip"]
    subprocess.run([ZIPPER, *options, "-cf", "a.zip", "a.txt"], cwd=tmp_path, check=True)  # type: ignore[list-item]
    path = tmp_path / "a.zip"
    assert opened(path).status is Status.ENCRYPTED
    assert "the one given" in opened(path, Limits(passwords=("no",))).error
    document = opened(path, Limits(passwords=("no", "geheim")))
    assert document.status is Status.READ
    child = next(iter(document.children))
    assert child.blob is not None
    assert child.blob.data == (tmp_path / "a.txt").read_bytes()
    damaged = bytearray(path.read_bytes())
    damaged[150] ^= 1
    assert rows(read("a.zip", bytes(damaged), Limits(passwords=("geheim",))))["a.txt"] in {
        Status.CORRUPT,
        Status.ENCRYPTED,
    }


@corpus
@pytest.mark.corpus
@pytest.mark.skipif(TOOL is None, reason="no program that unpacks RAR is installed")
def test_rar_members_are_children() -> None:
    found = members(opened(CORPUS / "markokr+rarfile/rar5-subdirs.rar"))
    assert text(found["sub/with space/long fn.txt"]).strip() == "long fn"


@corpus
@pytest.mark.corpus
@pytest.mark.skipif(TOOL is None, reason="no program that unpacks RAR is installed")
def test_rar_opens_with_its_password() -> None:
    limits = Limits(passwords=("wrong", "password"))
    document = opened(CORPUS / "markokr+rarfile/rar5-psw.rar", limits)
    assert rows(document) == {"stest1.txt": Status.READ, "stest2.txt": Status.READ}


@corpus
@pytest.mark.corpus
def test_rar_under_a_password_and_in_parts() -> None:
    locked = opened(CORPUS / "markokr+rarfile/rar5-psw.rar")
    assert locked.status is Status.ENCRYPTED
    assert rows(locked) == {"stest1.txt": Status.ENCRYPTED, "stest2.txt": Status.ENCRYPTED}
    assert "first part" in opened(CORPUS / "markokr+rarfile/rar3-old.r01").error


@pytest.mark.skipif(ISO is None, reason="no program that makes disc images is installed")
@pytest.mark.parametrize("names", ["-J", "-R"])
def test_disc_images(tmp_path: Path, names: str) -> None:
    folder = tmp_path / "disc" / "Care plans"
    folder.mkdir(parents=True)
    (folder / "Mrs Aldous (long name).txt").write_text("Arthur Penn")
    (tmp_path / "disc" / "empty.txt").touch()
    image = tmp_path / "a.iso"
    subprocess.run([ISO, "-quiet", names, "-o", image, tmp_path / "disc"], check=True)  # type: ignore[list-item]
    found = members(opened(image))
    assert set(found) == {"Care plans/Mrs Aldous (long name).txt", "empty.txt"}
    assert text(found["Care plans/Mrs Aldous (long name).txt"]) == "Arthur Penn"
    data = image.read_bytes()
    short = read("a.iso", data[: data.index(b"Arthur")])
    assert rows(short)["Care plans/Mrs Aldous (long name).txt"] is Status.CORRUPT


def cabinet(*files: tuple[str, bytes], method: int = 1) -> bytes:
    """Make a cabinet of one folder."""
    whole = b"".join(data for _, data in files)
    blocks, before = b"", b""
    pieces = [whole[n : n + 32768] for n in range(0, len(whole), 32768)]
    for piece in pieces:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=before)
        packed = b"CK" + deflate.compress(piece) + deflate.flush() if method else piece
        blocks += struct.pack("<IHH", 0, len(packed), len(piece)) + packed
        before = piece
    entries, offset = b"", 0
    for name, data in files:
        day, time = (44 << 9) | (3 << 5) | 5, (10 << 11) | (15 << 5)
        entries += struct.pack("<IIHHHH", len(data), offset, 0, day, time, 0x20)
        entries += name.encode() + b"\0"
        offset += len(data)
    start = 36 + 8 + len(entries)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, start + len(blocks), 0, 44, 0, 3, 1, 1,
                                 len(files), 0, 0, 0)  # fmt: skip
    return head + struct.pack("<IHH", start, len(pieces), method) + entries + blocks


@pytest.mark.parametrize("method", [0, 1])
def test_cabinets(method: int) -> None:
    long = b"Mrs Aldous has lived here since 2019. " * 3000
    document = read("a.cab", cabinet(("docs\\a.txt", b"Arthur"), ("b.txt", long), method=method))
    children = {child.path: child for child in document.children}
    assert children["docs/a.txt"].modified == "2024-03-05T10:15:00"
    assert children["b.txt"].blob is not None
    assert children["b.txt"].blob.data == long


def test_cabinets_of_unknown_packing_and_damaged_ones_are_named() -> None:
    assert read("a.cab", cabinet(("a.txt", b"x"), method=3)).status is Status.UNSUPPORTED
    assert read("a.cab", cabinet(("a.txt", b"x"))[:40]).status is Status.CORRUPT


MAGIC = (
    ("a.cab", b"MSCF"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04"),
    ("a.rar", b"Rar!\x1a\x07\x01\x00"),
    ("a.zst", b"\x28\xb5\x2f\xfd"),
    ("a.iso", bytes(32768) + b"\x01CD001\x01"),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_any_archive_is_a_document(start: tuple[str, bytes], rest: bytes) -> None:
    document = read(start[0], start[1] + rest)
    assert document.status in set(Status)
    with contextlib.suppress(UnreadableError):
        list(document.children)
