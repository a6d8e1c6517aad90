"""How much faster more workers make a first scan, on this machine and through a Dask cluster.

`python benchmarks/sizing.py [--files N] [--workers 1,2,4]`
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table

from benchmarks.scale import STOCKTAKE, run

_LETTER = (
    """Rose House
{number} Station Road, Leeds

Dear Mrs Hartley{number},

Thank you for your letter about your mother. She has settled in well, eats with the others and
goes out on Thursdays. The GP saw her on 12/03/2026 and changed her tablets. NHS No: 999 059 8142.

"""
    + "The review is on the first Monday of the month, with her daughter and her key worker.\n" * 20
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=4_000)
    parser.add_argument("--workers", default="1,2,4", help="numbers to try")
    options = parser.parse_args()
    table = Table("workers", title=f"First scan of {options.files:,} letters of 2 kB")
    for header in ("wall", "start-up", "files/s after that"):
        table.add_column(header, justify="right")
    with tempfile.TemporaryDirectory(prefix="stocktake-benchmark-") as folder:
        home = Path(folder)
        os.environ["STOCKTAKE_HOME"] = str(home)
        for files, name in ((1, "one"), (options.files, "many")):
            _make(home / name, files)
        for kind in ("--workers ", "--cluster local:"):
            for number in options.workers.split(","):
                words = f"{kind}{number}".split()
                start, wall = (_scan(home, name, words) for name in ("one", "many"))
                rate = (options.files - 1) / max(wall - start, 0.001)
                row = (f"{wall:.1f} s", f"{start:.1f} s", f"{rate:,.0f}")
                table.add_row(" ".join(words), *row)
    Console(width=100, highlight=False).print(table)


def _make(share: Path, files: int) -> None:
    for number in range(files):
        folder = share / f"home {number // 200}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"letter {number:05}.txt").write_text(_LETTER.format(number=number))


def _scan(home: Path, share: str, words: list[str]) -> float:
    db = home / f"{share} {' '.join(words)}.duckdb"
    path = str(home / share)
    return run(
        [*STOCKTAKE, "scan", "--path", path, "--db", str(db), "--no-progress", *words]
    ).seconds


if __name__ == "__main__":
    main()
