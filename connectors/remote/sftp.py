"""Folders on other machines over SSH: `sftp://user@server/srv/share`.

The server must be known: by its key in `known_hosts`, as for `ssh`, or by the fingerprint in the
options. The account's own keys and agent are tried first, then the password that is kept for it.
Owner and mode bits say who may read; access lists and the server's own rules are not seen.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import posixpath
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from connectors.access import OPEN, Access, Gate
from connectors.credentials import password_of, variables_of
from connectors.item import Reach
from connectors.remote._connection import Entry, library
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address
    from connectors.landing import Landing

SCHEMES = ("sftp",)
EXTRA = "sftp"
_SECONDS = 30
_CHUNK = 2**20
_ALL_MAY_READ, _ALL_MAY_PASS, _GROUP_MAY_READ, _GROUP_MAY_PASS = 0o004, 0o001, 0o040, 0o010
_WIDTH = (Reach.OWNER, Reach.GROUP, Reach.EVERYONE)


class Options(BaseModel):
    """Options of an SFTP source.

    Attributes:
        host_key: the server key's fingerprint, as `ssh-keygen -lf` prints it: `SHA256:…`.
        key_file: the account's private key, where it is not one that `ssh` would use anyway.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host_key: str = ""
    key_file: Path | None = None


def connect(address: Address, options: Options) -> SftpConnection:
    """Log on to the server.

    Raises:
        SourceError: it cannot be reached, is not the server it should be, or refuses.
    """
    return SftpConnection(address, options)


class SftpConnection:
    """A session with one server."""

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._paramiko = library("paramiko", EXTRA, address)
        self._ssh = self._paramiko.SSHClient()
        self._ssh.load_system_host_keys()
        self._ssh.set_missing_host_key_policy(_OnlyKnown(address, options.host_key))
        try:
            with self._told():
                self._ssh.connect(
                    address.host,
                    port=address.port or 22,
                    username=address.user or None,
                    password=password_of(address),
                    key_filename=str(options.key_file) if options.key_file else None,
                    timeout=_SECONDS,
                    banner_timeout=_SECONDS,
                    auth_timeout=_SECONDS,
                )
                self._sftp = self._ssh.open_sftp()
                self._sftp.get_channel().settimeout(_SECONDS)
        except BaseException:
            self._ssh.close()
            raise

    def root(self) -> Entry:
        """Give the folder or file of the address; the account's home where it names none."""
        with self._told():
            path = "/" + self._address.path if self._address.path else self._sftp.normalize(".")
            info = self._sftp.stat(path)
            if stat.S_ISDIR(info.st_mode or 0):
                next(iter(self._sftp.listdir_iter(path)), None)
                return Entry("", path, folder=True)
        return _entry(posixpath.basename(path), path, info, OPEN)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield what a folder holds."""
        with self._told():
            for info in self._sftp.listdir_iter(folder.location):
                path = posixpath.join(folder.location, info.filename)
                yield _entry(info.filename, path, info, folder.gate)

    def access(self, entry: Entry) -> Access:
        """Say who may read it; listing has told already."""
        assert entry.access is not None  # noqa: S101 - `_entry` sets it
        return entry.access

    def fetch(self, location: str, into: Landing) -> str:
        """Read a file."""
        with self._told(), self._sftp.open(location, "rb") as stream:
            stream.prefetch(stream.stat().st_size or 0)
            while data := stream.read(_CHUNK):
                into.write(data)
        return ""

    def close(self) -> None:
        """Log off."""
        with contextlib.suppress(Exception):  # whatever is left of it is of no further use
            self._ssh.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the library's exceptions into those that `Connection` promises."""
        known = self._paramiko.ssh_exception
        address = self._address
        try:
            yield
        except known.BadHostKeyException as error:
            raise SourceError(
                f"{address}: the server shows another key than the one that is known for it; "
                "find out why before anything else"
            ) from error
        except (known.AuthenticationException, known.PasswordRequiredException) as error:
            raise SourceError(
                f"{address}: {address.server} refuses the account, its key or its password; the "
                f"password is looked for in {variables_of(address)[0]} and in the keyring"
            ) from error
        except (known.SSHException, EOFError, ConnectionError, TimeoutError) as error:
            raise self._unreachable(error) from error
        except OSError as error:
            if isinstance(error, FileNotFoundError | PermissionError):
                raise
            if error.errno in {errno.EFBIG, errno.ENOSPC}:
                raise
            if error.errno is None and not self._is_alive():
                raise self._unreachable(error) from error
            if not hasattr(self, "_sftp"):
                raise self._unreachable(error) from error
            raise OSError(error.errno or errno.EIO, error.strerror or "read error") from error

    def _is_alive(self) -> bool:
        transport = self._ssh.get_transport()
        return transport is not None and transport.is_active()

    def _unreachable(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._address} cannot be reached ({type(error).__name__}); check the server's name "
            "and that this machine may connect to it"
        )


class _OnlyKnown:
    """Takes a server that `known_hosts` does not know only by the fingerprint of its key."""

    def __init__(self, address: Address, fingerprint: str) -> None:
        self._address = address
        self._fingerprint = fingerprint.rstrip("=")

    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        """Refuse an unknown server; paramiko calls this."""
        del client, hostname
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        if self._fingerprint == f"SHA256:{digest}":
            return
        if self._fingerprint:
            raise SourceError(
                f"{self._address}: the server's key is SHA256:{digest}, not the 'host_key' of the "
                "settings; find out why before anything else"
            )
        raise SourceError(
            f"{self._address}: the server is not known here, and its key is SHA256:{digest}. When "
            "that is right, connect once with ssh, or set 'host_key:' to it in the source's options"
        )


def _entry(name: str, path: str, info: Any, gate: Gate) -> Entry:
    mode = info.st_mode or 0
    folder = stat.S_ISDIR(mode)
    owner, group = _names(info)
    access = _access(mode, owner, group, gate, folder=folder)
    below = gate
    if folder and access.reach != Reach.EVERYONE:
        below = Gate(access.reach, access.readers, f".{access.readers}")
    modified = datetime.fromtimestamp(info.st_mtime, UTC) if info.st_mtime is not None else None
    return Entry(
        name=name,
        location=path,
        folder=folder,
        size=info.st_size or 0 if stat.S_ISREG(mode) else 0,
        modified=modified,
        stamp=f"{mode:o}.{info.st_uid}.{info.st_gid}{gate.stamp}",
        link=not folder and not stat.S_ISREG(mode),
        access=access,
        gate=below,
    )


def _access(mode: int, owner: str, group: str, gate: Gate, *, folder: bool) -> Access:
    """Judge a file, or who may pass through a folder, by mode bits and the folders above."""
    everyone, members = (
        (_ALL_MAY_PASS, _GROUP_MAY_PASS) if folder else (_ALL_MAY_READ, _GROUP_MAY_READ)
    )
    if mode & everyone:
        own = Access(owner, "everyone", Reach.EVERYONE)
    elif mode & members:
        own = Access(owner, f"owner {owner}, group {group}", Reach.GROUP)
    else:
        own = Access(owner, f"owner {owner}", Reach.OWNER)
    if _WIDTH.index(own.reach) <= _WIDTH.index(gate.reach):
        return own
    readers = gate.readers.removesuffix(_BARRED) + _BARRED
    return Access(owner, readers, gate.reach)


_BARRED = " (a folder above bars others)"


def _names(info: Any) -> tuple[str, str]:
    """Give the names of owner and group, which only the server's long form of a listing has."""
    parts = str(getattr(info, "longname", "") or "").split()
    if len(parts) > 4:
        return parts[2], parts[3]
    return str(info.st_uid), str(info.st_gid)
