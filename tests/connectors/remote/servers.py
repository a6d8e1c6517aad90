"""Starts real servers on the loopback address, each once for a whole test run.

Their programs come from Debian packages that `.ci/packages` installs where it may. Where one is not
there the tests that need it are skipped and say which package is missing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SECRET = "Oakfield-2019"


@dataclass(frozen=True)
class Server:
    """A server that listens on the loopback address.

    Attributes:
        port: where.
        folder: what it serves, on this machine.
        process: to be stopped by tests of a server that goes away.
    """

    port: int
    folder: Path
    process: subprocess.Popen[bytes]


def program(name: str, package: str) -> str:
    """Give the path of a program, or skip the test and say how to get it."""
    where = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
    found = shutil.which(name, path=where)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian package {package}; .ci/packages installs it)")
    return found


def need_root(what: str) -> None:
    """Skip the test where this account may not start a server for others."""
    if os.geteuid() != 0:
        pytest.skip(f"only root can start {what} with accounts of its own")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: list[str], port: int, folder: Path, log: Path, account: str | None = None
) -> Iterator[Server]:
    """Run a server until the context ends, once it accepts connections."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            user=account,
            start_new_session=True,  # Samba ends its whole process group
        )
        try:
            _wait_for(port, process, log)
            yield Server(port, folder, process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {log.read_text(errors='replace')[-2000:]}")
