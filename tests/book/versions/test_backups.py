"""Former versions: which are kept, and which one somebody wants back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hiveledger.book.versions.backups import Backups, spent

NOW = datetime(2026, 3, 2, 12)


def every(step: timedelta, count: int, before: timedelta = timedelta()) -> list[tuple[datetime, str]]:
    """Give versions at even steps, the newest of them `before` before now; named by how old they are."""
    ages = [before + step * number for number in range(count)]
    return [(NOW - age, f"{age.total_seconds() / 60:09.0f} min") for age in ages]


def kept(versions: list[tuple[datetime, str]]) -> list[int]:
    """Give the ages in minutes of what is kept, youngest first."""
    gone = spent(versions, NOW)
    return sorted(int(name.split()[0]) for _, name in versions if name not in gone)


@pytest.mark.parametrize(
    ("versions", "ages"),
    [
        pytest.param([], [], id="none"),
        pytest.param(every(timedelta(days=365), 50), [525_600 * age for age in range(50)], id="fifty, however old"),
        pytest.param(every(timedelta(minutes=1), 51), list(range(50)), id="in two hours, the newest fifty"),
        pytest.param(
            every(timedelta(minutes=1), 60, timedelta(minutes=1)),
            list(range(1, 51)),
            id="in one hour, the newest fifty",
        ),
        pytest.param(
            every(timedelta(minutes=1), 50) + every(timedelta(minutes=20), 4, timedelta(hours=2, minutes=10)),
            [*range(50), 130, 190],
            id="an hour's last within 48 hours",
        ),
        pytest.param(
            every(timedelta(minutes=1), 50) + every(timedelta(hours=6), 8, timedelta(days=3)),
            [*range(50), 4320, 5400, 6840],
            id="a day's last within 90 days",
        ),
        pytest.param(
            every(timedelta(minutes=1), 50) + every(timedelta(days=1), 3, timedelta(days=89)),
            [*range(50), 89 * 1440, 90 * 1440],
            id="none of a day before that",
        ),
    ],
)
def test_of_the_versions_these_are_kept(versions: list[tuple[datetime, str]], ages: list[int]) -> None:
    assert kept(versions) == ages


def test_what_is_kept_depends_on_no_order_and_stays_kept_when_asked_again() -> None:
    versions = every(timedelta(minutes=7), 2000)
    gone = spent(versions, NOW)
    assert gone
    assert spent(versions[::-1], NOW) == gone
    assert spent([version for version in versions if version[1] not in gone], NOW) == set()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("R20260302-100000-0002.xlsx", "R20260301-100000-0001.xlsx", "R20260302-100000-0003.xlsx", "别的.xlsx"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_versions_are_listed_by_the_time_of_the_run_that_replaced_them(folder: Path) -> None:
    assert [(version.run_id, version.replaced_at.day) for version in Backups(folder).versions()] == [
        ("R20260301-100000-0001", 1),
        ("R20260302-100000-0002", 2),
        ("R20260302-100000-0003", 2),
    ]
    assert Backups(folder / "none").versions() == ()


def test_pruning_deletes_versions_and_nothing_else(folder: Path) -> None:
    for number in range(60):
        Backups(folder).place(f"R20250101-100000-{number:04d}", ".xlsx").write_bytes(b"")
    Backups(folder).prune(NOW)
    assert len(Backups(folder).versions()) == 50
    assert (folder / "别的.xlsx").exists()


def test_a_version_that_people_replaced_stands_among_the_others_by_its_time(folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.xlsx"
    seen.write_bytes(b"before theirs")
    backups = Backups(folder / "backups")
    backups.take(seen, "E20260302-103000-0002")
    backups.place("R20260302-110000-0003", ".xlsx").write_bytes(b"")
    backups.place("R20260302-100000-0002", ".xlsx").write_bytes(b"")
    assert [version.run_id[:16] for version in backups.versions()] == [
        "R20260302-100000",
        "E20260302-103000",
        "R20260302-110000",
    ]
    theirs = backups.versions()[1]
    assert (theirs.name, theirs.path.read_bytes(), seen.exists()) == ("E20260302-103000-0002", b"before theirs", False)


def test_a_version_that_one_run_replaced_twice_has_a_name_of_its_own_and_knows_no_later_run(folder: Path) -> None:
    Backups(folder).place("R20260302-100000-0002~5e0f1a2b", ".xlsx").write_bytes(b"")
    assert [(version.name, version.last_run) for version in Backups(folder).versions()] == [
        ("R20260301-100000-0001", 0),
        ("R20260302-100000-0002", 1),
        ("R20260302-100000-0002~5e0f1a2b", 1),
        ("R20260302-100000-0003", 2),
    ]
