"""Drafts the record of processing activities (UK GDPR Article 30), one row a family of records.

What is usual in the sector is proposed and marked so; what was seen in mail is stated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from inventory.drafts import security
from inventory.holdings import merged
from inventory.register import load_columns, sheet_of
from inventory.wording import capital

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from config.rules import Rules
    from inventory.drafts import Drafts
    from inventory.holdings import AssetFacts, Flow, Holdings
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.tables import Value

_FILE = "ropa.yaml"
_MAIL = "mail"
_OTHER = "other"
_PROPOSED = "Proposed: "
_MOST_SEEN = 6
_OWN_SHARE = 0.5


class Organisations:
    """Says who is behind a mail domain.

    Args:
        rules: the rule files in force.
        own: the provider's own domains.
    """

    def __init__(self, rules: Rules, own: Collection[str]) -> None:
        entries = rules.yaml(_FILE)["organisations"]
        self._names = {domain: entry["name"] for entry in entries for domain in entry["domains"]}
        self._own = frozenset(domain.lower() for domain in own)

    def is_own(self, domain: str) -> bool:
        """Tell the provider's own domains, and what is below them."""
        return any(ending in self._own for ending in _endings(domain))

    def name(self, domain: str) -> str:
        """Name a public body or a kind of sender by its domain, or ""."""
        return next((self._names[end] for end in _endings(domain) if end in self._names), "")


def own_domains(flows: Mapping[Flow, int], given: Collection[str]) -> frozenset[str]:
    """Give the provider's mail domains: those set, else the one on most of all messages.

    Args:
        flows: messages by flow.
        given: what the settings say.
    """
    if given or not flows:
        return frozenset(given)
    met: Counter[str] = Counter()
    for flow, messages in flows.items():
        met[flow.domain] += messages
    domain, messages = met.most_common(1)[0]
    # Every message has two sides, and one of them is the provider.
    return frozenset({domain}) if messages >= _OWN_SHARE * sum(flows.values()) / 2 else frozenset()


def draft_ropa(
    holdings: Holdings, rules: Rules, judge: Judge, drafts: Drafts, organisations: Organisations
) -> Register:
    """Draft the record of processing activities.

    Raises:
        RulesError: a rule file cannot be used.
    """
    families: dict[str, list[AssetFacts]] = defaultdict(list)
    for facts in holdings.assets:
        families[facts.family.id].append(facts)
    seen = _seen(holdings.flows, organisations, families)
    usual = rules.yaml(_FILE)
    rows = [
        _row(merged(several), several, _usual(usual, family), drafts)
        | {"seen": _mail_words(seen[family])}
        for family, several in families.items()
    ]
    rows.sort(key=lambda row: str(row["name"]))
    return sheet_of("ROPA", load_columns(rules, _FILE), rows, holdings.edits, judge.as_of)


def _usual(spec: Mapping[str, Any], family: str) -> dict[str, str]:
    activity = spec["activities"].get(family) or spec["activities"][_OTHER]
    return {**spec["bases"][activity["basis"]], **activity}


def _row(
    whole: AssetFacts, several: Iterable[AssetFacts], usual: Mapping[str, str], drafts: Drafts
) -> dict[str, Value]:
    article = drafts.article(whole)
    return {
        "id": f"RP-{whole.family.id}",
        "name": whole.family.name,
        "purpose": capital(whole.family.purpose),
        "subjects": drafts.subjects(whole),
        "data": capital(drafts.types(whole)),
        "special": f"Yes: {article}" if article else "No",
        "received": _to_confirm(usual["received"]),
        "recipients": _to_confirm(usual["recipients"]),
        "transfer": _to_confirm(usual["transfer"]),
        "art6": _proposed(usual["art6"]),
        "art9": _proposed(usual["art9"]) if article else "",
        "confidence": _proposed(usual["confidence"]),
        "retention": drafts.retention(whole),
        "security": security(whole),
        "assets": ", ".join(sorted(facts.id for facts in several)),
        "dpia": drafts.dpia_trigger(whole),
    }


def _to_confirm(text: str) -> str:
    return f"{capital(text)}; to be confirmed" if text else ""


def _proposed(text: str) -> str:
    return _PROPOSED + text if text else ""


def _seen(
    flows: Mapping[Flow, int], organisations: Organisations, families: Collection[str]
) -> dict[str, Counter[tuple[str, str]]]:
    """Give messages by (direction, who) for each family; mail that is of none held goes to mail."""
    seen: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for flow, messages in flows.items():
        if not organisations.is_own(flow.domain):
            who = organisations.name(flow.domain) or flow.domain
            family = flow.family if flow.family in families else _MAIL
            seen[family][flow.direction, who] += messages
    return seen


def _mail_words(counts: Counter[tuple[str, str]]) -> str:
    """Say "from the NHS (12 messages), to councils (1 message)"."""
    parts = [
        f"{direction} {who} ({number:,} {'message' if number == 1 else 'messages'})"
        for (direction, who), number in counts.most_common(_MOST_SEEN)
    ]
    more = len(counts) - _MOST_SEEN
    return capital(", ".join(parts)) + (f", and {more:,} others" if more > 0 else "")


def _endings(domain: str) -> list[str]:
    """Give `a.b.uk`, `b.uk`, `uk`: the longest ending first."""
    parts = domain.lower().split(".")
    return [".".join(parts[at:]) for at in range(len(parts))]
