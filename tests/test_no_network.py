"""The program never uses the network: proved with sockets forbidden, workers included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Python imports this in every process that finds it on its path: coordinator, fork server, workers.
# Connections and name look-ups are refused, and noted, except those to local Unix sockets, by
# which the processes of a scan talk. (Opening a socket and sending nothing is allowed: urllib3,
# which spaCy imports, does so to learn whether the machine has IPv6.)
_FORBID = """
import socket
import traceback

def _refusing(name):
    real = getattr(socket.socket, name)

    def refuse(self, *arguments, **options):
        if self.family not in (socket.AF_INET, socket.AF_INET6):
            return real(self, *arguments, **options)
        _note()

    setattr(socket.socket, name, refuse)

def _note(*arguments, **options):
    with open({log!r}, "a") as log:
        log.write("".join(traceback.format_stack()))
    raise OSError("the network is forbidden")

for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    _refusing(name)
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
    setattr(socket, name, _note)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="multiprocessing uses sockets on Windows")
def test_a_scan_talks_to_nobody(tmp_path: Path) -> None:
    log = tmp_path / "network.log"
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_FORBID.format(log=str(log)))
    share = tmp_path / "share"
    share.mkdir()
    (share / "letter.txt").write_text(
        "Dear Mrs Hartley, write to edith.hartley@care.example.co.uk or see "
        "https://www.example.org.uk/care. Telephone 01632 960123."
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}

    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", "scan", "--path", str(share),
         "--db", str(tmp_path / "i.duckdb"), "--no-progress"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert not log.exists(), log.read_text()
    probe = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket().connect(('127.0.0.1', 9))"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "the network is forbidden" in probe.stderr, "the guard itself does not work"
