"""`stocktake find`: what is held about a person, where, and how sure that is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from config.errors import UserError
from config.key import installation_key, key_check
from config.rules import Rules
from detectors.asked import NameVariants, kind_of, read_asked
from detectors.masking import Digester
from detectors.name_keys import NameKeys
from detectors.name_match import NameMatcher
from inventory.person import Level, Wanted, cut_documents, find_person, write_work_list
from inventory.person.paths import PathWords
from terminal.messages import messages_console
from terminal.tables import one_of, record_words
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from config.settings import Settings
    from detectors.asked import AskedName
    from inventory.person import Answer, FoundDocument, Mention
    from inventory.store import Inventory

_STYLES = {
    Level.CERTAIN: "bold green",
    Level.VERY_LIKELY: "green",
    Level.LIKELY: "cyan",
    Level.POSSIBLE: "yellow",
    Level.UNLIKELY: "dim",
}
_MOST_LINKED = 8
_MOST_CUT = 3
_MOST_REASONS = 2


@dataclass(frozen=True, slots=True)
class Telling:
    """How the answer is told.

    Attributes:
        everything: show unlikely documents too.
        as_json: print JSON.
        export: file for a work list, or None.
        read: read tables again of which not every value is stored.
    """

    everything: bool = False
    read: bool = False
    as_json: bool = False
    export: Path | None = None


def wanted_of(values: Sequence[str], rules: Rules, key: bytes) -> Wanted:
    """Turn what was typed into what an inventory can be searched for.

    Args:
        values: names, numbers, addresses, dates: all of one person.
        rules: the rule files in force.
        key: the installation's.

    Raises:
        UserError: there is nothing to search for.
    """
    asked = read_asked(values, NameVariants(rules.yaml("name_variants.yaml")))
    if not asked.values:
        raise UserError('nothing to look for; give a name or a number, as in: find "Edith Hartley"')
    digester, keys = Digester(key), NameKeys(key)
    kinds: dict[str, frozenset[str]] = {}
    for value in asked.values:
        if kind := kind_of(value):
            kinds[kind] = kinds.get(kind, frozenset()) | {digester.digest(kind, value)}
    return Wanted(
        digests=frozenset(digest for value in asked.values for digest in digester.digests(value)),
        kinds=kinds,
        matchers=[NameMatcher(name, keys) for name in asked.names],
        path_words=[_path_words(name) for name in asked.names],
        one_word=len(asked.values) == 1 and not any(name.given for name in asked.names),
    )


def _path_words(name: AskedName) -> PathWords:
    first = frozenset(name.given[:1])
    return PathWords(first | name.given_spellings | name.given_forms, name.surname[-1])


def print_found(
    inventory: Inventory, settings: Settings, values: Sequence[str], telling: Telling
) -> None:
    """Print what is held about the person whom `values` describe.

    Raises:
        UserError: the inventory or the key cannot be used.
    """
    key = installation_key()
    inventory.check_key(key_check(key))
    wanted = wanted_of(values, Rules(settings.rules), key)
    cut = cut_documents(inventory, settings.limits.values)
    again = None
    if telling.read and cut:
        from terminal.rereading import read_again  # noqa: PLC0415 - loads what reads files

        again = read_again(inventory, settings, key, cut)
    answer = find_person(inventory, wanted, cut, again)
    shown = answer.at_least(Level.UNLIKELY if telling.everything else Level.POSSIBLE)
    kinds = record_words()
    if telling.export:
        number = write_work_list(shown, telling.export, lambda name: kinds.get(name, one_of(name)))
        messages_console().print(
            f"{count(number, 'document')} in the work list {telling.export}", markup=False
        )
    if telling.as_json:
        _print_json(answer, shown)
    elif not telling.export:
        _print(answer, shown, kinds)


def _print_json(answer: Answer, shown: Sequence[FoundDocument]) -> None:
    documents = [asdict(document) | {"level": document.level.words} for document in shown]
    whole = asdict(answer) | {"documents": documents}
    json.dump(whole, sys.stdout, default=str, indent=2)
    sys.stdout.write("\n")


def _print(answer: Answer, shown: Sequence[FoundDocument], kinds: Mapping[str, str]) -> None:
    console = Console()
    for asset, documents in groupby(_by_asset(shown), key=lambda document: document.asset):
        console.print(Text(asset or "Not part of an asset", style="bold underline"))
        for document in documents:
            _print_document(console, document, kinds)
        console.print()
    _print_linked(console, answer)
    _print_total(console, answer, shown)
    _print_doubts(console, answer)


def _by_asset(documents: Sequence[FoundDocument]) -> list[FoundDocument]:
    """Put the documents of an asset together, the asset with the surest first."""
    order: dict[str, int] = {}
    for document in documents:
        order.setdefault(document.asset, len(order))
    return sorted(documents, key=lambda document: (order[document.asset], -document.level))


def _print_document(console: Console, document: FoundDocument, kinds: Mapping[str, str]) -> None:
    head = Text(document.path, style="bold")
    console.print(head, soft_wrap=True)
    said = Text("  ")
    said.append(document.level.words.capitalize(), _STYLES[document.level])
    said.append(f": {'; and '.join(document.reasons[:_MOST_REASONS])}")
    console.print(said)
    for mention in document.mentions:
        console.print(_indented(Text(_mention(mention)), 4))
    about = [kinds.get(document.record_type, "")]
    if document.people > 1:
        about.append(f"names {count(document.people - 1, 'other person', 'other people')}")
    if document.nearby:
        about.append("also holds " + ", ".join(f"{one_of(e)} {m}" for e, m in document.nearby))
    if document.status != "read":
        about.append(document.status.replace("_", " "))
    if words := "; ".join(filter(None, about)):
        console.print(_indented(Text(words, style="dim"), 4))


def _indented(text: Text, by: int) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)


def _mention(mention: Mention) -> str:
    times = f", {mention.count:,} times" if mention.count > 1 else ""
    where = f" - {mention.location}" if mention.location else ""
    return f"{one_of(mention.entity)} {mention.masked}{where}{times}"


def _print_linked(console: Console, answer: Answer) -> None:
    if not answer.linked:
        return
    console.print(Text("Seems to be the same person's:", style="bold"))
    for link in answer.linked[:_MOST_LINKED]:
        where = "in the same row of a list" if link.listed else ""
        beside = f"beside it in {count(link.documents, 'document')}" if link.documents else ""
        words = " and ".join(filter(None, [where, beside]))
        console.print(_indented(Text(f"{one_of(link.entity)} {link.masked}: {words}"), 2))
    if len(answer.linked) > _MOST_LINKED:
        console.print(Text(f"  and {len(answer.linked) - _MOST_LINKED} more"))
    console.print()


def _print_total(console: Console, answer: Answer, shown: Sequence[FoundDocument]) -> None:
    parts = []
    for level in sorted(Level, reverse=True):
        number = sum(document.level is level for document in shown)
        if number:
            parts.append(f"{number:,} {level.words}")
    listed = f": {', '.join(parts)}" if parts else ""
    console.print(Text(f"Found in {count(len(shown), 'document')}{listed}.", style="bold"))
    if hidden := len(answer.documents) - len(shown):
        console.print(
            Text(
                f"{count(hidden, 'more document')} "
                f"{'shares' if hidden == 1 else 'share'} only a name with others, or "
                f"{'is' if hidden == 1 else 'are'} about somebody else; --all shows them."
            )
        )


def _print_doubts(console: Console, answer: Answer) -> None:
    """Say what the answer cannot know."""
    doubts = []
    if answer.namesakes:
        doubts.append(
            f"Lists tell apart {answer.namesakes} people of this name by their numbers. "
            "Ask again with a number or a date of birth."
        )
    if answer.stale:
        doubts.append(
            f"{count(answer.stale, 'document')} were stored by an earlier version: only exact "
            "spellings are found in them until the next scan."
        )
    if answer.unread:
        number = sum(answer.unread.values())
        reasons = ", ".join(f"{n:,} {s.replace('_', ' ')}" for s, n in answer.unread.items())
        doubts.append(
            f"{count(number, 'document')} could not be searched, or not fully ({reasons}): "
            "they may hold more. stocktake status lists them."
        )
    if answer.cut:
        listed = ", ".join(answer.cut[:_MOST_CUT])
        more = f" and {len(answer.cut) - _MOST_CUT:,} more" if len(answer.cut) > _MOST_CUT else ""
        doubts.append(
            f"Too long to keep every value of: {listed}{more}. Ask again with --read to have them "
            "read again; what stays named here, open and search yourself."
        )
    for doubt in doubts:
        console.print(Text(doubt, style="yellow"))
