"""Buckets of S3 and what is compatible with it: `s3://bucket/folder`.

Without an account in the address the usual places for AWS credentials are asked: environment,
profile, the machine's own role. With one, `s3://KEYID@bucket`, its secret key is looked for like
every other password.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.access import Access
from connectors.credentials import required_password
from connectors.item import Reach
from connectors.remote._connection import UNKNOWN_ACCESS, library
from connectors.remote._fsspec import FsspecConnection
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address
    from connectors.remote._connection import Entry

SCHEMES = ("s3",)
EXTRA = "s3"
_SECONDS = 60
_EVERYBODY = frozenset(
    {
        "http://acs.amazonaws.com/groups/global/AllUsers",
        "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",  # of any AWS account
    }
)
_READ = frozenset({"READ", "FULL_CONTROL"})


class Options(BaseModel):
    """Options of an S3 source.

    Attributes:
        endpoint: of a server other than Amazon's, as https://s3.example.org.
        region: of the bucket, where the server needs to be told.
        anonymous: read a public bucket without any account.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str = Field(default="", pattern=r"^(https?://.+)?$")
    region: str = ""
    anonymous: bool = False


def connect(address: Address, options: Options) -> S3Connection:
    """Make a client of the server. Nothing is asked of it yet."""
    return S3Connection(address, options)


class S3Connection(FsspecConnection):
    """A client of one bucket."""

    def __init__(self, address: Address, options: Options) -> None:
        driver = library("s3fs", EXTRA, address)
        exceptions = library("botocore.exceptions", EXTRA, address)
        if not address.host:
            raise SourceError(f"{address}: name a bucket, as s3://bucket/folder")
        own = {"key": address.user, "secret": required_password(address)} if address.user else {}
        files: Any = driver.S3FileSystem(
            anon=options.anonymous,
            endpoint_url=options.endpoint or None,
            client_kwargs={"region_name": options.region} if options.region else {},
            config_kwargs={"connect_timeout": _SECONDS, "read_timeout": _SECONDS},
            use_listings_cache=False,
            skip_instance_cache=True,
            default_fill_cache=False,
            **own,
        )
        path = f"{address.host}/{address.path}".rstrip("/")
        lost = (
            exceptions.HTTPClientError,
            exceptions.ConnectionError,
            exceptions.NoCredentialsError,
            exceptions.PartialCredentialsError,
        )
        super().__init__(address, files, path, lost)
        self._client_error: type[Exception] = exceptions.ClientError
        self._bucket_access: Access | None = None

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield what a folder holds; who may read the bucket may read what is in it."""
        access = self._access_of_bucket()
        for entry in super().entries(folder):
            yield dataclasses.replace(entry, access=access)

    def _access_of_bucket(self) -> Access:
        """Say who may read the bucket, as far as this account may ask."""
        if self._bucket_access is None:
            self._bucket_access = UNKNOWN_ACCESS
            with contextlib.suppress(OSError):
                acl = self._ask("get_bucket_acl")
                public = self._public_by_policy() or (
                    not self._ignores_lists() and any(map(_is_public, acl["Grants"]))
                )
                self._bucket_access = Access(
                    owner=acl["Owner"].get("DisplayName", ""),
                    readers="everyone (the bucket is public)" if public else "the bucket's readers",
                    reach=Reach.EVERYONE if public else Reach.GROUP,
                )
        return self._bucket_access

    def _public_by_policy(self) -> bool:
        try:
            return bool(self._ask("get_bucket_policy_status")["PolicyStatus"]["IsPublic"])
        except OSError:  # it has no policy, or the server knows of none
            return False

    def _ignores_lists(self) -> bool:
        try:
            block = self._ask("get_public_access_block")["PublicAccessBlockConfiguration"]
        except OSError:  # as above
            return False
        return bool(block.get("IgnorePublicAcls"))

    def _ask(self, operation: str) -> Any:
        with self._told():
            try:
                return self._files.call_s3(operation, Bucket=self._address.host)
            except self._client_error as error:
                raise OSError(errno.EIO, "the server answered with an error") from error


def _is_public(grant: dict[str, Any]) -> bool:
    """Tell a grant that lets everybody read."""
    return grant["Permission"] in _READ and grant["Grantee"].get("URI") in _EVERYBODY
