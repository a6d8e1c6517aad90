"""Outlook data files (.pst, .ost), where the optional extra `pst` (libpff, LGPL) is installed.

Every item of every folder is a child, as an ordinary message: its attachments are then found as
those of any other mail. Contacts, appointments and tasks are items too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from scanner import encoding
from scanner.document import Blob, Child, Document, Status, UnreadableError
from scanner.extract import _html, _members, _message, _ole, _rtf_packed, salvage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

pypff: Any = importlib.import_module("pypff") if importlib.util.find_spec("pypff") else None

MEDIA_TYPES = ("application/vnd.ms-outlook-pst",)
ERRORS = (OSError, ValueError, OverflowError)

_MISSING = (
    "Outlook data files need the optional extra: pip install 'stocktake[pst]'; or export the mail "
    "as messages and scan those"
)
# MAPI property numbers ([MS-OXPROPS]) and the labels that a person knows them by.
_FIELDS = {
    0x3001: "Name",
    0x3A06: "First name",
    0x3A11: "Surname",
    0x3003: "E-mail",
    0x39FE: "E-mail",
    0x3A08: "Work phone",
    0x3A09: "Home phone",
    0x3A1C: "Mobile",
    0x3A16: "Company",
    0x3A17: "Job title",
    0x3A15: "Address",
    0x3A42: "Date of birth",
    0x3A48: "Spouse",
}
_CLASS, _TO, _CC, _SENDER_ADDRESS, _SENDER_SMTP = 0x001A, 0x0E04, 0x0E03, 0x0C1F, 0x5D01
_LONG_NAME, _SHORT_NAME, _CONTENT_ID = 0x3707, 0x3704, 0x3712
_TEXT, _WIDE_TEXT, _TIME, _OBJECT = 0x1E, 0x1F, 0x40, 0x0D
_ITEM = 0x3701  # an attachment's data; an item of its own where it is an object
_DEEPEST = 50
_ORPHANED = "recovered items"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the items of a data file as children.

    Raises:
        UnreadableError: libpff is not installed.
        OSError: it is damaged.
    """
    if pypff is None:
        raise UnreadableError(Status.UNSUPPORTED, _MISSING)
    with _opened(blob) as file:
        file.get_root_folder()
    return Document(media_type, children=_items(blob, limits))


@contextlib.contextmanager
def _opened(blob: Blob) -> Iterator[Any]:
    file = pypff.file()
    with blob.open() as stream:
        file.open_file_object(stream)
        try:
            yield file
        finally:
            file.close()


def _items(blob: Blob, limits: Limits) -> Iterator[Child]:
    with _opened(blob) as file:
        yield from _folder(file.get_root_folder(), "", 0, limits)
        for number in range(file.number_of_orphan_items):
            with contextlib.suppress(*ERRORS):
                item = file.get_orphan_item(number)
                if isinstance(item, pypff.message):
                    yield _child(item, f"{_ORPHANED}/{number + 1}", limits)


def _folder(folder: Any, path: str, depth: int, limits: Limits) -> Iterator[Child]:
    for number in range(folder.number_of_sub_messages):
        place = f"{path}/{number + 1}".lstrip("/")
        try:
            item = folder.get_sub_message(number)
            if isinstance(item, pypff.message):
                yield _child(item, place, limits)
        except ERRORS as error:
            message = f"the item is damaged ({type(error).__name__})"
            yield Child(place, None, Status.CORRUPT, message)
    for number in range(folder.number_of_sub_folders if depth < _DEEPEST else 0):
        inner = folder.get_sub_folder(number)
        name = (inner.name or f"folder {number + 1}").replace("/", "_")
        yield from _folder(inner, f"{path}/{name}", depth + 1, limits)


def _child(item: Any, place: str, limits: Limits) -> Child:
    data = _mail_of(item, limits).as_bytes()
    if len(data) > 2 * limits.max_bytes:
        return _members.too_large(place, limits)
    sent = item.client_submit_time or item.delivery_time
    blob = Blob(f"{place.rpartition('/')[2]}.eml", data=data)
    return Child(place, blob, modified=sent.isoformat() if sent else "")


def _mail_of(item: Any, limits: Limits, depth: int = 0) -> MIMEMultipart:
    """Give an item as an ordinary message."""
    fields = _fields(item)
    message = MIMEMultipart()
    for name, value in _headers(item, fields).items():
        if value:
            message[name] = Header(" ".join(value.replace("\0", "").split()), "utf-8").encode()
    body = _body(item)
    if not fields.get(_CLASS, "").startswith("IPM.Note"):
        known = [f"{label}: {fields[n]}" for n, label in _FIELDS.items() if fields.get(n)]
        body = "\n".join([*known, body])
    message.attach(MIMEText(body.replace("\0", ""), _charset="utf-8"))
    for number in range(item.number_of_attachments):
        with contextlib.suppress(*ERRORS):
            _attach(message, item.get_attachment(number), limits, depth)
    return message


def _attach(message: MIMEMultipart, attachment: Any, limits: Limits, depth: int) -> None:
    fields = _fields(attachment)
    name = fields.get(_LONG_NAME) or fields.get(_SHORT_NAME) or fields.get(0x3001) or "attachment"
    inner = [attachment.get_sub_item(n) for n in range(attachment.number_of_sub_items)]
    if inner and isinstance(inner[0], pypff.message) and depth < _DEEPEST:
        data, name = _mail_of(inner[0], limits, depth + 1).as_bytes(), f"{name}.eml"
    else:
        size = attachment.get_size()
        data = attachment.read_buffer(min(size, limits.max_bytes)) if size else b""
        if _ITEM in fields and not _ole.is_ole(
            data
        ):  # a changed appointment of a series; the library does not open it
            data, name = "\n".join(salvage.runs(data)).encode(), f"{name}.txt"
    message.attach(_message.part(name, data, fields.get(_CONTENT_ID, "")))


def _headers(item: Any, fields: dict[int, str]) -> dict[str, str]:
    sender = item.sender_name or ""
    address = fields.get(_SENDER_SMTP) or fields.get(_SENDER_ADDRESS, "")
    if "@" in address and address != sender:
        sender = f"{sender} <{address}>".strip()
    sent = item.client_submit_time or item.delivery_time
    return {
        "From": sender,
        "To": fields.get(_TO, ""),
        "Cc": fields.get(_CC, ""),
        "Date": format_datetime(sent.replace(tzinfo=dt.UTC)) if sent else "",
        "Subject": _subject(item.subject or ""),
    }


def _subject(text: str) -> str:
    """Leave out the two characters that say where the prefix (`RE: `) ends."""
    return text[2:] if text.startswith("\x01") else text


def _body(item: Any) -> str:
    if text := item.plain_text_body:
        return encoding.decode(text)
    if page := item.html_body:
        return _html.text_of(encoding.decode(page))
    with contextlib.suppress(OSError):
        if packed := item.rtf_body:
            return _rtf_packed.text_of(packed)
    return ""


def _fields(item: Any) -> dict[int, str]:
    """Give an item's properties that are text or dates, by number."""
    found: dict[int, str] = {}
    for number in range(item.number_of_record_sets):
        for entry in item.get_record_set(number).entries:
            with contextlib.suppress(*ERRORS):
                if entry.value_type in {_TEXT, _WIDE_TEXT}:
                    found[entry.entry_type] = entry.get_data_as_string() or ""
                elif entry.value_type == _OBJECT:
                    found[_ITEM] = ""
                elif entry.value_type == _TIME and entry.entry_type in _FIELDS:
                    found[entry.entry_type] = f"{entry.get_data_as_datetime():%d/%m/%Y}"
    return found
