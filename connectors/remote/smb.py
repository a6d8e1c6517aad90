"""Windows and Samba shares: `smb://server/share/folder`, with who may read each file.

Through smbprotocol, so nothing needs mounting and no administrator is needed. Without an account in
the address the Kerberos ticket, or on Windows the session, of whoever runs the scan is used. The
security descriptor of every file that is new or changed is read, and that of each folder, since
files take their rights from it. Rights set on a single file alone are seen at once on Windows,
which counts that as a change of the file; on Samba they are seen when the file next changes.
"""

from __future__ import annotations

import contextlib
import errno
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from connectors.access import Access
from connectors.credentials import password_of
from connectors.item import Reach
from connectors.remote._connection import UNKNOWN_ACCESS, Entry, library
from connectors.sddl import read_sddl
from connectors.security_descriptor import sddl_of
from connectors.sid_names import AccountNames
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address
    from connectors.landing import Landing

SCHEMES = ("smb",)
EXTRA = "smb"
_CHUNK = 2**20
_SECONDS = 30
_READ_CONTROL = 0x0002_0000
_OWNER_AND_LIST = 0x1 | 0x4
_DESCRIPTOR_BYTES = 65_536
_FOLDER, _REPARSE = 0x10, 0x400
_LINKS = frozenset({0xA000_000C, 0xA000_0003})  # symbolic link; junction or mount point
# What a server answers, [MS-ERREF] 2.3.1: of one file, or of the connection.
_DENIED = frozenset({0xC000_0022, 0xC000_0061})
_IN_USE = frozenset({0xC000_0043, 0xC000_0054})
_LOST = frozenset({0xC000_00B5, 0xC000_00C9, 0xC000_0203, 0xC000_020C, 0xC000_035C})
_NO_SHARE = 0xC000_00CC


class Options(BaseModel):
    """Options of an SMB source.

    Attributes:
        encrypt: refuse to talk without encryption; SMB 3 servers offer it.
        sign: refuse replies that are not signed.
        names: CSV with names of a domain's accounts; see `connectors.sid_names`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    encrypt: bool = False
    sign: bool = True
    names: Path | None = None


def connect(address: Address, options: Options) -> SmbConnection:
    """Log on to the server.

    Raises:
        SourceError: it cannot be reached, or refuses.
    """
    return SmbConnection(address, options)


class SmbConnection:
    """A session with one server."""

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._names = AccountNames(options.names)
        self._client = library("smbclient", EXTRA, address)
        self._exceptions = library("smbprotocol.exceptions", EXTRA, address)
        share, _, folder = address.path.partition("/")
        if not address.host or not share:
            raise SourceError(f"{address}: name a share as well, as smb://server/share")
        backslashed = folder.replace("/", "\\")
        self._root = f"\\\\{address.host}\\{share}" + (f"\\{backslashed}" if folder else "")
        self._cache: dict[str, Any] = {}
        self._options: dict[str, Any] = {
            "port": address.port or 445,
            "username": address.user.replace(";", "\\") or None,
            "connection_cache": self._cache,
        }
        password = password_of(address) if address.user else None
        with self._told():
            self._client.register_session(
                address.host,
                password=password,
                encrypt=options.encrypt or None,
                connection_timeout=_SECONDS,
                require_signing=options.sign,
                **self._options,
            )

    def root(self) -> Entry:
        """Give the share, or the folder or file in it that the address names."""
        with self._told():
            info = self._client.stat(self._root, **self._options)
            if info.st_file_attributes & _FOLDER:
                with self._client.scandir(self._root, **self._options) as found:
                    next(found, None)
                return Entry("", self._root, folder=True)
        return Entry(
            name=self._root.rpartition("\\")[2],
            location=self._root,
            size=info.st_size,
            modified=datetime.fromtimestamp(info.st_mtime, UTC),
            created=datetime.fromtimestamp(info.st_ctime, UTC),
            stamp=f"{info.st_chgtime_ns // 1000:x}",
            access=None,
        )

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield what a folder holds."""
        with self._told():
            rights = self._rights_stamp(folder.location)
            with self._client.scandir(folder.location, **self._options) as found:
                for entry in found:
                    yield _entry(entry, f"{folder.location}\\{entry.name}", rights)

    def access(self, entry: Entry) -> Access:
        """Say who may read a file, by its security descriptor."""
        try:
            text = sddl_of(self._descriptor(entry.location, kind="file"))
        except (OSError, ValueError):
            return UNKNOWN_ACCESS
        rights = read_sddl(text, self._names.name_of)
        return Access(rights.owner, rights.readers, rights.reach)

    def fetch(self, location: str, into: Landing) -> str:
        """Read a file."""
        with (
            self._told(),
            self._client.open_file(
                location, mode="rb", buffering=0, share_access="rwd", **self._options
            ) as stream,
        ):
            while data := stream.read(_CHUNK):
                into.write(data)
        return ""

    def close(self) -> None:
        """Log off."""
        with contextlib.suppress(Exception):  # whatever is left of it is of no further use
            self._client.reset_connection_cache(connection_cache=self._cache)

    def _rights_stamp(self, location: str) -> str:
        try:
            return f".{zlib.crc32(self._descriptor(location, kind='dir')):x}"
        except OSError:
            return ""

    def _descriptor(self, location: str, kind: str) -> bytes:
        """Ask for the security descriptor of a file ("file") or folder ("dir")."""
        opening = library("smbprotocol.open", EXTRA, self._address)
        with (
            self._told(),
            self._client.open_file(
                location, mode="rb", buffering=0, share_access="rwd", file_type=kind,
                desired_access=_READ_CONTROL, **self._options,
            ) as stream,
        ):  # fmt: skip
            handle = stream.fd
            request = opening.SMB2QueryInfoRequest()
            request["info_type"] = opening.InfoType.SMB2_0_INFO_SECURITY
            request["output_buffer_length"] = _DESCRIPTOR_BYTES
            request["additional_information"] = _OWNER_AND_LIST
            request["file_id"] = handle.file_id
            tree = handle.tree_connect
            sent = handle.connection.send(
                request, sid=tree.session.session_id, tid=tree.tree_connect_id
            )
            response = opening.SMB2QueryInfoResponse()
            response.unpack(handle.connection.receive(sent)["data"].get_value())
            return bytes(response["buffer"].get_value())

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the library's exceptions into those that `Connection` promises."""
        known = self._exceptions
        try:
            yield
        except known.SMBOSError as error:
            raise self._of_status(error.ntstatus, error) from None
        except known.SMBResponseException as error:
            raise self._of_status(error.status, error) from None
        except known.SMBAuthenticationError as error:
            raise self._refused() from error
        except (known.SMBException, ConnectionError, TimeoutError, EOFError) as error:
            raise self._unreachable(error) from error
        except ValueError as error:  # as the library says that there is no connection
            raise self._unreachable(error) from error
        except OSError as error:
            if error.errno in {errno.EFBIG, errno.ENOSPC}:  # not of the server
                raise
            raise self._unreachable(error) from error

    def _of_status(self, status: int, error: Exception) -> Exception:
        if status in _LOST:
            return self._unreachable(error)
        if status == _NO_SHARE:
            return FileNotFoundError(errno.ENOENT, "no such share")
        if isinstance(error, self._exceptions.LogonFailure):
            return self._refused()
        if status in _DENIED:
            return PermissionError(errno.EACCES, "permission denied")
        if status in _IN_USE:
            return OSError(errno.EBUSY, "another program has it open for itself alone")
        number = getattr(error, "errno", None) or errno.EIO
        reason = getattr(error, "strerror", "") if number != errno.EIO else f"status {status:#x}"
        return OSError(number, reason)

    def _refused(self) -> SourceError:
        return SourceError(
            f"{self._address}: {self._address.server} refuses the account or its password; "
            "docs/sources.md says where the password is looked for"
        )

    def _unreachable(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._address} cannot be reached ({type(error).__name__}); check the server's name "
            "and that this machine may connect to it"
        )


def _entry(found: Any, location: str, rights: str) -> Entry:
    """Make an entry of what a folder's listing says of it; nothing more is asked for."""
    info = found.smb_info
    attributes = int(info.file_attributes)
    link = bool(attributes & _REPARSE) and int(info.ea_size) in _LINKS
    return Entry(
        name=found.name,
        location=location,
        folder=bool(attributes & _FOLDER) and not link,
        size=0 if attributes & _FOLDER else int(info.end_of_file),
        modified=_instant(info.last_write_time),
        created=_instant(info.creation_time),
        stamp=f"{int(_instant(info.change_time).timestamp() * 1_000_000):x}{rights}",
        link=link,
        access=Access("", "", Reach.UNKNOWN) if link else None,
    )


def _instant(moment: datetime) -> datetime:
    """Give a time as the library has it, in UTC without saying so, with its zone."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
