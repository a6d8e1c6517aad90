"""Damaged and hostile files, in guarded processes as the scanner opens them, with figures."""

from __future__ import annotations

import io
import random
import sys
import tempfile
import zipfile
from collections import Counter
from concurrent.futures import TimeoutError as TaskTimeoutError
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pebble import ProcessExpired, ProcessPool

from detectors import tables
from scanner import guard
from scanner.document import Blob, Limits, UnreadableError
from scanner.extract import extract
from scanner.identify import identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "formats"
VARIANTS = 20
SECONDS = 20
MEMORY_MB = 1024
WORKERS = 2
LIMITS = Limits(max_bytes=64 * 2**20, max_expanded=256 * 2**20, ocr_seconds=0)
MOST_MEMBERS = 50
FLIPPED = 0.002  # of the bytes
LARGEST = 8 * 2**20


def mutant(data: bytes, seed: int) -> bytes:
    """Make a variant: every third is cut short, the others have bytes flipped."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return data[: chance.randrange(len(data) or 1)]
    changed = bytearray(data)
    head = 512 if seed % 3 == 1 else len(changed)  # half of them in the head, where it hurts
    for _ in range(max(1, int(min(head, len(changed)) * FLIPPED * 10))):
        if changed:
            changed[chance.randrange(min(head, len(changed)))] = chance.randrange(256)
    return bytes(changed)


def prepare(folder: str) -> None:
    """Guard this process as a worker of the scanner is; temporary files go to `folder`."""
    tempfile.tempdir = folder
    from scanner.extract import readers  # noqa: PLC0415 - loaded before memory is counted

    readers()
    guard.guard_process(MEMORY_MB)


def open_whole(name: str, data: bytes) -> str:
    """Open a file with all that is in it; gives its status, or the exception that escaped."""
    try:
        return visit(Blob(name, data=data), [MOST_MEMBERS], 0)
    except MemoryError:
        guard.out_of_memory()
        raise
    except Exception as error:
        return f"ESCAPED {type(error).__name__}"


def visit(blob: Blob, budget: list[int], depth: int) -> str:
    document = extract(blob, identify(blob), LIMITS)
    for table in document.tables:
        table.relation.fetchall()
    tables.release_all()
    try:
        for child in document.children if depth < 4 else ():
            budget[0] -= 1
            if budget[0] < 0:
                break
            if child.blob is not None:
                visit(child.blob, budget, depth + 1)
    except UnreadableError:
        pass
    return str(document.status)


def open_variant(path: str, seed: int) -> str:
    return open_whole(Path(path).name, mutant(Path(path).read_bytes(), seed))


def run(tasks: Iterable[tuple[str, int]], folder: str) -> Iterator[tuple[str, int, str]]:
    """Open variants in a pool of guarded processes; gives what became of each."""
    work = list(tasks)
    with ProcessPool(
        max_workers=WORKERS, max_tasks=2000, initializer=prepare, initargs=(folder,)
    ) as pool:
        for start in range(0, len(work), 200):
            futures = [
                pool.schedule(open_variant, args=task, timeout=SECONDS)
                for task in work[start : start + 200]
            ]
            for (path, seed), future in zip(work[start : start + 200], futures, strict=True):
                try:
                    yield path, seed, future.result()
                except TaskTimeoutError:
                    yield path, seed, "TIMED OUT"
                except ProcessExpired as error:
                    yield path, seed, f"DIED {error.exitcode}"


def corpus_files() -> list[str]:
    files = (path for path in sorted(CORPUS.rglob("*")) if path.parent != CORPUS)
    return [str(path) for path in files if path.is_file() and 0 < path.stat().st_size < LARGEST]


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the public corpus is not beside the checkout")
def test_damaged_variants_of_every_file_of_the_corpus(tmp_path: Path) -> None:
    work = [(path, seed) for path in corpus_files() for seed in range(VARIANTS)]
    found = list(run(work, str(tmp_path)))
    counts = Counter(outcome for _, _, outcome in found)
    sys.stdout.write(f"\n{len(found)} variants: {dict(counts.most_common())}\n")
    bad = [(Path(p).name, seed, o) for p, seed, o in found if o.split()[0] in {"ESCAPED", "TIMED"}]
    died = [(Path(p).name, seed, o) for p, seed, o in found if o.startswith("DIED")]
    sys.stdout.write(f"escaped or timed out: {bad[:40]}\ndied: {died[:40]}\n")
    assert len(found) == len(work)
    assert not [outcome for outcome in bad if "ESCAPED" in outcome[2]]
    assert len(bad) <= 0.001 * len(found)
    assert len(died) <= 0.005 * len(found)
    assert not list(tmp_path.iterdir()), "temporary files were left behind"


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e11;</a>'.encode()


def looping_pdf() -> bytes:
    """Make a PDF whose page tree holds itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000/Parent 2 0 R>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources 3 0 R>>endobj\n"
        b"trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    )


def corners() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "x", "y"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_bomb(depth: int) -> bytes:
    data = bytes(20_000_000)
    for level in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(8):
                archive.writestr(f"{level}-{copy}.zip" if level else f"{copy}.bin", data)
        data = out.getvalue()
    return data


HOSTILE = {
    "bomb.xml": entity_bomb(),
    "loop.pdf": looping_pdf(),
    "corners.xlsx": corners(),
    "deep.json": b"[" * 200_000,
    "deep.xml": b"<a>" * 100_000,
    "deep.rtf": b"{\\rtf1" + b"{" * 200_000,
    "wide.csv": b"," * 2_000_000,
    "long.eml": b"From: a\nSubject: " + b"=?utf-8?q?=20?= " * 50_000 + b"\n\nx",
    "bomb.zip": zip_bomb(3),
    "dump.sql": b"INSERT INTO t VALUES " + b"('(', (" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_end_in_time_and_have_a_status(name: str, tmp_path: Path) -> None:
    with ProcessPool(max_workers=1, initializer=prepare, initargs=(str(tmp_path),)) as pool:
        outcome = pool.schedule(open_whole, args=(name, HOSTILE[name]), timeout=60).result()
    assert not outcome.startswith("ESCAPED"), outcome
    assert not list(tmp_path.iterdir())
