"""The book through kills, failing calls, a full disk, other machines and people: the short form of `bench faults`."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.office import Office
from tests.reliability.calc import cannot_show, meet_calc
from tests.reliability.calls import Site, cannot_watch, inject, injections
from tests.reliability.judge import Tally
from tests.reliability.kills import kill_naive, kill_ours
from tests.reliability.meeting import meet, meet_naively
from tests.reliability.small_disk import cannot_mount, fill, small_disk
from tests.reliability.states import SharedLedger
from tests.reliability.work import Acks

SECONDS: Final = 60.0  # a hang; how long a write takes is for the benchmark to say
EVERY: Final = 127  # of the faults at system calls, so that each kind comes up

Without = Callable[[str], NoReturn]


def test_a_writer_killed_at_any_moment_leaves_a_whole_book_with_all_it_acknowledged(tmp_path: Path) -> None:
    tally = kill_ours(tmp_path, 15, seed=1)
    assert tally.faults == []
    assert tally.acknowledged > tally.rounds
    assert tally.slowest < SECONDS


def test_the_kills_break_a_program_that_saves_in_place(tmp_path: Path) -> None:
    assert kill_naive(tmp_path, 20, seed=1).faults


def test_a_call_that_fails_or_is_the_last_costs_a_sentence_at_most(tmp_path: Path, do_without: Without) -> None:
    if reason := cannot_watch():
        do_without(reason)
    site, tally = Site(tmp_path), Tally()
    for injection in injections(site)[::EVERY]:
        inject(site, injection, tally)
    assert tally.faults == []
    assert tally.rounds >= 12
    assert tally.slowest < SECONDS


def test_a_full_disk_costs_a_sentence_and_nothing_else(tmp_path: Path, do_without: Without) -> None:
    if reason := cannot_mount(tmp_path / "tried"):
        do_without(reason)
    with small_disk(tmp_path / "disk") as disk:
        tally = fill(disk, Acks(tmp_path / "acks"))
    assert tally.faults == []
    assert tally.acknowledged > 1


def test_writers_on_two_machines_and_a_person_with_stale_copies_lose_nothing(tmp_path: Path) -> None:
    tally = meet(tmp_path / "site", operations=10, saves=8)
    assert tally.faults == []
    assert tally.acknowledged == tally.rounds == 40
    assert tally.also["edits in the book"] == 8
    assert tally.also["looks"] > 10
    assert tally.slowest < SECONDS


def test_two_programs_that_save_in_place_lose_each_others_work(tmp_path: Path) -> None:
    assert meet_naively(tmp_path / "site", operations=20).faults


def test_a_shared_ledger_keeps_everybodys_work_through_anything() -> None:
    run_state_machine_as_test(
        SharedLedger,
        settings=settings(
            max_examples=8,
            stateful_step_count=15,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_calc_in_a_window_and_our_writer_lose_nothing_of_each_other(
    tmp_path: Path, office: Office, do_without: Without
) -> None:
    if reason := cannot_show():
        do_without(reason)
    tally = meet_calc(office, tmp_path / "site", rounds=3)
    assert tally.faults == []
    assert tally.also["refused"] == tally.rounds
