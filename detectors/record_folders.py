"""Says what a document is taken for by where it lies, when its own words leave that open.

A note of a line or two in somebody's own folder is part of that person's file, and one in
"Safeguarding" is part of what is kept there, whatever it says. `own_folders` of
`config/record_types.yaml` says which kinds the file of a resident or an employee is mostly made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class OwnFolders:
    """What the folders of people hold, by the rules in force.

    Args:
        spec: the parsed `record_types.yaml`.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._kinds: dict[str, dict[str, Sequence[str]]] = spec["own_folders"]
        self._groups = {key: str(entry["group"]) for key, entry in spec["types"].items()}

    def group_of(self, groups: Collection[str]) -> str:
        """Give the one group whose people have folders of their own here, or ""."""
        owners = [group for group in self._kinds if group in groups]
        return owners[0] if len(owners) == 1 else ""

    def belongs(self, type_id: str, group: str) -> bool:
        """Tell whether records of a type are kept in the folders of such people."""
        return self._groups.get(type_id) in self._kinds[group]["groups"]

    def usual(self, group: str, totals: Mapping[str, float]) -> str:
        """Give the kind that a paper in such a folder is taken for, by what little it says."""
        return max(self._kinds[group]["usual"], key=lambda key: totals.get(key, 0.0))
