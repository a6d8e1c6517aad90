"""Whose accounts and mailboxes an asset lies in: a hint for whoever names its owner."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from inventory.assets import assign_assets
from inventory.outputs import export_register
from inventory.tables import Format
from tests.inventory.conftest import record

if TYPE_CHECKING:
    from pathlib import Path

    from config.rules import Rules
    from inventory.retention import Judge
    from inventory.store import Inventory


def test_accounts_and_mailboxes_are_named_in_the_register(
    inventory: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    live = "imaps://anna@mail.rose.example"
    pst = "Mail/jo.ward.pst"
    message = {"media_type": "message/rfc822", "record_type": "", "retention_rule": ""}
    inventory.add([
        *(record(f"Residents/Ward/{n}.docx", owner="CARE\\jward") for n in range(3)),
        record("Residents/Ward/x.docx", owner="CARE\\pnair"),
        *(record(f"Residents/Ward/y{n}.docx", owner="BUILTIN\\Administrators") for n in range(9)),
        *(record(f"{pst}!/Inbox/{n}", owner="root", container=pst, **message) for n in range(2)),
        record("INBOX/1", source=live, owner="", **message),
    ])  # fmt: skip
    assign_assets(inventory, rules)
    out = tmp_path / "register.csv"
    export_register(inventory, rules, judge, Format.CSV, out)
    with out.open(encoding="utf-8", newline="") as stream:
        said = [row["Kept by (accounts and mailboxes)"] for row in csv.DictReader(stream)]
    assert "CARE\\jward (3 files); CARE\\pnair (1 file)" in said
    assert any("mailbox jo.ward" in words for words in said)
    assert any("mailbox anna@mail.rose.example" in words for words in said)
    assert not any("Administrators" in words or "root" in words for words in said)
