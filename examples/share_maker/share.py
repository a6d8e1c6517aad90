"""The folder being written: files with their dates, and the truth that goes with each."""

from __future__ import annotations

import os
import zlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from . import truth
from .draft import Draft
from .formats import mail, render
from .marks import plain as unmarked
from .people import Home


class Share:
    """Writes one home's files below `root / home.name` and collects the truth about them."""

    def __init__(self, root: Path, home: Home) -> None:
        self.home = home
        self.documents: list[truth.DocumentTruth] = []
        self.values: list[truth.FindingTruth] = []
        self.people: list[truth.PersonTruth] = []
        self._root = root

    def put(self, path: str, draft: Draft, *, data: bytes | None = None, **dialect: str) -> bytes:
        """Write a document in the format its extension names; `data` overrides its bytes."""
        data = self.render(path, draft, **dialect) if data is None else data
        self.file(path, data, draft.written)
        self.record(path, draft)
        return data

    def file(self, path: str, data: bytes, day: date) -> None:
        """Write bytes, dated on `day` at an office hour that depends on the name."""
        target = self._root / self._address(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        moment = _moment(day, path).timestamp()
        os.utime(target, (moment, moment))

    def odd(self, path: str, data: bytes, day: date, status: str) -> None:
        """Write a file that cannot be read, or a container, and note its status."""
        self.file(path, data, day)
        self.unjudged(path, status)

    def unjudged(self, path: str, status: str) -> None:
        """Note a document of which only the status has a right answer."""
        self.documents.append(truth.unreadable(self._address(path), status))

    def record(self, path: str, draft: Draft) -> None:
        """Note the truth about a document, or about a member of a container."""
        text = render.written_text(path, draft)
        address = self._address(path)
        self.documents.append(truth.judge(address, draft, text, draft.written))
        self.values += truth.findings(address, text)
        self.values += truth.names_in_path(address, self.home.everybody)
        self.people += truth.people(address, text, self.home.everybody)

    def mailbox(self, path: str, letters: list[tuple[Draft, bytes]], day: date) -> None:
        """Write messages as one mbox file; the n-th is at `path!/n`."""
        sent = [(_moment(draft.written, path), data) for draft, data in letters]
        self.odd(path, mail.mailbox(sent), day, "read")
        for number, (draft, _) in enumerate(letters, start=1):
            self.record(f"{path}!/{number}", draft)

    def letter(self, draft: Draft, *, sender: str, to: str, subject: str,
               attachments: list[tuple[str, bytes]] | None = None) -> bytes:  # fmt: skip
        """Turn a draft into a message; names in its headers count as its text."""
        parts = render.stripped(draft.body)
        draft.body = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", *draft.body]
        return mail.message(
            parts, sender=unmarked(sender), to=unmarked(to), subject=unmarked(subject),
            sent=_moment(draft.written, subject), attachments=attachments or [],
        )  # fmt: skip

    def render(self, path: str, draft: Draft, **dialect: str) -> bytes:
        """Give the bytes of a draft in the format of the path's extension."""
        when = _moment(draft.written, path).replace(tzinfo=None)
        return render.render(path, draft, when, footer=f"{self.home.name} - Private", **dialect)

    def _address(self, path: str) -> str:
        return f"{self.home.name}/{path}"


def _moment(day: date, name: str) -> datetime:
    minutes = zlib.crc32(name.encode()) % 480
    return datetime.combine(day, time(9), UTC) + timedelta(minutes=minutes)
