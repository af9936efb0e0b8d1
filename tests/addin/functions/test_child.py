"""The process that answers for Calc, from both sides: its lines of JSON, its death, its taking too long."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from hiveledger.schema import Column
from hiveledger.text import Language
from hiveledger_addin.calc.inside.hiveledger_child import Child, DeadError, LateError
from hiveledger_addin.functions.asking import ask
from hiveledger_addin.functions.registry import Argument, Asked, Function
from hiveledger_addin.functions.serve import main
from tests.hang import must_end

_ECHO = "import sys; [print(line, end='', flush=True) for line in sys.stdin]"
_DIES = "import sys; sys.stdin.readline()"
_SLOW = "import sys, time; [time.sleep('slow' in line and 3600) or print('[[1]]', flush=True) for line in sys.stdin]"
_ONCE = "import sys; sys.stdin.readline(); print('[[1]]', flush=True)"


@pytest.fixture
def child(request: pytest.FixtureRequest) -> Iterator[Child]:
    found = Child([sys.executable, "-c", request.param], 5)
    yield found
    found.end()


def _answers(*asked: object) -> list[object]:
    said = io.StringIO()
    main(io.StringIO("".join(json.dumps(one) + "\n" for one in asked)), said, Language.EN)
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_each_line_is_answered_with_a_line() -> None:
    assert _answers(
        {"name": "LEAD_GRADE", "given": [500_000.0, None, "clear"]},
        {"name": "VALID_USCC", "given": [[["91350100M000100Y43"], ["x"], [""]]]},
        {"name": "WORKDAYS_LATER", "given": [46083.0, 1.0]},
        {"name": "CLEAN_COMPANY", "given": ["个人"]},
        {"name": "SAME_CUSTOMER", "given": ["苏州云帆科技", "蘇州雲帆科技"]},
    ) == [[["A"]], [[True], [False], [""]], [[46084.0]], [[{"error": "#N/A"}]], [[3.0, "Same customer"]]]


def test_what_was_asked_before_is_answered_the_same() -> None:
    question = {"name": "MASK", "given": ["13800001111"]}
    assert _answers(question, question) == [[["138****1111"]]] * 2


def test_a_fault_of_ours_is_a_sentence_that_names_its_log() -> None:
    def fails(asked: Asked) -> pd.DataFrame:
        raise ZeroDivisionError(asked)

    function = Function("FAILS", fails, (Argument("text", Column("text", "文字", "Text")),), ())
    ((said,),) = ask(function, ["王明 13800001111"], Language.EN)
    log = Path(str(said).removeprefix("The program failed; details are in "))
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert "王明" not in log.read_text("utf-8")
    log.unlink()


@pytest.mark.parametrize("child", [_ECHO], indirect=True)
def test_a_question_reaches_it_whole(child: Child) -> None:
    given = ["“引号”\n", 1.5, None, [["甲", ""], [2.0, "乙"]]]
    assert child.ask("MASK", given) == {"name": "MASK", "given": given}


@pytest.mark.parametrize("child", [_ONCE], indirect=True)
def test_one_that_ended_between_two_questions_is_started_again(child: Child) -> None:
    assert [child.ask("MASK", [str(number)]) for number in range(3)] == [[[1]]] * 3


@pytest.mark.parametrize("child", [_DIES], indirect=True)
def test_a_question_that_it_dies_of_twice_is_given_up(child: Child) -> None:
    with pytest.raises(DeadError):
        child.ask("MASK", ["1"])


def test_one_that_cannot_be_started_is_told_of() -> None:
    with pytest.raises(DeadError):
        Child(["no-such-program"], 5).ask("MASK", ["1"])


def test_one_that_takes_too_long_is_ended_and_the_next_question_answered() -> None:
    child = Child([sys.executable, "-c", _SLOW], 1)
    with must_end(), pytest.raises(LateError):
        child.ask("MASK", ["slow"])
    assert child.ask("MASK", ["quick"]) == [[1]]
    child.end()
