from __future__ import annotations

import pytest

from config.rules import Rules
from config.settings import Settings
from detectors.filed_under import FiledUnder


@pytest.fixture(scope="module")
def filed() -> FiledUnder:
    return FiledUnder(Rules(Settings().rules))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Residents/Hartley E", "Hartley E"),
        ("Residents/Archive 2012/Hartley, E", "Hartley E"),
        ("Home/Clients/Slater J (left)/letters", "Slater J"),
        ("Service Users/Rm 4 Osei P RIP", "Osei P"),
        ("Leavers/Holbeck", "Holbeck"),
        ("Clinical/Current/T3 Penhallow", "Penhallow"),
        ("Clinical/Archive/Tregear P", "Tregear P"),
        ("Residents/RIP/Pellow Ivy", "Pellow Ivy"),
        ("Residents/ROOM 12 - Mrs Elsie Hartley", "Elsie Hartley"),
        ("Residents/Rm 4 Iyer Saraswati", "Iyer Saraswati"),
        ("Staff files/Serwaa Adwoa", "Serwaa Adwoa"),
        ("Tenants/Gareth", "Gareth"),
        ("Clients/zz not with us/SVENSSON", "Svensson"),
        ("Service Users/Previous/A-K/Pritchard", "Pritchard"),
        ("Supported living/Mill Row/Gareth", "Gareth"),
        ("Old clients/bevan r", "Bevan R"),
        ("Clients/olive tranter", "Olive Tranter"),
        ("Staff Files/Neil P. Easterbrook (left 2014)", "Neil P. Easterbrook"),
    ],
)
def test_a_folder_called_like_somebody_is_that_persons(
    filed: FiledUnder, path: str, name: str
) -> None:
    assert [finding.value for finding in filed.find(path.split("/"))] == [name]


@pytest.mark.parametrize(
    "path",
    ["Residents/Handovers", "Leavers/2014", "Staff files/Kitchen", "Residents/Care Plans B",
     "Policies/Hartley E", "Residents/Rooms 1-10", "Residents/Rose Unit", "Staff/April Rota",
     "Policies/Ivy Pellow", "Clinical/2 Handovers", "Clinical/Week 3", "Staff/Rota A", "Residents",
     "Staff files/Zumba Class", "Residents/Waterlow Scores", "Staff files/Kronos Rotas",
     "Residents/zz old/Handovers", "Clients/Care plans/Pritchard", "Clients/rotas",
     "Clients/zz old"],
)  # fmt: skip
def test_other_folders_are_nobodys(filed: FiledUnder, path: str) -> None:
    assert filed.find(path.split("/")) == []
