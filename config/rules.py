"""Reads rule files: the provider's own copy where there is one, the shipped one otherwise.

A provider changes a rule by copying the shipped file into a folder of their own, editing it there
and naming that folder as `rules` in the settings. Files not copied keep following the program.
"""

from __future__ import annotations

import csv
import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from config.errors import UserError

_SHIPPED = resources.files("config")

_APPLIED_LATER = frozenset(
    {
        "retention.yaml",
        "assets.yaml",
        "register.yaml",
        "ropa.yaml",
        "suppliers.yaml",
        "dspt.yaml",
        "report.yaml",
        "name_variants.yaml",
        "incident.yaml",
    }
)


class RulesError(UserError):
    """A rule file that cannot be used; the message names the file and, where known, the line."""


class Rules:
    """The rule files in force.

    Args:
        folder: the provider's folder of edited copies, or None for the shipped rules alone.

    Raises:
        RulesError: `folder` is given and is no folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise RulesError(f"the rules folder {folder} does not exist")
        self.folder = folder

    def text(self, name: str) -> str:
        """Give the text of rule file `name`, a path below `config/` such as `assets.yaml`."""
        if self.folder is not None and (own := self.folder / name).is_file():
            return own.read_text(encoding="utf-8")
        return _SHIPPED.joinpath(name).read_text(encoding="utf-8")

    def yaml(self, name: str) -> Any:
        """Parse a YAML rule file. What is given is shared, so nobody may change it.

        Raises:
            RulesError: it is not valid YAML.
        """
        try:
            return _parsed(self.text(name))
        except yaml.YAMLError as error:
            raise RulesError(f"{name} is not valid YAML: {_one_line(error)}") from error

    def csv(self, name: str) -> list[dict[str, str]]:
        """Parse a CSV rule file with a header row into one dictionary a row."""
        return list(csv.DictReader(self.text(name).splitlines()))

    def names(self, folder: str) -> list[str]:
        """Give the YAML files of a folder below `config/`, those a provider added included."""
        shipped = {name for name in self._names() if Path(name).parent.as_posix() == folder}
        added: set[str] = set()
        if self.folder is not None:
            added = {f"{folder}/{own.name}" for own in (self.folder / folder).glob("*.yaml")}
        return sorted(name for name in shipped | added if name.endswith(".yaml"))

    def version(self, leave_out: str = "") -> str:
        """Give a short digest of the rules that findings depend on.

        Args:
            leave_out: a rule file that the caller has an eye on itself.

        Rules that are applied to what is stored (retention, assets, the register) are left out: a
        change of those needs no file to be read again.
        """
        digest = hashlib.sha256()
        folders = {Path(name).parent.as_posix() for name in self._names()} - {"."}
        added = {name for folder in folders for name in self.names(folder)}
        for name in sorted({*self._names(), *added} - _APPLIED_LATER - {leave_out}):
            digest.update(name.encode() + b"\0" + self.text(name).encode() + b"\0")
        return digest.hexdigest()[:16]

    def applied_version(self) -> str:
        """Give a short digest of the rules that are applied to what is stored."""
        texts = "\0".join(self.text(name) for name in sorted(_APPLIED_LATER | {"retention.csv"}))
        return hashlib.sha256(texts.encode()).hexdigest()[:16]

    @staticmethod
    def _names() -> list[str]:
        root = Path(str(_SHIPPED))
        return [
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.suffix in {".yaml", ".csv"}
        ]


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=32)  # half of the rooms read `record_types.yaml`, and it takes a while
def _parsed(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - CSafeLoader is safe


def _one_line(error: yaml.YAMLError) -> str:
    return " ".join(str(error).split())
