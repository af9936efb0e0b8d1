"""The outbox: no letter twice, none lost, and every machine knows what the others did."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.errors import BusyError, StorageError
from hiveledger.findings import Reason
from hiveledger.journal import Journal
from hiveledger.notify import Letter, Outbox

NOW: Final = datetime(2026, 3, 2, 10)
MINUTE: Final = timedelta(minutes=1)
LETTER: Final = Letter("assigned", "L000001", "A001", NOW)
OTHER: Final = replace(LETTER, subject="L000002")
WHY: Final = Reason("notify.unreachable")


def box(folder: Path, machine: str = "here") -> Outbox:
    return Outbox(folder / ".台账.xlsx.hive", machine)


def test_a_letter_is_put_down_once_whoever_finds_the_reason_again(tmp_path: Path) -> None:
    assert [letter.key for letter in box(tmp_path).put([LETTER, LETTER], NOW)] == [LETTER.key]
    assert box(tmp_path, "there").put([LETTER], NOW + MINUTE) == ()
    assert [letter.made_at for letter in box(tmp_path).letters()] == [NOW]


def test_what_one_machine_sent_waits_on_no_other(tmp_path: Path) -> None:
    here, there = box(tmp_path), box(tmp_path, "there")
    here.put([LETTER, OTHER], NOW)
    assert len(there.waiting(NOW)) == 2
    here.mark_tried([LETTER.key], "<1@x>", NOW)
    here.mark_sent([LETTER.key], NOW)
    assert [letter.key for letter in there.waiting(NOW)] == [OTHER.key]


def test_a_letter_that_was_cut_off_in_sending_keeps_its_message_id(tmp_path: Path) -> None:
    box(tmp_path).put([LETTER], NOW)
    box(tmp_path).mark_tried([LETTER.key], "<1@x>", NOW)
    box(tmp_path, "there").mark_tried([LETTER.key], "<2@x>", NOW)
    (letter,) = box(tmp_path).waiting(NOW)
    assert (letter.message_id, letter.tries) == ("<1@x>", 2)


def test_what_fails_is_tried_again_later_each_time_and_at_least_hourly(tmp_path: Path) -> None:
    outbox, now, waits = box(tmp_path), NOW, list[float]()
    outbox.put([LETTER], NOW)
    for _ in range(9):
        outbox.mark_tried([LETTER.key], "<1@x>", now)
        outbox.mark_failed([LETTER.key], WHY, now)
        (letter,) = outbox.letters()
        assert letter.next_try
        assert not outbox.waiting(letter.next_try - MINUTE / 2)
        assert outbox.waiting(letter.next_try)
        waits.append((letter.next_try - now) / MINUTE)
        now = letter.next_try
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_clock_that_was_put_back_holds_nothing_up(tmp_path: Path) -> None:
    outbox = box(tmp_path)
    outbox.put([LETTER], NOW)
    outbox.mark_tried([LETTER.key], "<1@x>", NOW)
    outbox.mark_failed([LETTER.key], WHY, NOW)
    assert outbox.waiting(NOW - timedelta(days=1))


def test_what_no_longer_holds_is_void_and_never_sent(tmp_path: Path) -> None:
    outbox = box(tmp_path)
    outbox.put([LETTER], NOW)
    outbox.mark_void([LETTER.key], "undone", NOW)
    assert outbox.waiting(NOW) == ()
    assert outbox.put([LETTER], NOW) == ()


def test_a_reason_of_last_month_is_no_news(tmp_path: Path) -> None:
    outbox, later = box(tmp_path), NOW + timedelta(days=31)
    assert outbox.put([LETTER], later) == ()
    outbox.put([LETTER], NOW)
    assert outbox.waiting(later) == ()


def test_a_line_that_was_cut_off_swallows_no_other(tmp_path: Path) -> None:
    outbox = box(tmp_path)
    outbox.put([LETTER], NOW)
    path = outbox.folder / "here.jsonl"
    path.write_bytes(path.read_bytes() + b'{"letter": ["assi')
    box(tmp_path).put([OTHER], NOW)
    assert {letter.key for letter in box(tmp_path).waiting(NOW)} == {LETTER.key, OTHER.key}


def test_the_first_machine_says_since_when_letters_are_made(tmp_path: Path) -> None:
    assert box(tmp_path).begin(NOW) == NOW
    assert box(tmp_path, "there").begin(NOW + MINUTE) == NOW


def test_the_file_is_written_anew_without_what_nobody_asks_for(tmp_path: Path) -> None:
    here, there, later = box(tmp_path), box(tmp_path, "there"), NOW + timedelta(days=91)
    many = [replace(LETTER, subject=f"L{number:06d}") for number in range(3000)]
    path = here.folder / "here.jsonl"
    here.put([LETTER], NOW)
    keys = sorted(letter.key for letter in many)
    with path.open("ab") as file:
        for letter in many:
            file.write(
                f'{{"letter": ["assigned", "{letter.subject}", "A001", "{NOW.isoformat()}"], "at": "{NOW}"}}\n'.encode()
            )
        file.write(f'{{"mark": "sent", "keys": {keys}, "at": "{NOW}"}}\n'.replace("'", '"').encode())
    there.letters()
    new = replace(LETTER, due=later)
    here.put([new], later)
    here.mark_sent([new.key], later)
    before = path.stat().st_size
    here.compact(later)
    assert path.stat().st_size < before / 100
    assert here.waiting(later) == there.waiting(later) == box(tmp_path).waiting(later) == ()
    assert box(tmp_path).keys() == {new.key}


def test_a_folder_that_cannot_be_used_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(b"")
    with pytest.raises(StorageError, match="no_outbox"):
        Outbox(tmp_path / "book", "here").put([LETTER], NOW)


def test_only_one_has_the_turn_to_send(tmp_path: Path) -> None:
    with box(tmp_path).turn(), pytest.raises(BusyError), box(tmp_path, "there").turn():
        pass
    with box(tmp_path, "there").turn() as turn:
        turn.check()


def test_the_journal_does_not_read_the_outbox(tmp_path: Path) -> None:
    outbox = box(tmp_path)
    outbox.put([LETTER], NOW)
    journal = Journal(outbox.folder.parent, "here")
    assert (journal.runs(), journal.torn()) == ((), ())


@settings(max_examples=25)
@given(order=st.permutations(range(6)), twice=st.integers(0, 5))
def test_the_order_of_lines_and_reading_one_twice_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], twice: int
) -> None:
    straight, mixed = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    outbox = box(straight)
    outbox.put([LETTER], NOW)
    for at in (NOW, NOW + MINUTE):
        outbox.mark_tried([LETTER.key], "<1@x>", at)
        outbox.mark_failed([LETTER.key], WHY, at)
    outbox.mark_sent([LETTER.key], NOW + 2 * MINUTE)
    lines = (outbox.folder / "here.jsonl").read_bytes().splitlines(keepends=True)
    other = box(mixed)
    other.folder.mkdir(parents=True)
    (other.folder / "x.jsonl").write_bytes(b"".join([*(lines[place] for place in order), lines[twice]]))
    assert other.letters() == outbox.letters()
