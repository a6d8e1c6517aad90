"""Messages and mailboxes."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from .plain import Parts, lines

_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}


def message(parts: Parts, *, sender: str, to: str, subject: str, sent: datetime,
            attachments: list[tuple[str, bytes]]) -> bytes:  # fmt: skip
    """Write a message with attachments."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = f"<{sent:%Y%m%d%H%M%S}@mail.example.org>"
    mail.set_content(lines(parts).replace("\r\n", "\n"))
    for name, data in attachments:
        main, sub = _KINDS.get(name.rpartition(".")[2], "application/octet-stream").split("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    if attachments:
        mail.set_boundary(f"=_{sent:%Y%m%d%H%M%S}")
    return mail.as_bytes()


def mailbox(messages: list[tuple[datetime, bytes]]) -> bytes:
    """Join messages into an mbox file."""
    out = []
    for sent, data in messages:
        body = b"\n".join(
            b">" + line if line.startswith(b"From ") else line for line in data.split(b"\n")
        )
        out.append(f"From - {sent:%a %b %d %H:%M:%S %Y}\n".encode() + body.rstrip() + b"\n\n")
    return b"".join(out)
