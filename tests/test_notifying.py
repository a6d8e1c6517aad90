"""What is new is told once, to a real mail server and a real webhook."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from config.settings import Mail, Notify
from inventory.stock import AssetCount, Stock, keep_stock
from inventory.store import Inventory
from scanner.progress import ScanTally
from terminal.notifying import NotifyError, notify

DAY = date(2026, 3, 1)


class Post:
    """A mail server that keeps what it is sent, and asks for a password."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = cast("bytes", envelope.content)
        self.messages.append(message_from_bytes(raw, policy=policy.default))
        return "250 OK"


def authenticate(*arguments: Any) -> AuthResult:
    data = arguments[-1]
    good = isinstance(data, LoginPassword) and data.password == b"a long secret"
    return AuthResult(success=good, handled=False)


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    with socket.socket() as probe:  # aiosmtpd connects to its port to see whether it is up
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        handler, hostname="127.0.0.1", port=port, authenticator=authenticate,
        auth_required=True, auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    made = Inventory(tmp_path / "i.duckdb")
    made.create_if_missing()
    return made


def settings(port: int) -> Notify:
    mail = {
        "host": "127.0.0.1", "port": port, "security": "none", "user": "stocktake",
        "from": "stocktake@example.org", "to": ["manager@example.org"],
    }  # fmt: skip
    return Notify(mail=Mail.model_validate(mail))


def scanned(inventory: Inventory, **counts: int) -> Stock:
    """Finish a scan that found one asset."""
    scan = inventory.begin_scan("/srv/share")
    inventory.finish_scan(scan, state="finished", tally=ScanTally(), gone=[])
    stock = Stock({"A1": AssetCount("A1", "Care plans (Rose House)", **counts)}, {})
    keep_stock(inventory, stock, DAY)
    return stock


def test_what_is_new_is_mailed_once(
    inventory: Inventory, post: tuple[Post, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, port = post
    monkeypatch.setenv("STOCKTAKE_SMTP_PASSWORD", "a long secret")
    assert notify(inventory, settings(port), scanned(inventory, documents=3)) == 1
    assert notify(inventory, settings(port), scanned(inventory, documents=3)) == 0
    assert notify(inventory, settings(port), scanned(inventory, documents=3, overdue=2)) == 1

    first, second = handler.messages
    assert first["To"] == "manager@example.org"
    assert "Care plans (Rose House) is new: 3 files" in first.get_content()
    assert "2 files past the retention period; none before" in second.get_content()
    assert "Rose House) is new" not in second.get_content()


def test_what_could_not_be_delivered_is_told_next_time(
    inventory: Inventory, post: tuple[Post, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, port = post
    monkeypatch.setenv("STOCKTAKE_SMTP_PASSWORD", "wrong")
    with pytest.raises(NotifyError, match="SMTPAuthenticationError"):
        notify(inventory, settings(port), scanned(inventory, documents=3))
    monkeypatch.delenv("STOCKTAKE_SMTP_PASSWORD")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NotifyError, match="set STOCKTAKE_SMTP_PASSWORD"):
        notify(inventory, settings(port), scanned(inventory, documents=4))
    monkeypatch.setenv("STOCKTAKE_SMTP_PASSWORD", "a long secret")
    assert notify(inventory, settings(port), scanned(inventory, documents=5)) == 1
    assert "5 files" in handler.messages[0].get_content()


def test_a_webhook_gets_words_and_numbers(inventory: Inventory) -> None:
    received: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as above
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.handle_request).start()
        url = f"http://127.0.0.1:{server.server_port}/hook"
        assert notify(inventory, Notify(webhook=url), scanned(inventory, documents=3)) == 1
    assert "Care plans (Rose House) is new" in received[0]["text"]
    assert received[0]["changes"][0]["after"] == 3


def test_nobody_is_told_where_nobody_is_named(inventory: Inventory) -> None:
    assert notify(inventory, Notify(), scanned(inventory, documents=3)) == 0
