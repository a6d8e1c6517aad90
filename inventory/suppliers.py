"""Drafts the list of suppliers (DSPT 10.1.2) from paths, contracts and mail."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inventory.register import load_columns, sheet_of
from inventory.wording import capital, count_files

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.holdings import Holdings
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.ropa import Organisations
    from inventory.tables import Value

_FILE = "suppliers.yaml"
_OURS_FROM = 4
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class _Supplier:
    """What is known of one supplier."""

    name: str
    files: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    assets: set[str] = field(default_factory=set)
    papers: list[str] = field(default_factory=list)

    @property
    def met(self) -> str:
        """Say where it was met."""
        parts = [f"in the path of {count_files(self.files)}"] if self.files else []
        for way, number in sorted(self.messages.items()):
            parts.append(f"in {number:,} {'message' if number == 1 else 'messages'} {way}")
        return capital("; ".join(parts))


def draft_suppliers(
    holdings: Holdings, rules: Rules, judge: Judge, organisations: Organisations
) -> Register:
    """Draft the list of suppliers.

    Raises:
        RulesError: a rule file cannot be used.
    """
    found: dict[str, _Supplier] = {}

    def supplier(name: str) -> _Supplier:
        return found.setdefault(_slug(name), _Supplier(name))

    for facts in holdings.assets:
        for name, files in facts.suppliers.items():
            supplier(name).files += files
            supplier(name).assets.add(facts.id)
        for name, papers in facts.contracts.items():
            supplier(name).papers += papers
            supplier(name).assets.add(facts.id)
    for name, asset, papers in _named(holdings):
        supplier(name).papers += papers
        supplier(name).assets |= {asset} - {""}
    for domain, messages in _firms(holdings, organisations).items():
        if messages.total() >= rules.yaml(_FILE)["least_messages"]:
            known = next((slug for slug in found if slug in _slug(domain)), _slug(domain))
            found.setdefault(known, _Supplier(domain)).messages += messages
    rows: list[dict[str, Value]] = [
        {
            "id": f"SU-{slug}",
            "name": one.name,
            "met": one.met,
            "assets": ", ".join(sorted(one.assets)),
            "contract": "; ".join(one.papers[:3]),
        }
        for slug, one in sorted(found.items())
    ]
    return sheet_of("Suppliers", load_columns(rules, _FILE), rows, holdings.edits, judge.as_of)


def _named(holdings: Holdings) -> list[tuple[str, str, list[str]]]:
    """Give the firms named in papers, but not the provider.

    The provider is called like one of its homes, or is named in most of the papers.
    """
    every = {path for _, _, paths in holdings.papers for path in paths}
    named: Counter[str] = Counter()
    for name, _, paths in holdings.papers:
        named[name] += len(paths)
    ours = {
        name for name, number in named.items() if number >= _OURS_FROM and number > len(every) / 2
    }
    papers = [(_without(ours, name), asset, paths) for name, asset, paths in holdings.papers]
    homes = tuple({facts.place.lower() for facts in holdings.assets if facts.place})
    return [entry for entry in papers if entry[0] and not entry[0].lower().startswith(homes)]


def _without(ours: set[str], name: str) -> str:
    """Take the provider's own name off a line that holds two: "County Bank Rose Care Ltd"."""
    for own in ours:
        name = name.removesuffix(own).strip()
    return name


def _firms(holdings: Holdings, organisations: Organisations) -> dict[str, Counter[str]]:
    """Give messages by direction for each domain that is neither ours nor a public body's."""
    firms: dict[str, Counter[str]] = defaultdict(Counter)
    for flow, messages in holdings.flows.items():
        if not organisations.is_own(flow.domain) and not organisations.name(flow.domain):
            firms[flow.domain][flow.direction] += messages
    return firms


def _slug(name: str) -> str:
    return _NOT_WORD.sub("-", name.lower()).strip("-")
