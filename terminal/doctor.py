"""`stocktake doctor`: is this installation sound, and if not, what mends it."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.errors import UserError
from config.key import KEY_VARIABLE, installation_key, key_check
from config.places import key_file
from detectors.names.tagger import shipped
from inventory.claim import holder
from inventory.database import version
from inventory.store import Inventory
from scanner.document import Blob
from scanner.extract._ocr import program
from scanner.identify import libmagic_version

if TYPE_CHECKING:
    from collections.abc import Iterator

_INOTIFY_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")
_ENOUGH_WATCHES = 100_000
_ENOUGH_WATCHERS = 64
_NO_MODEL = "missing or damaged, so no names would be found; install Stocktake again"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        name: what.
        sound: whether it is as it should be.
        detail: what was seen, or what to do.
    """

    name: str
    sound: bool
    detail: str


def examine_installation(db: Path, *, as_json: bool = False) -> bool:
    """Print every check; gives whether all are sound."""
    checks = list(_checks(db))
    if as_json:
        json.dump([asdict(check) for check in checks], sys.stdout, indent=2)
        sys.stdout.write("\n")
        return all(check.sound for check in checks)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(overflow="fold")
    for check in checks:
        mark = Text("ok", style="green") if check.sound else Text("to mend", style="bold red")
        table.add_row(mark, check.name, Text(check.detail))
    Console().print(table)
    return all(check.sound for check in checks)


def _checks(db: Path) -> Iterator[Check]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Check("Python", sys.version_info >= (3, 11), python)
    yield _libmagic()
    yield _model()
    yield _ocr()
    yield from _key_and_inventory(db)
    yield _private_temporary_folder()
    if _INOTIFY_LIMIT.exists():
        yield _inotify()
        yield _watchers()


def _libmagic() -> Check:
    found = libmagic_version()
    if found:
        return Check("libmagic", sound=True, detail=found)
    remedy = (
        "missing, so rare binary formats are not told apart; "
        "pip install pylibmagic (Linux, macOS) or python-magic-bin (Windows), "
        "or install your system's libmagic"
    )
    return Check("libmagic", sound=False, detail=remedy)


def _model() -> Check:
    """Load the model that comes with the program, as a scan would."""
    try:
        words = len(shipped().vocabulary)
    except (OSError, ValueError, KeyError) as error:
        return Check("name model", sound=False, detail=f"{_NO_MODEL} ({error})")
    return Check("name model", sound=True, detail=f"Stocktake's own, {words:,} words")


def _ocr() -> Check:
    path = program()
    remedy = (
        "Tesseract is not installed, so words in pictures and scanned pages are not read; "
        "Debian and Ubuntu: apt install tesseract-ocr; Windows: the installer of UB Mannheim"
    )
    return Check("OCR", sound=True, detail=path or remedy)


def _where_the_key_is(db: Path) -> str:
    if os.environ.get(KEY_VARIABLE):
        return f"given by {KEY_VARIABLE}"
    where = f"{key_file()}, readable by its owner only"
    if key_file().parent.resolve() == db.parent.resolve():
        where += "; it lies beside the inventory, so keep at least their backups apart"
    return where


def _key_and_inventory(db: Path) -> Iterator[Check]:
    try:
        key = installation_key()
    except UserError as error:
        yield Check("key", sound=False, detail=str(error))
        return
    yield Check("key", _is_private(key_file()), _where_the_key_is(db))
    if not db.exists():
        yield Check("inventory", sound=True, detail=f"{db} will be made by the first scan")
        return
    try:
        inventory = Inventory(db)
        inventory.check_key(key_check(key))
        with inventory.reading() as connection:
            number = version(connection, db)
        at_work = holder(db)
    except UserError as error:
        yield Check("inventory", sound=False, detail=str(error))
        return
    busy = f"; a {at_work['purpose']} is running (process {at_work['pid']})" if at_work else ""
    yield Check(
        "database", sound=True, detail=f"version {number}, DuckDB {duckdb.__version__}{busy}"
    )
    private = _is_private(db)
    detail = str(db) if private else f"{db} can be read by others: chmod 600 {db}"
    yield Check("inventory", private, detail)
    yield Check(
        "encryption",
        sound=True,
        detail="the inventory is not itself encrypted: in it are masks and digests, but also the "
        "names of files, which may name people; keep it on an encrypted disk",
    )


def _is_private(path: Path) -> bool:
    if sys.platform == "win32" or not path.exists():
        return True  # on Windows the profile folder's permissions protect it
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _private_temporary_folder() -> Check:
    try:
        with Blob(name="check", data=b"x").on_disk() as path:
            return Check("temporary files", _is_private(path), f"private, in {path.parent}")
    except OSError as error:
        detail = f"{tempfile.gettempdir()}: {error.strerror}; set TMPDIR to a folder with room"
        return Check("temporary files", sound=False, detail=detail)


def _inotify() -> Check:
    limit = int(_INOTIFY_LIMIT.read_text(encoding="ascii"))
    if limit >= _ENOUGH_WATCHES:
        return Check("folders that can be watched", sound=True, detail=f"{limit:,}")
    remedy = f"only {limit:,}; for large shares: sysctl fs.inotify.max_user_watches=1048576"
    return Check("folders that can be watched", sound=True, detail=remedy)


def _watchers() -> Check:
    limit = int(_INOTIFY_LIMIT.with_name("max_user_instances").read_text(encoding="ascii"))
    detail = f"{limit:,}"
    if limit < _ENOUGH_WATCHERS:
        detail += "; for several of them: sysctl fs.inotify.max_user_instances=1024"
    return Check("watches at once", sound=True, detail=detail)
