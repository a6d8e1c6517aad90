"""Tells people what is new after a scan, by e-mail or webhook, where the settings ask for it.

Only assets and numbers are told: no file names, and nothing that stands in a file.
"""

from __future__ import annotations

import importlib
import json
import os
import smtplib
import ssl
import urllib.request
from dataclasses import asdict
from email.message import EmailMessage
from itertools import groupby
from typing import TYPE_CHECKING

from config.errors import UserError
from inventory.changes import Kind, compare_stocks
from inventory.stock import Stock, kept_stock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.settings import Mail, Notify
    from inventory.changes import AssetChange
    from inventory.store import Inventory

_LAST = "notified scan"
_SECONDS = 60
_VARIABLE = "STOCKTAKE_SMTP_PASSWORD"
_PRESSING = (Kind.EXPOSED, Kind.OVERDUE, Kind.NEW, Kind.GROWN, Kind.UNREAD)


class NotifyError(UserError):
    """Nobody could be told; the message says why. What is new is told next time."""


def notify(inventory: Inventory, settings: Notify, stock: Stock) -> int:
    """Tell what is new since the last time anybody was told; nothing where nothing is.

    Args:
        inventory: remembers after which scan people were last told.
        settings: whom to tell.
        stock: as it is now.

    Returns:
        Number of changes told.

    Raises:
        NotifyError: it could not be delivered; the next call tells it again.
    """
    if settings.mail is None and not settings.webhook:
        return 0
    last = inventory.noted(_LAST)
    before = kept_stock(inventory, int(last)) if last else Stock({}, {})
    changes = [c for c in compare_stocks(before, stock) if c.kind in _PRESSING]
    if changes:
        try:
            if settings.mail is not None:
                _mail(settings.mail, changes)
            if settings.webhook:
                _post(settings.webhook, changes)
        except (OSError, smtplib.SMTPException) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise NotifyError(f"nobody could be told what is new: {reason}") from error
    inventory.note(_LAST, str(inventory.last_scan()))
    return len(changes)


def digest(changes: Sequence[AssetChange]) -> str:
    """Put changes into a few lines, the most pressing first."""
    lines = ["What is new since you were last told:"]
    for kind, group in groupby(changes, key=lambda change: change.kind):
        lines += ["", str(kind).capitalize()]
        lines += [f"  {change.words}" for change in group]
    lines += ["", "stocktake register diff says more; stocktake retention lists what is overdue."]
    return "\n".join(lines)


def _mail(settings: Mail, changes: Sequence[AssetChange]) -> None:
    message = EmailMessage()
    message["Subject"] = f"Stocktake: {len(changes):,} new since last time"
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message.set_content(digest(changes))
    context = ssl.create_default_context()
    with _server(settings, context) as server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, _password(settings))
        server.send_message(message)


def _server(settings: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    return smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)


def _password(settings: Mail) -> str:
    """Give the password: from the environment, else from the keyring where there is one."""
    if given := os.environ.get(_VARIABLE):
        return given
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        kept = None
    else:
        kept = keyring.get_password("stocktake", settings.user)
    if kept is None:
        raise NotifyError(
            f"there is no password for {settings.user}; set {_VARIABLE}, or keep it with: "
            f"pip install keyring, then keyring set stocktake {settings.user}"
        )
    return str(kept)


def _post(url: str, changes: Sequence[AssetChange]) -> None:
    body = {"text": digest(changes), "changes": [asdict(change) for change in changes]}
    request = urllib.request.Request(  # noqa: S310 - the settings take http and https only
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310 - as above
        pass
