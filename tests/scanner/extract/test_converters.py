"""Files that other programs know better: read with them, or as far as can be without."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from scanner.document import Blob, Document, Limits, Status
from scanner.extract import _converters, salvage
from tests.scanner.extract.helpers import read, text
from tests.scanner.extract.test_corpus import CORPUS

FILES = CORPUS / "files"
WORKS = b"\x01\xfe\x32\x00" + b"Dear Mrs Hartley, your room is ready." + bytes(300)


def letter() -> Document:
    return salvage.extract(Blob("letter.wps", data=WORKS), "application/vnd.ms-works", Limits())


@pytest.fixture(autouse=True)
def forget_programs() -> None:
    _converters._installed.cache_clear()


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the public corpus is not beside the checkout")
@pytest.mark.parametrize(
    ("file", "program", "package", "phrase", "noise"),
    [
        ("apache+poi/publisher/Sample98.pub", "pub2xhtml", "libmspub-tools",
         "This is some text on the first page", "CHNKINK"),
        ("apache+tika/testWORKSWordProcessor4.0.wps", "wps2text", "libwps-tools",
         "made with Microsoft Works Word Processor 7.0", "Times New Roman"),
    ],
)  # fmt: skip
def test_a_program_reads_the_text_and_nothing_else(
    file: str, program: str, package: str, phrase: str, noise: str
) -> None:
    if not _converters._installed(program):
        pytest.skip(f"{program} is not installed (Debian package {package}; .ci/packages has it)")
    document = read(Path(file).name, (FILES / file).read_bytes())
    assert document.status is Status.READ
    assert phrase in text(document)
    assert noise not in text(document)


def program_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "wps2text"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin:/bin")


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the program")
@pytest.mark.parametrize(
    "script",
    ["exit 3", "echo half; exit 1", "exec sleep 60", "kill -SEGV $$", "yes | head -c 9000000"],
)
def test_a_program_that_fails_hangs_or_floods_costs_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(_converters, "_SECONDS", 1)
    monkeypatch.setattr(_converters, "_MOST", 1_000)
    monkeypatch.setitem(_converters._PROGRAMS, "application/vnd.ms-works", ("wps2text",))
    program_in(tmp_path, script, monkeypatch)
    began = time.monotonic()
    document = letter()
    assert time.monotonic() - began < 10
    if script.startswith("yes"):
        assert len(text(document)) <= 1_000
    else:
        assert document.status is Status.PARTLY_READ
        assert "Dear Mrs Hartley" in text(document)


def test_without_any_program_what_looks_like_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    document = letter()
    assert document.status is Status.PARTLY_READ
    assert "Dear Mrs Hartley" in text(document)
