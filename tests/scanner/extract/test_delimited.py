from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.tables import release_all
from scanner.document import Blob, Limits, Status
from scanner.extract import delimited

if TYPE_CHECKING:
    from collections.abc import Iterator

Rows = list[tuple[str | None, ...]]

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "formats"
_PADDING = b"1,2,3\n" * 100_000  # enough to be read by DuckDB where it lies


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    yield
    release_all()


def rows(data: bytes | Path) -> Rows:
    blob = Blob("x.csv", path=data) if isinstance(data, Path) else Blob("x.csv", data=data)
    document = delimited.extract(blob, "text/csv", Limits())
    assert document.status is Status.READ
    found = document.tables[0].relation.fetchall() if document.tables else []
    return [tuple(cell or None for cell in row) for row in found]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a;b;c\n1;2,5;3\n", [("a", "b", "c"), ("1", "2,5", "3")]),
        (b"a|b\n1|2\n", [("a", "b"), ("1", "2")]),
        (b"a\tb\n1,5\t2\n", [("a", "b"), ("1,5", "2")]),
        (b"sep=|\r\na|b\r\n1|2\r\n", [("a", "b"), ("1", "2")]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [("a", "b"), ("1", "2")]),
        (b"a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        ("Zoë\tb\n1\t2\n".encode("utf-16"), [("Zoë", "b"), ("1", "2")]),
        ("Zoë,b\n1,2\n".encode("cp1252"), [("Zoë", "b"), ("1", "2")]),
        ("Zoë,b\n".encode("cp1252") + "Zoë,2\n".encode(), [("Zoë", "b"), ("Zoë", "2")]),
        (b'a,b\n"two\nlines","say ""hi"""\n', [("a", "b"), ("two\nlines", 'say "hi"')]),
        (b'a,b\n"say \\"hi\\", ok",2\n', [("a", "b"), ('say "hi", ok', "2")]),
        (b'a,b\n"never closed,2\n3,4\n', [("a", "b"), ('"never closed', "2"), ("3", "4")]),
        (b"Title\n\na,b\n1,2\n", [("Title", None), (None, None), ("a", "b"), ("1", "2")]),
        (b"a,b\n1,2,3\n", [("a", "b", None), ("1", "2", "3")]),
        (b"alone\nedith\n", [("alone",), ("edith",)]),
    ],
)  # fmt: skip
def test_dialects(data: bytes, expected: Rows) -> None:
    assert rows(data) == expected


@pytest.mark.parametrize(
    ("extra", "last"),
    [
        (b"Edith,Joan,Gwen\n", ("Edith", "Joan", "Gwen")),
        (b"short\n", ("short", None, None)),
        (b"note,with,commas, not quoted\n", ("note", "with", "commas, not quoted")),
        ("Zoë,2,3\n".encode("cp1252"), ("Zoë", "2", "3")),
        (b'"two\nlines",2,3\n', ("two\nlines", "2", "3")),
        (b'"never closed,2,3\n', ('"never closed', "2", "3")),
        (b'6" nails,2,3\n', ('6" nails', "2", "3")),
    ],
)
def test_one_odd_row_in_a_large_file_is_not_lost(
    extra: bytes, last: tuple[str | None, ...], tmp_path: Path
) -> None:
    path = tmp_path / "export [1].csv"  # DuckDB would take the brackets for a pattern
    path.write_bytes(_PADDING + extra)
    for source in (path, path.read_bytes()):
        found = rows(source)
        assert len(found) == 100_001
        assert found[-1] == last
        release_all()


def test_a_large_file_in_utf_16() -> None:
    found = rows(("Zoë,b,c\n" + "1,2,3\n" * 100_000).encode("utf-16"))
    assert found[0] == ("Zoë", "b", "c")
    assert len(found) == 100_001


def test_a_cell_that_has_to_be_cut_is_said_to_be() -> None:
    blob = Blob("x.csv", data=_PADDING + b"x" * 3_000_000 + b",2,3\n")
    document = delimited.extract(blob, "text/csv", Limits())
    assert document.status is Status.PARTLY_READ
    assert document.error == "1 cells were cut at 1,000,000 characters"
    assert len(document.tables[0].relation.fetchall()) == 100_001


_TIDY = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(_TIDY, min_size=width, max_size=width), min_size=6, max_size=12
        )
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_the_csv_module_writes_is_read_back(grid: list[list[str]], delimiter: str) -> None:
    grid[0] = [f"Header {i}" for i in range(len(grid[0]))]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(grid)
    assert rows(out.getvalue().encode()) == [tuple(cell or None for cell in row) for row in grid]
    release_all()


@pytest.mark.corpus
@pytest.mark.skipif(
    not _CORPUS.is_dir(), reason="the public test corpus is not beside the checkout"
)
def test_files_of_the_corpus_are_all_read() -> None:
    files = [p for p in _CORPUS.rglob("*.csv") if p.name != "MANIFEST.csv"]
    assert len(files) >= 6
    for path in files:
        assert rows(path), path.name
        release_all()
