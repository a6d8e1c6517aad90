"""Rule files: the provider's copies win, the shipped ones fill in."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.rules import Rules, RulesError


def test_an_edited_copy_replaces_the_shipped_file(tmp_path: Path) -> None:
    shipped = Rules()
    (tmp_path / "clocks.yaml").write_text("labels: {}\n")
    own = Rules(tmp_path)
    assert own.yaml("clocks.yaml") == {"labels": {}}
    assert own.yaml("assets.yaml") == shipped.yaml("assets.yaml")
    assert own.version() != shipped.version()


def test_the_schedule_has_every_row_with_its_source() -> None:
    rows = Rules().csv("retention.csv")
    assert len(rows) == 105
    assert all(row["basis_source"] and row["trigger"] for row in rows)
    assert all(row["period"].startswith("P") for row in rows)


def test_a_broken_copy_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "assets.yaml").write_text("a: b: c\n")
    with pytest.raises(RulesError, match=r"assets\.yaml is not valid YAML.*line 1"):
        Rules(tmp_path).yaml("assets.yaml")


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="does not exist"):
        Rules(tmp_path / "nowhere")


def test_rules_applied_to_what_is_stored_make_no_file_stale(tmp_path: Path) -> None:
    shipped = Rules()
    (tmp_path / "assets.yaml").write_text(shipped.text("assets.yaml") + "\n# our own words\n")
    assert Rules(tmp_path).version() == shipped.version()


def test_a_vocabulary_of_ones_own_makes_files_stale(tmp_path: Path) -> None:
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies" / "ours.yaml").write_text("entity: HEALTH\n")
    assert Rules(tmp_path).version() != Rules().version()
