from __future__ import annotations

import duckdb
import pytest

from detectors import tables


def test_short_rows_are_padded_and_order_is_kept() -> None:
    table = tables.from_rows("Sheet1", [["Name", "Tel"], ["Edith"], ["Joan", "07700 900123", "x"]])
    assert table is not None
    assert table.name == "Sheet1"
    assert table.relation.fetchall() == [
        ("Name", "Tel", None),
        ("Edith", None, None),
        ("Joan", "07700 900123", "x"),
    ]
    assert table.relation.columns == ["c0", "c1", "c2"]


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_no_cell_is_no_table(rows: list[list[str]]) -> None:
    assert tables.from_rows("", rows) is None


def test_half_a_surrogate_pair_does_not_cost_the_table() -> None:
    table = tables.from_rows("", [["Edith\ud83d", "ok"]])
    assert table is not None
    assert table.relation.fetchall() == [("Edith?", "ok")]


def test_release_drops_tables_and_does_what_was_asked() -> None:
    done: list[str] = []
    table = tables.from_rows("", [["a"]])
    assert table is not None
    tables.on_release(lambda: done.append("closed"))
    tables.release_all()
    tables.release_all()
    assert done == ["closed"]
    with pytest.raises(duckdb.Error):
        table.relation.fetchall()


def test_nothing_can_be_spilled_or_downloaded() -> None:
    settings = dict(
        tables.connection()
        .execute(
            "SELECT name, value FROM duckdb_settings() WHERE name IN"
            " ('temp_directory', 'autoinstall_known_extensions')"
        )
        .fetchall()
    )
    assert settings == {"temp_directory": "", "autoinstall_known_extensions": "false"}
