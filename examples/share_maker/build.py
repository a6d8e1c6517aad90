"""Puts the share together, home by home."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import layout_care, layout_office, truth
from .people import make_home
from .share import Share

_NAMES = (
    "Thistledown Court", "Marlesby Grange", "Larkspur Lodge", "Rookhope House", "Fernilee Mount",
    "Sallow Beck", "Whinfell Rise", "Dunnock Hall", "Teasel Court", "Aldercar View",
)  # fmt: skip


def make_share(out: Path, *, seed: int = 1, scale: int = 1) -> list[truth.DocumentTruth]:
    """Write `scale` homes below `out`, and the truth beside it.

    Args:
        out: the folder that becomes the share; one made before is replaced.
        seed: the same seed gives the same share.
        scale: how many homes, each with about a hundred files of its own.

    Returns:
        The truth about every document.

    Raises:
        FileExistsError: `out` holds something this program did not write.
    """
    _clear(out)
    documents: list[truth.DocumentTruth] = []
    values: list[truth.FindingTruth] = []
    people: list[truth.PersonTruth] = []
    for number in range(scale):
        name = _NAMES[number % len(_NAMES)] + (
            f" {number // len(_NAMES) + 1}" * (number >= len(_NAMES))
        )
        share = Share(out, make_home(name, f"{seed}-{number}"))
        for fill in (
            layout_care.residents, layout_care.former, layout_care.medicines_and_shifts,
            layout_care.protection_files, layout_care.templates, layout_office.staff_files,
            layout_office.leavers, layout_office.pay_and_hours, layout_office.money,
            layout_office.governance, layout_office.post, layout_office.mess,
        ):  # fmt: skip
            fill(share)
        documents += share.documents
        values += share.values
        people += share.people
    truth.write(out.parent, documents, values, people)
    return documents


def _clear(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not all(any(child.name.startswith(name) for name in _NAMES) for child in out.iterdir()):
            raise FileExistsError(f"{out} holds files of somebody else's; give another folder")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
