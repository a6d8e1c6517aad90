"""What every kind of mail shares: headers, bodies and attachments of one message."""

from __future__ import annotations

import email.errors
import email.header
import email.policy
import email.utils
import mimetypes
import re
from email import message_from_bytes
from email.message import Message
from email.mime.application import MIMEApplication
from typing import TYPE_CHECKING

from detectors.model import QUOTED
from scanner import encoding
from scanner.document import Blob, Block, Child, Document, Status
from scanner.extract import _html, _quotes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject")
_PROPERTIES = {"From": "from", "To": "to", "Cc": "cc", "Subject": "subject"}
_LOGO = 20_000  # bytes; an inline picture below this is a signature's logo, not a scanned page
_SIGNATURES = {  # proof of who sent it, and nothing else
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
}
_LONGEST_HEADER = 65_536  # characters; decoding takes the square of their number
_UNSAFE = re.compile(r"[\x00-\x1f]")


def parse(data: bytes) -> Message:
    """Parse a message. The old policy is meant: the new one raises on malformed headers."""
    return message_from_bytes(data, policy=email.policy.compat32)


def part(name: str, data: bytes, content_id: str = "") -> Message:
    """Make an attachment of a message; a picture with a `content_id` stands in its text."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    made = MIMEApplication(data)
    disposition = "attachment"
    if content_id and kind.startswith("image/"):
        made.replace_header("Content-Type", kind)
        made["Content-ID"] = f"<{content_id}>".encode("ascii", "replace").decode()
        disposition = "inline"
    plain = " ".join(name.split()) or "attachment"
    made.add_header("Content-Disposition", disposition, filename=("utf-8", "", plain))
    return made


def read(message: Message, media_type: str) -> Document:
    """Read a parsed message: headers and body as text, attachments as children."""
    document = Document(media_type, properties=_properties(message))
    headers = [f"{name}: {value}" for name in _SHOWN if (value := header(message, name))]
    if headers:
        document.blocks.append(Block("\n".join(headers), "header"))
    bodies, attached = _sort_parts(message)
    for part in bodies:
        own, quoted = _quotes.part(_body_text(part))
        if own.strip():
            document.blocks.append(Block(own, "body"))
        if quoted.strip():
            document.blocks.append(Block(quoted, QUOTED))
    if attached:
        document.children = _children(attached)
    if message.get_content_type() == "multipart/encrypted":
        document.status, document.error = Status.ENCRYPTED, "the message is encrypted"
    return document


def header(message: Message, name: str) -> str:
    """Give a header as a person reads it, its encoded words decoded, or ""."""
    # `get_all` would hand back replacement marks for headers in bare UTF-8 or a code page.
    values = [
        str(value)[:_LONGEST_HEADER]
        for key, value in message.raw_items()
        if key.lower() == name.lower()
    ]
    return ", ".join(" ".join(_decoded(value).split()) for value in values)


def _decoded(value: str) -> str:
    """Decode encoded words, and bytes that were sent bare, which `email` keeps as surrogates."""
    if not value.isascii():
        raw = value.encode("utf-8", "surrogateescape")
        value = encoding.decode(raw)
    try:
        parts = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    words = []
    for part, charset in parts:
        if isinstance(part, str):
            words.append(part)
        else:
            words.append(
                encoding.decode_as_claimed(part, charset)
                if charset
                else part.decode("raw-unicode-escape")
            )
    return "".join(words)


def _properties(message: Message) -> dict[str, str]:
    found = {key: header(message, name) for name, key in _PROPERTIES.items()}
    stamp = header(message, "Date") or header(message, "Resent-Date")
    try:
        found["date"] = email.utils.parsedate_to_datetime(stamp).isoformat() if stamp else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        found["date"] = ""
    return {key: value for key, value in found.items() if value}


def _sort_parts(message: Message) -> tuple[list[Message], list[tuple[str, Message]]]:
    """Part a message into the bodies to read and the named attachments."""
    bodies: list[Message] = []
    attached: list[tuple[str, Message]] = []
    _visit(message, message, bodies, attached)
    return bodies, attached


def _visit(
    whole: Message, part: Message, bodies: list[Message], attached: list[tuple[str, Message]]
) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
        attached.append((name or "message.eml", part))
    elif kind == "multipart/alternative":
        bodies_here: list[Message] = []
        for inner in _parts(part):
            _visit(whole, inner, bodies_here, attached)
        bodies.extend(_best(bodies_here))
    elif part.is_multipart():
        for inner in _parts(part):
            _visit(whole, inner, bodies, attached)
    elif part.get_content_maintype() == "text" and not _is_attached(part, name):
        bodies.append(part)
    elif part is whole or not (_is_logo(part) or kind in _SIGNATURES):
        attached.append((name or _invented_name(part, len(attached) + 1), part))


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)]


def _best(bodies: list[Message]) -> list[Message]:
    """Choose among alternatives: the plain text where there is any, for it reads best."""
    full = [body for body in bodies if _body_text(body).strip()]
    plain = [body for body in full if body.get_content_type() == "text/plain"]
    return plain or full[-1:]


def _is_attached(part: Message, name: str) -> bool:
    return bool(name) or part.get_content_disposition() == "attachment"


def _is_logo(part: Message) -> bool:
    return (
        part.get_content_maintype() == "image"
        and part.get("Content-ID") is not None
        and part.get_content_disposition() != "attachment"
        and len(_bytes(part)) < _LOGO
    )


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (TypeError, ValueError, LookupError):
        return ""  # parameters too malformed to be put together
    plain = _UNSAFE.sub("", _decoded(name)).replace("\\", "/").rpartition("/")[2]
    return plain.strip()


def _invented_name(part: Message, number: int) -> str:
    return f"part {number}{mimetypes.guess_extension(part.get_content_type()) or '.bin'}"


def _body_text(part: Message) -> str:
    data, charset = _bytes(part), _charset(part)
    text = encoding.decode_as_claimed(data, charset) if charset else encoding.decode(data)
    return _html.text_of(text) if part.get_content_type() == "text/html" else text


def _charset(part: Message) -> str:
    try:
        return (part.get_content_charset() or "").strip("\"' ")
    except (LookupError, ValueError):
        return ""


def _bytes(part: Message) -> bytes:
    """Give a part's contents as they were sent, whatever is wrong with the transfer encoding."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, AssertionError, LookupError):
        payload = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return payload if isinstance(payload, bytes) else b""


def _children(attached: list[tuple[str, Message]]) -> Iterator[Child]:
    taken: dict[str, int] = {}
    for name, part in attached:
        taken[name] = taken.get(name, 0) + 1
        stem, dot, extension = name.rpartition(".")
        again = f" ({taken[name]})" if taken[name] > 1 else ""
        path = f"{stem}{again}{dot}{extension}" if dot else f"{name}{again}"
        if part.is_multipart():  # a forwarded message
            data = b"".join(inner.as_bytes() for inner in _parts(part)[:1])
        else:
            data = _bytes(part)
        yield Child(path, Blob(path, data=data))
