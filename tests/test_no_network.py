"""The program never uses the network: proved with sockets forbidden, workers included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Python imports this in every process that finds it on its path: coordinator, fork server, workers.
_FORBID = """
import socket

_make = socket.socket.__init__

def _refuse(self, family=-1, *rest, **options):
    if family in (-1, socket.AF_INET, socket.AF_INET6):
        with open({log!r}, "a") as log:
            log.write("socket opened\\n")
        raise OSError("the network is forbidden")
    _make(self, family, *rest, **options)

socket.socket.__init__ = _refuse

def _refuse_lookup(*arguments, **options):
    with open({log!r}, "a") as log:
        log.write("name looked up\\n")
    raise OSError("the network is forbidden")

socket.getaddrinfo = _refuse_lookup
"""


@pytest.mark.skipif(sys.platform == "win32", reason="multiprocessing uses sockets on Windows")
def test_a_scan_opens_no_socket(tmp_path: Path) -> None:
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
        [sys.executable, "-c", "import socket; socket.socket(socket.AF_INET)"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "the network is forbidden" in probe.stderr, "the guard itself does not work"
