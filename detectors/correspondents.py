"""Says what kinds of people a message is from or to, by the domains of their addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from config.rules import Rules

_DOMAIN = re.compile(r"@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w.-])")
_HEADERS = ("from", "to", "cc")


class Correspondents:
    """Tells kinds of correspondents by the rules in force.

    Args:
        rules: where `subjects.yaml` is read from.
        own: the provider's own domains, which say nothing.
    """

    def __init__(self, rules: Rules, own: Collection[str]) -> None:
        kinds = rules.yaml("subjects.yaml")["correspondents"]
        self._kinds = {domain: kind for kind, domains in kinds.items() for domain in domains}
        self._own = frozenset(domain.lower() for domain in own)

    def kinds(self, properties: Iterable[tuple[str, str]]) -> set[str]:
        """Give the kinds of people that a message's headers show; none for what is no message.

        Args:
            properties: of a document, as `Subject` has them.
        """
        headers = dict(properties)
        if "from" not in headers:
            return set()
        found: set[str] = set()
        for domain in _DOMAIN.findall(" ".join(headers.get(name, "") for name in _HEADERS)):
            endings = _endings(domain.lower())
            if self._own.isdisjoint(endings):
                found.update(self._kinds[end] for end in endings if end in self._kinds)
        return found


def _endings(domain: str) -> list[str]:
    parts = domain.split(".")
    return [".".join(parts[at:]) for at in range(len(parts))]
