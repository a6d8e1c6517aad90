"""Chooses the folders of the map, whose areas tell people and whose colours tell risk.

`charts.js` lays them out. Folders are those a register would name, so no cell is called after a
person.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_MOST_CELLS = 400  # the page draws fewer at a time, and the rest once a part is enlarged
_MANY = 0.25

Place = tuple[str, str]  # scanned root ("" where there is only one), folder


@dataclass(slots=True)
class Cell:
    """One folder, with all below it that is not a cell itself.

    Attributes:
        source: scanned root, or "" where there is only one.
        folder: below it.
        rest: whether its subfolders are cells of their own.
        documents: ids.
        levels: documents by risk, 0 to 3.
        people: distinct people named in them.
    """

    source: str
    folder: str
    rest: bool = False
    documents: array[int] = field(default_factory=lambda: array("q"))
    levels: Counter[int] = field(default_factory=Counter)
    people: int = 0

    @property
    def place(self) -> str:
        """How the table of documents calls the folder."""
        return address(self.source, self.folder)

    @property
    def risk(self) -> int:
        """The highest risk of a document in it."""
        return max(self.levels)

    @property
    def many(self) -> bool:
        """Whether that risk is common in it rather than an exception."""
        personal = sum(number for level, number in self.levels.items() if level)
        return self.levels[self.risk] >= _MANY * personal


def address(source: str, folder: str) -> str:
    """Name a folder; `source` is "" where there is only one scanned root."""
    return f"{source.rstrip('/')}/{folder}".rstrip("/") if source else folder


@dataclass(slots=True)
class _Node:
    source: str
    folder: str
    documents: array[int] = field(default_factory=lambda: array("q"))
    levels: Counter[int] = field(default_factory=Counter)
    children: dict[str, _Node] = field(default_factory=dict)
    personal: int = 0

    def below(self) -> Iterator[_Node]:
        yield self
        for child in self.children.values():
            yield from child.below()


def choose_cells(
    folders: Mapping[Place, tuple[array[int], Counter[int]]],
    count: Callable[[dict[int, array[int]]], dict[int, int]],
) -> list[Cell]:
    """Choose the folders that the map shows; those that name nobody are left out.

    Args:
        folders: documents and their risks, by place.
        count: gives the distinct people in sets of documents.
    """
    cells = [cell for cell in _split(_tree(folders)) if cell.levels.total() > cell.levels[0]]
    counted = count({number: cell.documents for number, cell in enumerate(cells)})
    for number, cell in enumerate(cells):
        cell.people = counted[number]
    return [cell for cell in cells if cell.people]


def _tree(folders: Mapping[Place, tuple[array[int], Counter[int]]]) -> _Node:
    root = _Node("", "")
    for (source, folder), (documents, levels) in folders.items():
        personal = levels.total() - levels[0]
        names = [*([source] if source else []), *(folder.split("/") if folder else [])]
        node = root
        node.personal += personal
        for depth, name in enumerate(names, start=1):
            path = "/".join(names[bool(source) : depth])
            node = node.children.setdefault(name, _Node(source, path))
            node.personal += personal
        node.documents.extend(documents)
        node.levels.update(levels)
    return root


def _split(root: _Node) -> list[Cell]:
    """Split the fullest folder again and again, as long as there is room for its parts."""
    waiting = [(-root.personal, 0, root)]
    whole: list[Cell] = []
    made = 1
    while waiting:
        _, _, node = heapq.heappop(waiting)
        parts = [child for child in node.children.values() if child.personal]
        room = _MOST_CELLS - len(whole) - len(waiting)
        if not parts or (len(parts) + 1 > room and node is not root):
            whole.append(_cell(node, node.below()))
            continue
        if node.documents:
            whole.append(_cell(node, [node], rest=True))
        for part in parts:
            heapq.heappush(waiting, (-part.personal, made, part))
            made += 1
    return whole


def _cell(node: _Node, members: Iterator[_Node] | list[_Node], *, rest: bool = False) -> Cell:
    cell = Cell(node.source, node.folder, rest)
    for member in members:
        cell.documents.extend(member.documents)
        cell.levels.update(member.levels)
    return cell


def grouped(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Give the cells as the page draws them: those of one top-level folder together."""
    depth = _common_depth(cells)
    members: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        members.setdefault(_parts(cell)[: depth + 1], []).append(cell)
    return [_group(key, own) for key, own in members.items()]


def _group(key: tuple[str, ...], cells: list[Cell]) -> dict[str, Any]:
    label = key[-1] if key else "Top folder"
    return {
        "label": label,
        "cells": [
            {
                "label": label if len(cells) == 1 else _label(cell, len(key)),
                "place": cell.place,
                "rest": cell.rest,
                "people": cell.people,
                "documents": len(cell.documents),
                "risk": cell.risk,
                "many": cell.many,
                "sensitive": cell.levels[3],
                "pressing": cell.levels[2],
            }
            for cell in cells
        ],
    }


def _label(cell: Cell, depth: int) -> str:
    return " / ".join(_parts(cell)[depth:]) or "Files here"


def _parts(cell: Cell) -> tuple[str, ...]:
    own = (cell.source,) if cell.source else ()
    return (*own, *(cell.folder.split("/") if cell.folder else ()))


def _common_depth(cells: Sequence[Cell]) -> int:
    """Give how many folders all cells have in common, so that the next ones tell them apart."""
    paths = [_parts(cell) for cell in cells]
    depth = 0
    while len({path[: depth + 1] for path in paths}) == 1 and all(
        len(path) > depth + 1 for path in paths
    ):
        depth += 1
    return depth
