"""The places of an asset, in few words."""

from __future__ import annotations

from collections import Counter

import pytest

from inventory.locations import places_of


@pytest.mark.parametrize(
    ("folders", "says"),
    [
        (["/srv/Rose House/Meds"], "/srv/Rose House/Meds"),
        (["/srv/a", "/srv/a/b", "/srv/c"], "/srv/a; /srv/c"),
        (["/srv/a/b", "/srv/a"], "/srv/a"),
        (["/srv/ab", "/srv/a"], "/srv/a; /srv/ab"),
        ([f"/srv/House/{n}" for n in range(5)], "/srv/House"),
        ([f"/srv/House/{n}" for n in range(3)] + ["/srv/Office/HR"], "/srv/House; /srv/Office/HR"),
        (["\\\\nas\\care\\a\\1", "\\\\nas\\care\\a\\2", "\\\\nas\\care\\a\\3", "\\\\nas\\care\\b"],
         "\\\\nas\\care\\a; \\\\nas\\care\\b"),
        (["/a", "/b", "/c", "/d", "/e"], "/a; /b; /c; and 2 more"),
    ],
)  # fmt: skip
def test_places(folders: list[str], says: str) -> None:
    assert places_of(Counter(folders)) == says


def test_thousands_of_places_are_counted_quickly() -> None:
    folders = Counter(f"/srv/{n % 70}/{n}" for n in range(20_000))
    assert places_of(folders).startswith("/srv")
