"""The book through kills, a full disk, and a person in Calc."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from tests.office import Office
from tests.reliability.calc import cannot_show, meet_calc
from tests.reliability.kills import kill_naive, kill_ours
from tests.reliability.small_disk import cannot_mount, fill, small_disk
from tests.reliability.work import Acks

SECONDS: Final = 5.0  # nobody waits longer without a sentence

Without = Callable[[str], NoReturn]


def test_a_writer_killed_at_any_moment_leaves_a_whole_book_with_all_it_acknowledged(tmp_path: Path) -> None:
    tally = kill_ours(tmp_path, 25, seed=1)
    assert tally.faults == []
    assert tally.acknowledged > tally.rounds
    assert tally.slowest < SECONDS


def test_the_kills_break_a_program_that_saves_in_place(tmp_path: Path) -> None:
    assert kill_naive(tmp_path, 20, seed=1).count("torn")


def test_a_full_disk_costs_a_sentence_and_nothing_else(tmp_path: Path, do_without: Without) -> None:
    if reason := cannot_mount(tmp_path / "tried"):
        do_without(reason)
    with small_disk(tmp_path / "disk") as disk:
        tally = fill(disk, Acks(tmp_path / "acks"))
    assert tally.faults == []
    assert tally.acknowledged > 1


def test_calc_in_a_window_and_our_writer_lose_nothing_of_each_other(
    tmp_path: Path, office: Office, do_without: Without
) -> None:
    if reason := cannot_show():
        do_without(reason)
    tally = meet_calc(office, tmp_path / "site", rounds=3)
    assert tally.faults == []
    assert tally.also["refused"] == tally.rounds
