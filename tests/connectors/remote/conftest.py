"""What the servers of several modules need: a WebDAV server, and folders that others can reach."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.connectors.remote.servers import SECRET, Server, free_port, running

# Serves WebDAV and, where a number is given, is gone after so many files were read from it.
_SERVE = """
import os, sys, yaml
from cheroot.wsgi import Server
from wsgidav.wsgidav_app import WsgiDAVApp
settings = yaml.safe_load(open(sys.argv[1]))
application = WsgiDAVApp(settings)
left = int(sys.argv[2])
def serve(environ, start_response):
    global left
    if environ["REQUEST_METHOD"] == "GET":
        left -= 1
        if left == 0:
            os._exit(0)
    return application(environ, start_response)
Server((settings["host"], settings["port"]), serve).start()
"""


@contextlib.contextmanager
def webdav_server(home: Path, reads: int = 0, port: int = 0) -> Iterator[Server]:
    """A WsgiDAV with one folder, `files`, and one account, `anna`.

    Args:
        home: where it keeps what it serves.
        reads: after so many files were read it is gone; 0 for never.
        port: where it listens; by default anywhere.
    """
    pytest.importorskip("wsgidav", reason="pip install 'stocktake[dev]' brings WsgiDAV")
    (home / "share").mkdir(exist_ok=True)
    port = port or free_port()
    configuration = {
        "host": "127.0.0.1",
        "port": port,
        "provider_mapping": {"/files": str(home / "share")},
        "simple_dc": {"user_mapping": {"*": {"anna": {"password": SECRET}}}},
        "http_authenticator": {"accept_basic": True, "default_to_digest": False},
    }
    (home / "dav.yaml").write_text(yaml.safe_dump(configuration))
    command = [sys.executable, "-c", _SERVE, str(home / "dav.yaml"), str(reads)]
    with running(command, port, home / "share", home / "log") as server:
        yield server


@pytest.fixture(scope="session")
def folder_for_others() -> Iterator[Callable[[str], Path]]:
    """Makes folders, by name, that a server's own account can reach.

    They do not lie in pytest's own folder: another test run that begins closes that to others.
    """
    with tempfile.TemporaryDirectory(prefix="stocktake-servers-") as folder:
        Path(folder).chmod(0o755)

        def make(name: str) -> Path:
            made = Path(folder) / name
            made.mkdir(mode=0o755)
            return made

        yield make


@pytest.fixture(scope="session")
def dav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A WebDAV server for the whole test run."""
    with webdav_server(tmp_path_factory.mktemp("dav")) as server:
        yield server


@pytest.fixture
def share(dav: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is read, empty."""
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", SECRET)
    for path in sorted(dav.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return dav.folder
