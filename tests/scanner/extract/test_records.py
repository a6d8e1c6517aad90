"""Records inside exports: nested JSON and XML, and sheets with several tables on them."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from scanner.document import Status
from scanner.extract import markup
from tests.scanner.extract.helpers import cells, members, read, text


def test_json_lists_inside_records_are_tables_of_their_own() -> None:
    data: dict[str, Any] = {
        "home": "Oakfield",
        "clients": [
            {"name": "Joan", "address": {"town": "Leeds"}, "visits": [{"day": 1, "note": "fell"}]},
            {"name": "Bob", "tags": ["a", "b"], "visits": [{"day": 2, "note": "well"}]},
        ],
    }
    document = read("a.json", json.dumps(data).encode())
    assert text(document) == "home: Oakfield"
    assert cells(document) == {
        "clients": [
            ("name", "address.town", "tags"),
            ("Joan", "Leeds", None),
            ("Bob", None, "a; b"),
        ],
        "clients.visits": [("day", "note"), ("1", "fell"), ("2", "well")],
    }


def test_json_rows_that_are_lists_and_records_under_their_keys() -> None:
    rows = [["name", "dob"], ["Joan", "1941"], ["Bob", "1950"]]
    keyed = {str(n): {"name": f"Ann {n}", "room": n} for n in (7, 8, 9)}
    found = cells(read("a.json", json.dumps({"rows": rows, "people": keyed}).encode()))
    assert found["rows"] == [tuple(row) for row in rows]
    assert found["people"][:2] == [("key", "name", "room"), ("7", "Ann 7", "7")]


def test_json_objects_of_different_kinds_stay_lines() -> None:
    data = {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}}
    document = read("a.json", json.dumps(data).encode())
    assert text(document).splitlines() == ["x: 1", "y: 2", "z: 3"]


XML = """<?xml version="1.0"?><export><made>2024</made>
<client id="1"><name>Joan</name><address><town>Leeds</town></address>
  <visits><visit><day>1</day><note>fell</note></visit><visit><day>2</day></visit></visits></client>
<client id="2"><name>Bob</name><address><town>York</town></address></client>
<client id="3"><name>Ann</name><visits><visit><day>3</day></visit></visits></client></export>"""


def test_xml_records_with_nested_fields_and_records() -> None:
    document = read("a.xml", XML.encode())
    assert text(document) == "made: 2024"
    assert cells(document) == {
        "client": [
            ("id", "name", "address.town"),
            ("1", "Joan", "Leeds"),
            ("2", "Bob", "York"),
            ("3", "Ann", None),
        ],
        "visit": [("day", "note"), ("1", "fell"), ("2", None), ("3", None)],
    }


def test_xml_documents_stay_text() -> None:
    part = "<section><title>Falls</title><para>She <b>fell</b> at 10.</para></section>"
    document = read("a.xml", f"<article>{part * 4}</article>".encode())
    assert not document.tables
    assert "She fell at 10." in text(document)


def workbook(*rows: list[Any]) -> dict[str, list[tuple[str | None, ...]]]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    book.close()
    return cells(read("a.xlsx", out.getvalue()))


RESIDENTS: list[list[Any]] = [
    ["Resident", "DOB", "Room"],
    ["Joan", "03/09/1941", 4],
    ["Bob", "01/02/1950", 5],
]
STAFF: list[list[Any]] = [["Worker", "Phone", "Grade"], ["Priya", "07700 900123", 3]]


def test_tables_below_each_other_on_a_sheet_are_parted() -> None:
    found = workbook(["Oakfield"], *RESIDENTS, [None], ["Staff"], *STAFF)
    assert list(found) == ["Sheet", "Sheet (2)"]
    assert found["Sheet (2)"][1:] == [tuple(map(str, row)) for row in STAFF]


def test_tables_beside_each_other_on_a_sheet_are_parted() -> None:
    rows = [[*left, None, *right] for left, right in zip(RESIDENTS, [*STAFF, []], strict=True)]
    found = workbook(*rows)
    assert found["Sheet"] == [tuple(map(str, row)) for row in RESIDENTS]
    assert found["Sheet (2)"] == [tuple(map(str, row)) for row in STAFF]


@pytest.mark.parametrize(
    "rows",
    [
        [*RESIDENTS, [None], ["Ann", "05/06/1944", 6]],  # a gap between the data
        [["Oakfield"], [None], *RESIDENTS],  # a gap below the title
        [[*row[:1], None, *row[1:]] for row in RESIDENTS],  # a narrow column for looks
        [["Name", "Joan"], ["Born", "03/09/1941"], [None], ["Doctor", "Dr X"], ["Phone", "0770"]],
    ],
)
def test_gaps_inside_one_table_do_not_part_it(rows: list[list[Any]]) -> None:
    assert list(workbook(*rows)) == ["Sheet"]


def test_an_export_too_large_for_memory_is_read_record_by_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markup, "_LARGE", 100)
    late = '<client id="4"><name>Late</name><email>x@example.org</email></client>'
    many = "".join(f'<client id="{n}"><name>A{n}</name></client>' for n in range(10, 600))
    data = XML.replace("</export>", f"{many}{late}</export>")
    document = read("a.xml", data.encode())
    assert text(document) == "made: 2024"
    found = {}
    for child in document.children:
        assert child.blob is not None
        found[child.path] = cells(read(child.blob.name, child.blob.read()))[""]
    assert found["client"][:2] == [
        ("id", "name", "address.town", "other"),
        ("1", "Joan", "Leeds", ""),
    ]
    assert found["client"][-1] == ("4", "Late", "", "email: x@example.org")
    assert [row[0] for row in found["visit"]] == ["day", "1", "2", "3"]
    broken = read("a.xml", data[:-300].encode())
    assert broken.status is Status.PARTLY_READ
    assert list(members(broken)) == ["client", "visit"]
