"""Where Stocktake keeps its own files on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Folder of the inventory: `STOCKTAKE_HOME` when set, else the user's data folder."""
    home = os.environ.get("STOCKTAKE_HOME")
    return Path(home) if home else platformdirs.user_data_path("stocktake", appauthor=False)


def default_inventory() -> Path:
    """The inventory used where no `--db` is given."""
    return data_folder() / "inventory.duckdb"


def key_file() -> Path:
    """The file with the installation's digest key.

    It lies in the configuration folder, apart from the inventory, so that a copied inventory
    alone gives nobody the means to test guesses against its digests. On Windows the two folders
    are one; there only the backups can be kept apart.
    """
    home = os.environ.get("STOCKTAKE_HOME")
    folder = Path(home) if home else platformdirs.user_config_path("stocktake", appauthor=False)
    return folder / "digest.key"
