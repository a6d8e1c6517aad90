"""Writes the example share: `python examples/make_share.py --out examples/share`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from examples.share_maker.build import make_share


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a fictional care home's file share.")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder to write; truth.csv goes beside it"
    )
    parser.add_argument("--seed", type=int, default=1, help="same seed, same share (default 1)")
    parser.add_argument("--scale", type=int, default=1, help="how many homes (default 1)")
    options = parser.parse_args()
    out = options.out.resolve()
    documents = make_share(out, seed=options.seed, scale=options.scale)
    files = sum(path.is_file() for path in out.rglob("*"))
    print(f"{files} files, {len(documents)} documents in {out}; the truth is in {out.parent}")


if __name__ == "__main__":
    main()
