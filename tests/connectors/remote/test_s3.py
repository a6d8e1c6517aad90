"""Buckets, on a local server that speaks S3."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.address import parse_address
from connectors.item import Reach
from connectors.remote import open_source
from connectors.remote._share import RemoteShare
from connectors.source import SourceError
from tests.connectors.remote.servers import SECRET, Server, free_port, running


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Moto's server."""
    pytest.importorskip("moto.server", reason="pip install 'stocktake[dev]' brings Moto")
    home = tmp_path_factory.mktemp("s3")
    port = free_port()
    command = [sys.executable, "-c", "from moto.server import main; main()", "-p", str(port)]
    with running(command, port, home, home / "log") as server:
        yield server


@pytest.fixture
def bucket(moto: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the server, and an empty bucket called `care`."""
    boto3 = pytest.importorskip("boto3")

    monkeypatch.setenv("STOCKTAKE_PASSWORD_AKID_CARE", SECRET)
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{moto.port}", region_name="eu-west-2",
        aws_access_key_id="AKID", aws_secret_access_key=SECRET,
    )  # fmt: skip
    client.create_bucket(
        Bucket="care", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    yield client
    for found in client.list_objects_v2(Bucket="care").get("Contents", ()):
        client.delete_object(Bucket="care", Key=found["Key"])
    client.delete_bucket(Bucket="care")
    client.close()


def source(server: Server, below: str = "") -> RemoteShare:
    options = {"endpoint": f"http://127.0.0.1:{server.port}", "region": "eu-west-2"}
    return open_source(parse_address(f"s3://AKID@care{below}"), options)


def test_objects_come_whole_as_files_in_folders(moto: Server, bucket: Any) -> None:
    large = os.urandom(6 * 2**20)
    bucket.put_object(Bucket="care", Key="Care plans/Café.txt", Body=b"Room 12")
    bucket.put_object(Bucket="care", Key="Care plans/", Body=b"")
    bucket.put_object(Bucket="care", Key="large.bin", Body=large)
    place = source(moto)
    found = {item.path: item for item in place.items()}
    assert set(found) == {"Care plans/Café.txt", "large.bin"}
    assert found["large.bin"].size == len(large)
    assert found["large.bin"].modified is not None
    with place.opener.fetch(found["large.bin"], 2**24) as fetched:
        assert fetched.path is not None
        assert fetched.path.read_bytes() == large
    with place.opener.fetch(found["Care plans/Café.txt"], 2**24) as fetched:
        assert fetched.data == b"Room 12"
    assert [item.path for item in source(moto, "/Care plans").items()] == ["Café.txt"]


def test_fingerprints_change_with_contents(moto: Server, bucket: Any) -> None:
    bucket.put_object(Bucket="care", Key="a.txt", Body=b"one")
    first, second = (next(iter(source(moto).items())) for _ in range(2))
    assert first.fingerprint == second.fingerprint
    bucket.put_object(Bucket="care", Key="a.txt", Body=b"two")
    assert next(iter(source(moto).items())).fingerprint != first.fingerprint


def test_a_public_bucket_is_open_to_everyone(moto: Server, bucket: Any) -> None:
    bucket.put_object(Bucket="care", Key="a.txt", Body=b"one")
    (item,) = source(moto).items()
    assert item.reach is Reach.GROUP
    bucket.put_bucket_acl(Bucket="care", ACL="public-read")
    (item,) = source(moto).items()
    assert (item.reach, item.access) == (Reach.EVERYONE, "everyone (the bucket is public)")


def test_what_is_wrong_is_told(moto: Server, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        source(moto, "/nowhere").check()
    nobody = {"endpoint": "http://127.0.0.1:1"}
    with pytest.raises(SourceError, match="cannot be reached"):
        open_source(parse_address("s3://AKID@care"), nobody).check()
    monkeypatch.delenv("STOCKTAKE_PASSWORD_AKID_CARE")
    with pytest.raises(SourceError, match="STOCKTAKE_PASSWORD_AKID_CARE"):
        source(moto).check()


def test_what_was_removed_meanwhile(moto: Server, bucket: Any) -> None:
    bucket.put_object(Bucket="care", Key="a.txt", Body=b"one")
    place = source(moto)
    (item,) = place.items()
    bucket.delete_object(Bucket="care", Key="a.txt")
    with pytest.raises(FileNotFoundError), place.opener.fetch(item, 100):
        pass


def test_what_has_no_bucket(moto: Server, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="name a bucket"):
        open_source(parse_address("s3:///folder"), {}).check()
