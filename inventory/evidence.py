"""Says which question of the Data Security and Protection Toolkit each output answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.rules import RulesError
from inventory.register import load_columns, sheet_of
from inventory.retention import RetentionStatus
from inventory.wording import sentence_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.rules import Rules
    from inventory.approval import Approval
    from inventory.drafts import Drafts
    from inventory.holdings import Holdings
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.summary import Summary

_FILE = "dspt.yaml"


def draft_evidence(
    holdings: Holdings, rules: Rules, judge: Judge, facts: Mapping[str, object]
) -> Register:
    """Draft the page of evidence.

    Args:
        holdings: what is held.
        rules: the rule files in force.
        judge: judges retention.
        facts: what the words in braces stand for.

    Raises:
        RulesError: a rule file cannot be used.
    """
    spec = rules.yaml(_FILE)
    rows = []
    for entry in spec["questions"]:
        try:
            evidence = entry["evidence"].format_map(facts)
        except (KeyError, ValueError) as error:
            known = ", ".join(sorted(facts))
            raise RulesError(
                f"{_FILE}, question {entry['id']}: {error} in braces; known: {known}"
            ) from error
        rows.append(
            {
                "id": f"DSPT-{entry['id']}",
                "name": entry["question"],
                "level": entry["level"],
                "version": spec["version"],
                "verify": "yes" if entry.get("verify") else "",
                "output": entry["output"],
                "evidence": evidence[:1].upper() + evidence[1:],
            }
        )
    columns = load_columns(rules, _FILE)
    return sheet_of("DSPT evidence", columns, rows, holdings.edits, judge.as_of)


def evidence_facts(
    holdings: Holdings,
    sheets: Mapping[str, Register],
    judge: Judge,
    drafts: Drafts,
    *,
    approval: Approval,
    summary: Summary,
) -> dict[str, object]:
    """Give what `dspt.yaml` can speak of."""
    assets, rows = holdings.assets, sheets["Register"].rows
    statuses = [facts.statuses for facts in assets]

    def filled(key: str, *values: str) -> int:
        said = (row.get(key) for row in rows)
        return sum(bool(value) and (not values or value in values) for value in said)

    kinds = {kind for facts in assets for kind in facts.subjects}
    return {
        "assets": len(rows),
        "activities": len(sheets["ROPA"].rows),
        "suppliers": len(sheets["Suppliers"].rows),
        "by_hand": len(holdings.added),
        "approval": approval.says(judge.as_of),
        "subjects": sentence_list(sorted(drafts.subject(kind) for kind in kinds)) or "none",
        "owned": filled("owner"),
        "backed_up": filled("backed_up", "Yes"),
        "critical": filled("criticality", "High"),
        "dpia": filled("dpia_trigger"),
        "last_scan": f"{holdings.audit:%d/%m/%Y}" if holdings.audit else "not finished yet",
        "coverage": summary.coverage.sentence(),
        "open_special": sum(facts.open_special for facts in assets),
        "overdue": sum(status[RetentionStatus.OVERDUE] for status in statuses),
        "review": sum(status[RetentionStatus.REVIEW] for status in statuses),
        "synced": sum(facts.synced.total() for facts in assets),
        "copies": sum(facts.copies.total() for facts in assets),
        "rules": len(judge.schedule.rules),
        "disposals": holdings.disposals,
        "credentials": holdings.credentials,
    }
