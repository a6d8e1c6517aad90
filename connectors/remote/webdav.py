"""WebDAV folders, as Nextcloud and SharePoint offer them: `webdavs://anna@cloud.example.org/files`.

WebDAV has no standard way to ask who may read a file, so nothing is said of it.
"""

from __future__ import annotations

import contextlib
import errno
import ssl
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from connectors.credentials import required_password, variables_of
from connectors.remote._connection import library
from connectors.remote._fsspec import FsspecConnection
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address

SCHEMES = ("webdav", "webdavs")
EXTRA = "webdav"
_SECONDS = 60
_REFUSED, _FORBIDDEN, _NO_SUCH = 401, 403, 404


class Options(BaseModel):
    """Options of a WebDAV source.

    Attributes:
        ca_file: certificates to trust beside the system's, PEM, for a server with its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ca_file: Path | None = None


def connect(address: Address, options: Options) -> WebdavConnection:
    """Make a client of the server. Nothing is asked of it yet."""
    return WebdavConnection(address, options)


class WebdavConnection(FsspecConnection):
    """A client of one server."""

    def __init__(self, address: Address, options: Options) -> None:
        driver = library("webdav4.fsspec", EXTRA, address)
        self._client = library("webdav4.client", EXTRA, address)
        httpx = library("httpx", EXTRA, address)
        scheme = "https" if address.scheme == "webdavs" else "http"
        auth = (address.user, required_password(address)) if address.user else None
        context = ssl.create_default_context()
        if options.ca_file is not None:
            context.load_verify_locations(options.ca_file)
        files: Any = driver.WebdavFileSystem(
            f"{scheme}://{address.server}/",
            auth=auth,
            timeout=_SECONDS,
            verify=context,
            skip_instance_cache=True,
        )
        # The client takes "%" and "#" in names for part of the URL's own syntax.
        files.client.join_url = partial(_joined, files.client.base_url)
        super().__init__(address, files, address.path, (httpx.TransportError, httpx.InvalidURL))

    def close(self) -> None:
        """Close the client's connections."""
        self._files.client.http.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the client's exceptions into those that `Connection` promises."""
        try:
            with super()._told():
                yield
        except self._client.ForbiddenOperation as error:
            raise PermissionError(errno.EACCES, "permission denied") from error
        except self._client.HTTPError as error:
            raise self._of_status(int(error.status_code)) from error
        except self._client.ClientError as error:
            raise OSError(errno.EIO, "the server answered with an error") from error

    def _of_status(self, status: int) -> Exception:
        if status == _REFUSED:
            where = variables_of(self._address)[0]
            return SourceError(
                f"{self._address}: {self._address.server} refuses the account or its password, "
                f"which is looked for in {where} and in the keyring"
            )
        if status == _FORBIDDEN:
            return PermissionError(errno.EACCES, "permission denied")
        if status == _NO_SUCH:
            return FileNotFoundError(errno.ENOENT, "no such file or folder")
        if status >= 500:
            return SourceError(f"{self._address}: the server is out of order (status {status})")
        return OSError(errno.EIO, f"the server answered with status {status}")


def _joined(base: Any, path: str, add_trailing_slash: bool = False) -> Any:  # noqa: FBT001, FBT002
    """Give the URL of a path, in place of `Client.join_url`, whatever the names in it hold."""
    closing = "/" if add_trailing_slash else ""
    return base.copy_with(raw_path=quote(f"/{path.strip('/')}{closing}").encode())
