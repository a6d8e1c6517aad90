"""Outlook messages (.msg): turned into an ordinary message, by the properties of [MS-OXMSG].

So that an attached message is an ordinary child, whatever program it came from.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import TYPE_CHECKING

import olefile

from scanner import encoding
from scanner.document import Blob, Document, Status, UnreadableError
from scanner.extract import _html, _message, _ole, _rtf_packed

if TYPE_CHECKING:
    from email.message import Message

    from scanner.document import Limits

MEDIA_TYPES = ("application/vnd.ms-outlook",)
ERRORS = _ole.ERRORS

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_TO, _CC, _HEADERS = "0E04", "0E03", "007D"
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_RECIPIENT_NAME, _RECIPIENT_SMTP = "3001", "39FE"
_SENT_TIMES = (0x0039, 0x0E06)
_DATA, _LONG_NAME, _SHORT_NAME, _EMBEDDED = "3701", "3707", "3704", "3701000D"
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_CONTENT_ID = "3712"
_MAX_DEPTH = 20


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an Outlook message; attachments and attached messages are its children.

    Raises:
        UnreadableError: attached messages are nested without end.
    """
    with olefile.OleFileIO(io.BytesIO(blob.read())) as ole:
        message = _Storage(ole, []).message()
    return _message.read(message, media_type)


class _Storage:
    """A folder of properties inside the file: the message itself, or one attached to it."""

    def __init__(self, ole: olefile.OleFileIO, path: list[str]) -> None:
        if len(path) > _MAX_DEPTH:
            raise UnreadableError(Status.CORRUPT, "attached messages are nested without end")
        self._ole = ole
        self._path = path
        self._names = {
            entry[len(path)]
            for entry in ole.listdir()
            if entry[: len(path)] == path and len(entry) > len(path)
        }

    def message(self) -> Message:
        """Give the message as an ordinary one."""
        message = MIMEMultipart()
        for name, value in self._headers().items():
            if value:
                message[name] = Header(" ".join(value.split()), "utf-8").encode()
        message.attach(MIMEText(self._body().replace("\0", ""), _charset="utf-8"))
        for name in sorted(n for n in self._names if n.startswith("__attach_version1.0_")):
            _Storage(self._ole, [*self._path, name]).attach_to(message)
        # Parsed anew: the reader of messages expects what arrives in a file.
        return _message.parse(message.as_bytes())

    def attach_to(self, message: MIMEMultipart) -> None:
        """Add what this attachment storage holds to `message`."""
        name = self.text(_LONG_NAME) or self.text(_SHORT_NAME) or self.text("3001")
        embedded = f"__substg1.0_{_EMBEDDED}"
        if embedded in self._names:
            inner = _Storage(self._ole, [*self._path, embedded]).message()
            data, name = inner.as_bytes(), f"{name or 'message'}.eml"
        else:
            data = self.raw(f"{_DATA}0102")
        message.attach(_message.part(name, data, self.text(_CONTENT_ID)))

    def raw(self, tag: str) -> bytes:
        """Give a property's bytes by its eight-digit tag; b"" where there is none."""
        name = f"__substg1.0_{tag}"
        if name not in self._names:
            return b""
        path = [*self._path, name]
        return bytes(self._ole.openstream(path).read()) if self._ole.exists(path) else b""

    def text(self, number: str) -> str:
        """Give a text property by its four-digit number, whichever way it is stored."""
        wide = self.raw(f"{number}001F").decode("utf-16-le", errors="replace")
        return (wide or self.raw(f"{number}001E").decode("cp1252", errors="replace")).rstrip("\0")

    def _headers(self) -> dict[str, str]:
        address = self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS)
        sender = self.text(_SENDER_NAME)
        if "@" in address and address != sender:
            sender = f"{sender} <{address}>"
        return {
            "From": sender,
            "To": self.text(_TO) or self._recipients(),
            "Cc": self.text(_CC),
            "Date": self._sent(),
            "Subject": self.text(_SUBJECT),
        }

    def _recipients(self) -> str:
        storages = sorted(name for name in self._names if name.startswith("__recip_version1.0_"))
        people = (_Storage(self._ole, [*self._path, name]) for name in storages)
        return "; ".join(p.text(_RECIPIENT_NAME) or p.text(_RECIPIENT_SMTP) for p in people)

    def _body(self) -> str:
        if text := self.text(_BODY):
            return text
        if page := self.raw(f"{_HTML}0102"):
            return _html.text_of(encoding.decode(page))
        return _rtf_packed.text_of(self.raw(f"{_RTF}0102"))

    def _sent(self) -> str:
        """Give the time it was sent from the table of fixed-size properties, or ""."""
        name = "__properties_version1.0"
        if name not in self._names:
            return ""
        table = self._ole.openstream([*self._path, name]).read()
        header = 24 if self._path else 32
        for position in range(header, len(table) - 15, 16):
            kind, number = struct.unpack_from("<HH", table, position)
            if kind == 0x40 and number in _SENT_TIMES:
                ticks = struct.unpack_from("<Q", table, position + 8)[0]
                return _date(ticks)
        return ""


def _date(ticks: int) -> str:
    """Turn 100-nanosecond steps since 1601 into a header's date."""
    try:
        return format_datetime(_EPOCH + dt.timedelta(microseconds=ticks // 10))
    except (OverflowError, ValueError):
        return ""
