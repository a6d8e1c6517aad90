"""What an extractor is given and what it gives back."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.model import Table


class Status(StrEnum):
    """What became of a file: a closed set, so that nothing is ever silently clean."""

    READ = "read"
    PARTLY_READ = "partly_read"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    NO_PERMISSION = "no_permission"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    VANISHED = "vanished"
    NOT_OPENED = "not_opened"  # only listed, by `scan --map`; the next scan opens it


class UnreadableError(Exception):
    """Raised by an extractor for expected trouble; becomes a row, never a traceback.

    `message` is a sentence for the user and must not quote contents of the file.
    """

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost.

    Attributes:
        max_bytes: largest file or container member that is opened, in bytes.
        max_text: characters of text kept per document; the rest makes it `partly_read`.
        max_rows: rows read per sheet (delimited files are not bounded by it).
        max_depth: how deep containers may nest.
        max_members: members opened per container, nested ones counted.
        max_expanded: total bytes a container may expand to.
        max_ratio: highest ratio of expanded to packed bytes of a member over 1 MiB.
        ocr_seconds: time that OCR may take for one file, its pages together; 0 switches it off.
        passwords: tried on whatever is protected with one.
    """

    max_bytes: int = 512 * 2**20
    max_text: int = 20_000_000
    max_rows: int = 1_048_576
    max_depth: int = 8
    max_members: int = 20_000
    max_expanded: int = 2 * 2**30
    max_ratio: float = 200.0
    ocr_seconds: float = 30.0
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with a name: a file on disk, or a container member in memory.

    Attributes:
        name: file name without folders; its extension is a hint, never proof.
        path: where it lies on disk, or None.
        data: its bytes, when it is not on disk.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None

    @property
    def size(self) -> int:
        """Size in bytes."""
        if self.data is not None:
            return len(self.data)
        assert self.path is not None  # noqa: S101 - one of the two is always given
        return self.path.stat().st_size

    @property
    def extension(self) -> str:
        """Lower-case extension without its dot, or ""."""
        return os.path.splitext(self.name)[1][1:].lower()  # noqa: PTH122 - names may hold NULs

    def open(self) -> io.BytesIO | io.BufferedReader:
        """Open for reading; the caller closes it.

        Raises:
            OSError: the file vanished or may not be read.
        """
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None  # noqa: S101
        return self.path.open("rb")

    def read(self, limit: int = -1) -> bytes:
        """Read at most `limit` bytes from the start (all of it by default)."""
        if self.data is not None:
            return self.data if limit < 0 else self.data[:limit]
        with self.open() as stream:
            # Python sets aside all of the bytes asked for, so no more than there are may be asked.
            return stream.read(limit if limit < 0 else min(limit, self.size))

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give a path for libraries that insist on one; a temporary copy is private and removed."""
        if self.path is not None:
            yield self.path
            return
        descriptor, name = tempfile.mkstemp(prefix="stocktake-")  # created 0600
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(self.read())
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text and where in the document it stands ("page 3", "header", "speaker notes")."""

    text: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """A member of a container: an attachment, an archive entry, a message of a mailbox.

    Attributes:
        path: address inside the container, `/` between folders, without a leading `/`.
        blob: its bytes; None when `status` says why there are none.
        status: set when the member could not be taken out (encrypted, too large …).
        error: a sentence that goes with it.
    """

    path: str
    blob: Blob | None
    status: Status = Status.READ
    error: str = ""
    modified: str = ""


@dataclass(slots=True)
class Document:
    """What one file says, before anybody judges it.

    Attributes:
        media_type: what the bytes are, whatever the extension says.
        status: `READ`, or the reason why not all of it was read.
        error: a sentence that goes with `status`, free of the file's contents.
        blocks: text in reading order.
        tables: tables with their cells, header rows included.
        children: members of a container, made one at a time as they are asked for.
        properties: document properties: `author`, `last_modified_by`, `created`, `modified`,
            `title`, `subject`, and for mail `from`, `to`, `cc`, `date` (ISO 8601 dates).
    """

    media_type: str
    status: Status = Status.READ
    error: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    children: Iterable[Child] = ()
    properties: dict[str, str] = field(default_factory=dict)
