"""Lays out the map of folders: areas by people, colours by risk.

Folders are those a register would name, so no cell is called after a person.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

WIDTH, HEIGHT = 1000.0, 520.0
_MOST_CELLS = 60
_HEADER = 22.0
_GAP = 3.0
_LETTER = 6.6  # width of a letter, on average, at the size that cells are lettered in
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


class Box(NamedTuple):
    """A rectangle, in units of a map `WIDTH` by `HEIGHT`."""

    x: float
    y: float
    width: float
    height: float

    def fitted(self, text: str) -> str:
        """Give a folder's name as far as it can be read inside; "" where that is hardly anything.

        Where not all of its folders fit, the last one says most.
        """
        letters = int((self.width - 12) / _LETTER)
        if len(text) <= letters:
            return text
        text = text.rpartition(" / ")[2]
        if len(text) <= letters:
            return text
        return f"{text[: letters - 1].rstrip()}…" if letters >= 5 else ""


class Area(NamedTuple):
    """A cell and where it stands."""

    cell: Cell
    label: str
    box: Box


class Group(NamedTuple):
    """A top-level folder, the cells inside it, and where it stands."""

    label: str
    people: int
    box: Box
    areas: tuple[Area, ...]


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


def lay_out(cells: Sequence[Cell]) -> list[Group]:
    """Place the cells, those of one top-level folder together, the most people first."""
    depth = _common_depth(cells)
    members: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        members.setdefault(_parts(cell)[: depth + 1], []).append(cell)
    order = sorted(members, key=lambda key: -_people(members[key]))
    boxes = squarify([_people(members[key]) for key in order], Box(0, 0, WIDTH, HEIGHT))
    return [_group(key, members[key], box) for key, box in zip(order, boxes, strict=True)]


def _group(key: tuple[str, ...], cells: list[Cell], box: Box) -> Group:
    label = key[-1] if key else "Top folder"
    alone = len(cells) == 1
    header = 0.0 if alone or box.height < 3 * _HEADER else _HEADER
    inside = Box(
        box.x, box.y + header, max(box.width - _GAP, 1), max(box.height - header - _GAP, 1)
    )
    cells.sort(key=lambda cell: -cell.people)
    boxes = squarify([cell.people for cell in cells], inside)
    areas = tuple(
        Area(cell, label if alone else _label(cell, len(key)), _inset(own))
        for cell, own in zip(cells, boxes, strict=True)
    )
    return Group("" if alone or not header else label, _people(cells), box, areas)


def _label(cell: Cell, depth: int) -> str:
    return " / ".join(_parts(cell)[depth:]) or "Files here"


def _inset(box: Box) -> Box:
    return Box(box.x, box.y, max(box.width - 2, 0.5), max(box.height - 2, 0.5))


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


def _people(cells: Sequence[Cell]) -> int:
    return sum(cell.people for cell in cells)


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Divide a rectangle into areas in proportion to sizes, each as near a square as can be.

    The method of Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).

    Args:
        sizes: above 0, the largest first.
        box: to divide.
    """
    boxes: list[Box] = []
    scale = box.width * box.height / sum(sizes) if sizes else 0.0
    areas = [size * scale for size in sizes]
    while areas:
        side = min(box.width, box.height)
        taken = 1
        while taken < len(areas) and _worst(areas[: taken + 1], side) <= _worst(
            areas[:taken], side
        ):
            taken += 1
        row, box = _row(areas[:taken], box)
        boxes += row
        areas = areas[taken:]
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """Give the longest shape in a row laid along a side: its longer edge over its shorter."""
    depth = sum(row) / side
    return max(max(area / depth**2, depth**2 / area) for area in row)


def _row(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """Lay a row along the shorter side; gives its boxes and what is left."""
    boxes: list[Box] = []
    if box.width >= box.height:
        depth = sum(row) / box.height
        y = box.y
        for area in row:
            boxes.append(Box(box.x, y, depth, area / depth))
            y += area / depth
        return boxes, Box(box.x + depth, box.y, max(box.width - depth, 1e-6), box.height)
    depth = sum(row) / box.width
    x = box.x
    for area in row:
        boxes.append(Box(x, box.y, area / depth, depth))
        x += area / depth
    return boxes, Box(box.x, box.y + depth, box.width, max(box.height - depth, 1e-6))
