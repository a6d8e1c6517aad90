"""Live mailboxes, on a real Dovecot."""

from __future__ import annotations

import http.server
import ipaddress
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.address import parse_address
from connectors.item import Item, Reach
from connectors.remote import open_source
from connectors.remote._share import RemoteShare
from connectors.source import SourceError
from tests.connectors.remote.servers import SECRET, Server, free_port, need_root, program, running

TOKEN = "ya29.oakfield-token"
_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
auth_mechanisms = plain xoauth2 oauthbearer
mail_location = maildir:{home}/mail/%n
mail_plugins = acl
first_valid_uid = 1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid=daemon gid=daemon home={home}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = .
}}
plugin {{
  acl = vfile
}}
protocol imap {{
  mail_plugins = acl imap_acl
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class _Tokens(http.server.BaseHTTPRequestHandler):
    """What Dovecot asks whether a token is good, and whose it is."""

    def do_GET(self) -> None:
        """Answer it."""
        good = self.path.endswith(TOKEN)
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"email": "anna", "active": good} if good else {}).encode())

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


def certificate(home: Path) -> None:
    """Make a certificate of the loopback address, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "oakfield")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (home / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (home / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.fixture(scope="session")
def dovecot(folder_for_others: Callable[[str], Path]) -> Iterator[tuple[Server, int]]:
    """A Dovecot with any account; gives its TLS port, and the one for STARTTLS."""
    need_root("Dovecot")
    daemon = program("dovecot", "dovecot-imapd")
    home = folder_for_others("dovecot")
    (home / "mail").mkdir()
    shutil.chown(home / "mail", "daemon", "daemon")
    certificate(home)
    port, plain = free_port(), free_port()
    tokens = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Tokens)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    (home / "oauth2.conf").write_text(
        f"tokeninfo_url = http://127.0.0.1:{tokens.server_port}/?access_token=\n"
        "username_attribute = email\n"
    )
    (home / "dovecot.conf").write_text(
        _CONFIGURATION.format(home=home, secret=SECRET, port=port, plain=plain)
    )
    command = [daemon, "-F", "-c", str(home / "dovecot.conf")]
    with running(command, port, home / "mail", home / "log") as server:
        yield server, plain
    tokens.shutdown()
    tokens.server_close()


@pytest.fixture
def deliver(dovecot: tuple[Server, int], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a message into a folder of Anna's mailbox, which is empty at first."""
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", SECRET)
    home = dovecot[0].folder / "anna"
    shutil.rmtree(home, ignore_errors=True)
    number = 0

    def put(text: str = "Room 12", folder: str = "", attachment: bytes = b"") -> Path:
        nonlocal number
        number += 1
        message = EmailMessage()
        message["From"], message["To"] = "priya@example.org", "anna@example.org"
        message["Date"], message["Subject"] = "Tue, 02 Jan 2024 10:00:00 +0000", f"Visit {number}"
        message.set_content(text)
        if attachment:
            message.add_attachment(
                attachment, maintype="application", subtype="octet-stream", filename="cv.txt"
            )
        box = home / f".{folder}" if folder else home
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        file = box / "new" / f"{1_704_000_000 + number}.M{number}.oakfield"
        file.write_bytes(message.as_bytes())
        for path in (home, *home.rglob("*")):
            shutil.chown(path, "daemon", "daemon")
        return file

    return put


def source(server: tuple[Server, int], *, starttls: bool = False, **options: Any) -> RemoteShare:
    scheme, port = ("imap", server[1]) if starttls else ("imaps", server[0].port)
    options = {"ca_file": server[0].folder.parent / "cert.pem"} | options
    return open_source(parse_address(f"{scheme}://anna@127.0.0.1:{port}"), options)


def items(place: RemoteShare) -> dict[str, Item]:
    return {item.path: item for item in place.items()}


@pytest.mark.parametrize("starttls", [False, True])
def test_messages_of_all_folders_come_whole(
    dovecot: tuple[Server, int], deliver: Callable[..., Path], starttls: bool
) -> None:
    first = deliver()
    deliver(folder="Archive.Caf&AOk-", attachment=os.urandom(5 * 2**20))
    sent = first.read_bytes()
    place = source(dovecot, starttls=starttls)
    found = items(place)
    assert set(found) == {"INBOX/1.eml", "Archive/Café/1.eml"}
    item = found["INBOX/1.eml"]
    assert (item.owner, item.reach) == ("anna", Reach.OWNER)
    assert item.modified is not None
    with place.opener.fetch(item, 2**24) as fetched:
        assert fetched.data is not None
        assert fetched.data.replace(b"\r\n", b"\n") == sent
    with place.opener.fetch(found["Archive/Café/1.eml"], 2**24) as fetched:
        assert fetched.path is not None
        assert fetched.path.stat().st_size == found["Archive/Café/1.eml"].size


def test_nothing_is_changed_in_the_mailbox(
    dovecot: tuple[Server, int], deliver: Callable[..., Path]
) -> None:
    file = deliver()
    place = source(dovecot)
    for item in items(place).values():
        with place.opener.fetch(item, 2**20):
            pass
    assert file.exists(), "the message is no longer new"


def test_only_new_messages_change_anything(
    dovecot: tuple[Server, int], deliver: Callable[..., Path]
) -> None:
    deliver()
    before = items(source(dovecot))
    deliver("Room 14")
    after = items(source(dovecot))
    assert set(after) == {"INBOX/1.eml", "INBOX/2.eml"}
    assert after["INBOX/1.eml"].fingerprint == before["INBOX/1.eml"].fingerprint
    shutil.rmtree(dovecot[0].folder / "anna")
    deliver("Room 14")
    anew = dovecot[0].folder / "anna" / "dovecot-uidlist"
    anew.write_text("3 V1 N1 G0123456789abcdef0123456789abcdef\n")
    shutil.chown(anew, "daemon", "daemon")
    again = items(source(dovecot))
    assert again["INBOX/1.eml"].fingerprint != before["INBOX/1.eml"].fingerprint


def test_folders_are_chosen_by_pattern(
    dovecot: tuple[Server, int], deliver: Callable[..., Path]
) -> None:
    for folder in ("", "HR.Leavers", "HR.Starters", "Rotas"):
        deliver(folder=folder)
    found = items(source(dovecot, folders=["INBOX", "HR/*"]))
    assert set(found) == {"INBOX/1.eml", "HR/Leavers/1.eml", "HR/Starters/1.eml"}


def test_a_shared_mailbox_says_so(
    dovecot: tuple[Server, int], deliver: Callable[..., Path]
) -> None:
    deliver(folder="HR")
    deliver(folder="Rotas")
    box = dovecot[0].folder / "anna"
    (box / ".HR" / "dovecot-acl").write_text("owner lrwstipekxa\nuser=priya lr\n")
    (box / ".Rotas" / "dovecot-acl").write_text("owner lrwstipekxa\nanyone lr\n")
    found = items(source(dovecot))
    assert found["HR/1.eml"].reach is Reach.GROUP
    assert "priya" in found["HR/1.eml"].access
    assert found["Rotas/1.eml"].reach is Reach.EVERYONE


def test_a_token_signs_in(
    dovecot: tuple[Server, int],
    deliver: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver()
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", TOKEN)
    assert set(items(source(dovecot, sign_in="oauth"))) == {"INBOX/1.eml"}
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", "expired-token")
    with pytest.raises(SourceError, match="refuses the account") as told:
        source(dovecot, sign_in="oauth").check()
    assert "expired-token" not in str(told.value)


def test_what_is_wrong_is_told(
    dovecot: tuple[Server, int],
    deliver: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SourceError, match="certificate is not trusted"):
        source(dovecot, ca_file=None).check()
    with pytest.raises(SourceError, match="name the account"):
        open_source(parse_address("imaps://mail.example.org"), {}).check()
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", "mistyped-secret")
    with pytest.raises(SourceError, match="refuses the account") as told:
        source(dovecot).check()
    assert "mistyped-secret" not in str(told.value)


def test_what_was_removed_meanwhile(
    dovecot: tuple[Server, int], deliver: Callable[..., Path]
) -> None:
    file = deliver()
    place = source(dovecot)
    (item,) = items(place).values()
    file.unlink()
    with pytest.raises(FileNotFoundError), place.opener.fetch(item, 100):
        pass
