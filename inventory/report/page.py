"""Puts what was counted into one page that needs nothing else, neither files nor network."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from inventory.approval import approval_of
from inventory.changes import compare_stocks
from inventory.report.actions import first_actions
from inventory.report.charts import bars, columns
from inventory.report.documents import inert
from inventory.report.facts import gather
from inventory.report.treemap import grouped
from inventory.report.words import Words, count, day, people
from inventory.retention import RetentionStatus
from inventory.stock import stocks_between
from inventory.summary import summarise
from inventory.tables import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from config.rules import Rules
    from inventory.report.facts import Facts
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.summary import Summary

_FILES = resources.files("inventory.report")
_FINISHED = "finished"
_VERIFY = "to verify"


def write_report(inventory: Inventory, rules: Rules, judge: Judge, out: Path) -> int:
    """Write the report; gives the number of documents in it.

    Args:
        inventory: where the scans' results are.
        rules: the rule files in force.
        judge: judges retention.
        out: the HTML file to write, readable by its owner only.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
        RulesError: a rule file cannot be used.
    """
    words = Words(rules, judge.schedule)
    summary = summarise(inventory)
    facts = gather(inventory, rules, judge, words)
    context = _context(facts, summary, words, judge)
    context["actions"] = first_actions(facts, words, judge, approval_of(inventory))
    context["changes"] = _changes(inventory) if facts.stocks > 1 else None
    html = _render(context)
    with replacing(out) as draft:
        draft.write_text(html, encoding="utf-8", errors="replace", newline="\n")
    return len(facts.table)


def _render(context: Mapping[str, Any]) -> str:
    """Fill the template; whatever is put into it is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(number=_number, count=count, people=people, day=day, show=_show)
    style = _asset("report.css")
    script = "\n".join(map(_asset, ("d3/d3.js", "charts.js", "report.js")))
    return environment.from_string(_asset("page.html")).render(
        **context,
        style=Markup(style),  # noqa: S704 - our own files, not data
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _asset(name: str) -> str:
    return _FILES.joinpath(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    """Give what a content security policy knows an inline element by."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _number(value: int) -> str:
    return f"{value:,}"


def _show(filters: Mapping[str, str]) -> str:
    return json.dumps(filters, ensure_ascii=False)


def _context(facts: Facts, summary: Summary, words: Words, judge: Judge) -> dict[str, Any]:
    open_sensitive = sum(tally.number for tally in facts.open_sensitive.values())
    return {
        "facts": facts,
        "summary": summary,
        "words": words,
        "share": _percent(summary.coverage.share),
        "scanned": max((end for _, end, _ in facts.sources if end), default=None),
        "unfinished": [source for source, _, state in facts.sources if state != _FINISHED],
        "people": facts.everything.people,
        "sensitive": facts.sensitive,
        "open_personal": sum(tally.number for tally in facts.open_personal.values()),
        "open_sensitive": open_sensitive,
        "overdue": facts.statuses[RetentionStatus.OVERDUE],
        "kinds": _kinds(summary, words),
        "types": _types(summary, words),
        "special": _special(facts),
        "exposures": _exposures(facts),
        "years": columns(facts.years),
        "charts": Markup(_charts(facts)),  # noqa: S704
        "statuses": _statuses(facts, words),
        "rules": _rules(facts, words, judge),
        "copies": _copies(facts),
        "unread": _unread(facts, words),
        "data": Markup(facts.table.json()),  # noqa: S704 - escaped where it is packed
        "labels": Markup(_labels(facts, words)),  # noqa: S704
    }


def _percent(share: float) -> str:
    """Write a share so that 100% means all of it."""
    return "100%" if share == 1.0 else f"{min(share * 100, 99.9):.1f}%"


def _kinds(summary: Summary, words: Words) -> list[Any]:
    ranked = sorted(summary.entities.items(), key=lambda entry: (-entry[1][1], entry[0]))
    return bars(
        (
            words.entity(entity),
            documents,
            _number(values),
            {"holds": words.entity(entity)},
        )
        for entity, (values, documents) in ranked
    )


def _types(summary: Summary, words: Words) -> list[Any]:
    ranked = sorted(summary.record_types.items(), key=lambda entry: (-entry[1], entry[0]))
    return bars(
        (words.record_type(name), number, "", {"type": words.record_type(name)})
        for name, number in ranked
    )


def _special(facts: Facts) -> list[Any]:
    ranked = sorted(facts.special.items(), key=lambda entry: -entry[1].number)
    return bars(
        (
            category[:1].upper() + category[1:],
            tally.number,
            _number(tally.people),
            {"special": category},
        )
        for category, tally in ranked
    )


def _exposures(facts: Facts) -> list[dict[str, Any]]:
    rows = [
        {
            "asset": facts.asset(asset),
            "documents": tally.number,
            "sensitive": facts.open_sensitive[asset].number if asset in facts.open_sensitive else 0,
            "people": tally.people,
            "places": [place for place, _ in tally.places.most_common(2)],
        }
        for asset, tally in facts.open_personal.items()
    ]
    return sorted(rows, key=lambda row: (-row["sensitive"], -row["people"], row["asset"]))


def _statuses(facts: Facts, words: Words) -> list[Any]:
    return bars(
        (says, facts.statuses[RetentionStatus(status)], "", {"status": status})
        for status, says in words.statuses.items()
        if facts.statuses[RetentionStatus(status)]
    )


def _rules(facts: Facts, words: Words, judge: Judge) -> list[dict[str, Any]]:
    rows = []
    for name, tally in sorted(facts.overdue.items(), key=lambda pair: -pair[1].number):
        rule = judge.schedule.rules.get(name)
        rows.append(
            {
                "id": name,
                "label": words.rule(name),
                "period": f"{rule.period} from {rule.trigger.says}" if rule else "",
                "source": rule.source if rule else "",
                "verify": bool(rule and rule.to_verify and _VERIFY not in rule.source),
                "documents": tally.number,
                "oldest": tally.oldest,
            }
        )
    return rows


def _copies(facts: Facts) -> list[dict[str, Any]]:
    rows = [
        {
            "asset": facts.asset(asset),
            "place": place,
            "documents": tally.number,
            "same": tally.same,
            "near": tally.near,
            "people": tally.people,
        }
        for (asset, place), tally in facts.copies.items()
    ]
    return sorted(rows, key=lambda row: (-row["documents"], row["place"], row["asset"]))


def _unread(facts: Facts, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "status": status,
            "reason": words.unread(status),
            "documents": tally.number,
            "places": [place for place, _ in tally.places.most_common(2)],
        }
        for status, tally in sorted(facts.unread.items(), key=lambda pair: -pair[1].number)
    ]


def _labels(facts: Facts, words: Words) -> str:
    """Give what the table needs beside its rows, as JSON that is safe inside a script element."""
    labels = {
        "statuses": dict(words.statuses),
        "reads": {status: words.unread(status).says for status in facts.unread},
        "rules": {name: words.rule(name) for name in facts.overdue},
    }
    return inert(json.dumps(labels, ensure_ascii=False, separators=(",", ":")))


def _charts(facts: Facts) -> str:
    """Give what D3 draws, as JSON that is safe inside a script element."""
    years = [column._asdict() for column in columns(facts.years)]
    charts = {"groups": grouped(facts.cells), "years": years}
    return inert(json.dumps(charts, ensure_ascii=False, separators=(",", ":")))


def _changes(inventory: Inventory) -> dict[str, Any]:
    """Give what changed since the scan before the last, by kind."""
    before, after = stocks_between(inventory)
    kinds = [
        (str(kind).capitalize(), [change.words for change in group])
        for kind, group in groupby(compare_stocks(before, after), key=lambda change: change.kind)
    ]
    return {"before": before.taken, "after": after.taken, "kinds": kinds}
