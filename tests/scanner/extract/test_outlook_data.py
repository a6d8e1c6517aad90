"""Outlook data files. No program but Outlook writes them, so real ones come from the corpus."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.document import Blob, Limits, Status, UnreadableError
from scanner.extract import extract
from scanner.identify import identify
from tests.scanner.extract.helpers import read

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
REAL = sorted(path for path in CORPUS.rglob("*.[po]st") if path.stat().st_size > 1000)


@pytest.mark.corpus
@pytest.mark.skipif(not REAL, reason="no Outlook data file is in the public corpus")
def test_items_are_messages_with_attachments() -> None:
    for path in REAL:
        blob = Blob(path.name, path=path)
        document = extract(blob, identify(blob), Limits())
        assert document.status is Status.READ
        for child in document.children:
            assert child.blob is not None
            inner = extract(child.blob, identify(child.blob), Limits())
            assert inner.media_type == "message/rfc822"
            assert inner.blocks


@settings(deadline=None)  # the first call loads the library
@given(st.binary(max_size=600))
def test_a_damaged_data_file_is_corrupt(rest: bytes) -> None:
    document = read("mail.pst", b"!BDN" + rest)
    assert document.status in {Status.CORRUPT, Status.READ}
    with contextlib.suppress(UnreadableError):
        list(document.children)


def test_without_the_extra_the_row_says_what_to_install() -> None:
    program = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'pypff' else find(name, *a)\n"
        "from scanner.document import Blob, Limits\nfrom scanner.extract import extract\n"
        "d = extract(Blob('a', data=b'!BDN'), 'application/vnd.ms-outlook-pst', Limits())\n"
        "print(d.status, d.error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("unsupported")
    assert "stocktake[pst]" in ran.stdout
