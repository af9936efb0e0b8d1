"""A small ledger as a team has it in the morning, and a person who answers what a click asks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hiveledger.book.file import FileBook
from hiveledger.demo.team import team_tables
from hiveledger.journal import Argument
from hiveledger.text import Language
from tests.waiting import filled, run

__all__ = ["NO", "YES", "Person", "morning_ledger"]

YES, NO = True, False  # what a person answers
_HEAD: Final = "公司名称,联系人,手机号码,所在地区,行业,需求描述,预算(万元),决策链"
_ROW: Final = "{place}示例{name}医疗器械有限公司,{name}先生,{mobile},江苏省{place}市,医疗器械,洁净产线,90,清晰"


def morning_ledger(folder: Path, now: datetime) -> FileBook:
    """Give a ledger made by the product's own verbs: three leads wait for an answer of A004, four for distribution."""
    tables = team_tables(now)
    book = filled(folder, people=tables["people"], industries=tables["industries"])
    yesterday = _file(folder / "昨天.csv", (("苏州", name, f"1390000000{at}") for at, name in enumerate("甲乙丙", 1)))
    today = _file(folder / "今天.csv", (("无锡", name, f"1370000000{at}") for at, name in enumerate("丁戊己庚", 1)))
    _do(book, "import", now - timedelta(minutes=20), files=(str(yesterday),))
    for verb in ("clean", "grade", "distribute"):
        _do(book, verb, now - timedelta(minutes=20))
    _do(book, "import", now - timedelta(minutes=5), files=(str(today),))
    for verb in ("clean", "grade"):
        _do(book, verb, now - timedelta(minutes=5))
    return book


def _file(path: Path, rows: Iterable[tuple[str, str, str]]) -> Path:
    lines = (_ROW.format(place=place, name=name, mobile=mobile) for place, name, mobile in rows)
    path.write_text("\n".join([_HEAD, *lines]), "utf-8")
    return path


def _do(book: FileBook, verb: str, now: datetime, **told: Argument) -> None:
    run(book, verb, now, **told)


class Person:
    """Somebody at a window who answers what they are asked, one answer after the other."""

    language = Language.ZH

    def __init__(self, *answers: str | bool | tuple[str, ...] | None) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []
        self.problems: list[str] = []
        self.bar = ""

    def tell(self, text: str, *, is_problem: bool) -> None:
        """Read a message."""
        (self.problems if is_problem else self.told).append(text)

    def agree(self, question: str) -> bool | None:
        """Say yes, no, or neither."""
        answer = self._answer(question)
        assert answer is None or isinstance(answer, bool)
        return answer

    def ask(self, question: str, filled_in: str = "") -> str | None:
        """Type a line; `...` leaves what is filled in."""
        answer = self._answer(question)
        assert answer is None or isinstance(answer, str)
        return filled_in if answer == "..." else answer

    def pick_files(self, question: str) -> tuple[str, ...]:
        """Pick files."""
        answer = self._answer(question)
        assert isinstance(answer, tuple)
        return answer

    def progress(self, text: str) -> None:
        """Look at the status bar."""
        self.bar = text

    def was_cancelled(self) -> bool:
        """Let it go on."""
        return False

    def _answer(self, question: str) -> str | bool | tuple[str, ...] | None:
        self.asked.append(question)
        assert self._answers, f"not expected: {question}"
        return self._answers.pop(0)
