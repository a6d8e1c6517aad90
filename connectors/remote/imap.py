"""Live mailboxes over IMAP: `imaps://anna@mail.example.org`, each folder with its messages.

Nothing is changed there: folders are opened read-only (EXAMINE) and messages are fetched without
marking them seen (BODY.PEEK). A message is `INBOX/1234.eml`, by its UID, and its attachments are
`INBOX/1234.eml!/cv.pdf`. Messages never change under their UID, so only new ones are fetched; when
the server gives a folder a new UIDVALIDITY, all of that folder are. `imap://` is the same with
STARTTLS; a connection without encryption is never used.
"""

from __future__ import annotations

import contextlib
import errno
import ssl
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from connectors.access import Access
from connectors.credentials import required_password, variables_of
from connectors.item import Reach
from connectors.patterns import any_of
from connectors.remote._connection import Entry, library
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address
    from connectors.landing import Landing

SCHEMES = ("imap", "imaps")
EXTRA = "imap"
_SECONDS = 60
_PORTS = {"imap": 143, "imaps": 993}
_LISTED_AT_ONCE = 1_000
_CHUNK = 4 * 2**20
_NO_FOLDER = frozenset({b"\\noselect", b"\\nonexistent"})


class Options(BaseModel):
    """Options of a mailbox.

    Attributes:
        folders: glob patterns of the folders to read, with `/` between levels; all by default.
        sign_in: what is kept for the account: its password, or an OAuth 2 access token.
        ca_file: certificates to trust beside the system's, PEM, for a server with its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    folders: tuple[str, ...] = ()
    sign_in: Literal["password", "oauth"] = "password"
    ca_file: Path | None = None


def connect(address: Address, options: Options) -> ImapConnection:
    """Sign in to the mailbox.

    Raises:
        SourceError: the server cannot be reached, is not the one it should be, or refuses.
    """
    return ImapConnection(address, options)


class ImapConnection:
    """A session with one mailbox."""

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._library = library("imapclient", EXTRA, address)
        if not address.user:
            raise SourceError(
                f"{address}: name the account, as {address.scheme}://anna@{address.host}"
            )
        self._chosen = any_of(options.folders, ignore_case=True)
        self._selected: tuple[str, int] | None = None
        secret = required_password(address)
        context = ssl.create_default_context(cafile=options.ca_file)
        with self._told():
            self._client = self._library.IMAPClient(
                address.host,
                port=address.port or _PORTS[address.scheme],
                ssl=address.scheme == "imaps",
                ssl_context=context,
                timeout=_SECONDS,
            )
            try:
                self._client.normalise_times = False
                if address.scheme == "imap":
                    self._client.starttls(context)
                if options.sign_in == "oauth":
                    self._sign_in_by_token(secret)
                else:
                    self._client.login(address.user, secret)
            except BaseException:
                self.close()
                raise
            self._has_lists = self._client.has_capability("ACL")

    def root(self) -> Entry:
        """Give the mailbox, which holds folders."""
        with self._told():
            self._client.noop()
        return Entry("", "", folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield the folders that are to be read, or the messages of one of them."""
        with self._told():
            yield from self._messages(folder.location) if folder.location else self._folders()

    def access(self, entry: Entry) -> Access:
        """Say who may read a message; listing has told already."""
        assert entry.access is not None  # noqa: S101 - `_messages` sets it
        return entry.access

    def fetch(self, location: str, into: Landing) -> str:
        """Read a message as it was sent, without marking it as seen."""
        validity, uid, folder = location.split("/", 2)
        with self._told():
            if self._select(folder) != int(validity):
                raise FileNotFoundError(errno.ENOENT, "the folder was made anew")
            size = 0
            while True:
                wanted = f"BODY.PEEK[]<{size}.{_CHUNK}>"
                answer = self._client.fetch([int(uid)], [wanted]).get(int(uid))
                if answer is None:
                    raise FileNotFoundError(errno.ENOENT, "no such message")
                data = next((d for key, d in answer.items() if key.startswith(b"BODY[]")), b"")
                into.write(data or b"")
                size += len(data or b"")
                if not data or len(data) < _CHUNK:
                    return ""

    def close(self) -> None:
        """Sign out."""
        with contextlib.suppress(Exception):  # whatever is left of it is of no further use
            self._client.logout()
        with contextlib.suppress(Exception):
            self._client.shutdown()

    def _sign_in_by_token(self, token: str) -> None:
        if self._client.has_capability("AUTH=OAUTHBEARER"):
            self._client.oauthbearer_login(self._address.user, token)
        else:
            self._client.oauth2_login(self._address.user, token)

    def _folders(self) -> Iterator[Entry]:
        for flags, delimiter, name in self._client.list_folders():
            if _NO_FOLDER.intersection(flag.lower() for flag in flags):
                continue
            levels = name.split(delimiter.decode()) if delimiter else [name]
            path = "/".join(levels)
            if self._chosen is None or self._chosen(path):
                yield Entry(path, name, folder=True)

    def _messages(self, folder: str) -> Iterator[Entry]:
        validity = self._select(folder)
        access = self._access_of(folder)
        uids = iter(self._client.search("ALL"))
        while part := list(islice(uids, _LISTED_AT_ONCE)):
            found = self._client.fetch(part, ["RFC822.SIZE", "INTERNALDATE"])
            for uid in part:
                if uid not in found:  # expunged meanwhile
                    continue
                received = found[uid].get(b"INTERNALDATE")
                yield Entry(
                    name=f"{uid}.eml",
                    location=f"{validity}/{uid}/{folder}",
                    size=int(found[uid].get(b"RFC822.SIZE", 0)),
                    modified=received.astimezone(UTC) if received else None,
                    stamp=f"{validity}.{uid}",
                    access=access,
                )

    def _select(self, folder: str) -> int:
        """Open a folder for reading only; gives its UIDVALIDITY."""
        if self._selected is None or self._selected[0] != folder:
            self._selected = None
            answer = self._client.select_folder(folder, readonly=True)
            self._selected = (folder, int(answer[b"UIDVALIDITY"]))
        return self._selected[1]

    def _access_of(self, folder: str) -> Access:
        """Say who may read a folder, where the server tells (RFC 4314)."""
        owner = self._address.user
        unknown = Access(owner, f"{owner}, and whoever the mailbox is shared with", Reach.UNKNOWN)
        if not self._has_lists:
            return unknown
        try:
            listed = self._client.getacl(folder)
        except self._library.exceptions.IMAPClientError:
            return unknown
        readers = [_text(who) for who, rights in listed if "r" in _text(rights)]
        if "anyone" in readers:
            return Access(owner, "everyone (anyone)", Reach.EVERYONE)
        others = [who for who in readers if who not in {owner, "owner"}]
        return Access(
            owner, ", ".join([f"owner {owner}", *others]), Reach.GROUP if others else Reach.OWNER
        )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the library's exceptions into those that `Connection` promises."""
        known, address = self._library.exceptions, self._address
        try:
            yield
        except known.LoginError as error:
            raise SourceError(
                f"{address}: {address.server} refuses the account, or its password or token, which "
                f"is looked for in {variables_of(address)[0]} and in the keyring"
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise SourceError(
                f"{address}: the server's certificate is not trusted ({error.verify_message}); for "
                "a server with its own, set 'ca_file:' in the source's options"
            ) from error
        except known.IMAPClientAbortError as error:
            raise self._unreachable(error) from error
        except known.IMAPClientError as error:
            self._selected = None
            if "NONEXISTENT" in str(error):
                raise FileNotFoundError(errno.ENOENT, "no such folder") from error
            raise PermissionError(errno.EACCES, "the server refuses to open it") from error
        except OSError as error:
            if error.errno in {errno.EFBIG, errno.ENOSPC} or isinstance(error, FileNotFoundError):
                raise
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._address} cannot be reached ({type(error).__name__}); check the server's name "
            "and that this machine may connect to it"
        )


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
