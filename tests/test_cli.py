"""The command line as a person meets it: exit codes, sentences, JSON, and no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from hiveledger.cli import main
from hiveledger.flows.verbs import VERBS, Does
from hiveledger.text import Language, say
from tests.workbooks import sheet_xml, xlsx

MOBILE: Final = "13800001111"


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    printed = capsys.readouterr()
    code = left.value.code
    return code if isinstance(code, int) else -1, printed.out + printed.err


@pytest.fixture
def book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "台账.xlsx"
    assert _run(capsys, "new", str(path))[0] == 0
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_finds_its_function(verb: str) -> None:
    assert callable(VERBS[verb].function())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verb_explains_itself(verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _run(capsys, verb, "--lang", language, "--help")
    assert code == 0
    assert say(f"verb.{verb}").partition("\uff1a")[0] in text or language == "en"


def test_help_answers_without_pandas() -> None:
    asked = "import sys; sys.argv[1:] = ['clean', '--help']\nfrom hiveledger.cli import main\n"
    listed = "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked + listed], capture_output=True, text=True, check=True)
    assert {"click", "pandas", "openpyxl", "numpy"} & set(answer.stdout.split()) == {"click"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["frob"], 64, id="a verb that does not exist"),
        pytest.param(["clean", "--frob"], 64, id="an option that does not exist"),
        pytest.param(["clean", "--now", "gestern"], 64, id="a time that is none"),
        pytest.param(["clean", "nobody.xlsx"], 2, id="a book that is not there"),
        pytest.param(["import"], 64, id="import without a book"),
        pytest.param(["assign", "x.xlsx", "L1"], 64, id="a word is missing"),
        pytest.param(["grade", "x.xlsx", "L1"], 64, id="a word too many"),
    ],
)
def test_wrong_usage_has_its_exit_code(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    left, text = _run(capsys, *words)
    assert (left, "Traceback" in text) == (code, False)


def test_a_book_can_be_named_four_ways(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(capsys, "clean", str(book))[0] == 0
    assert _run(capsys, "clean", "--book", str(book))[0] == 0
    monkeypatch.chdir(book.parent)
    assert _run(capsys, "clean")[0] == 0
    monkeypatch.chdir(Path(__file__).parent)
    monkeypatch.setenv("HIVELEDGER_BOOK", str(book))
    assert _run(capsys, "clean")[0] == 0


def test_two_ledgers_in_a_folder_are_not_guessed_between(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(capsys, "new", str(book.with_name("第二本.xlsx")))[0] == 0
    monkeypatch.chdir(book.parent)
    code, text = _run(capsys, "clean")
    assert code == 2
    assert "第二本.xlsx" in text


def test_an_import_answers_in_json_and_can_be_taken_back(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = book.with_name("名单.csv")
    source.write_text("公司名称,联系人,手机\n苏州示例甲机械有限公司,王示例,13800001111\n", "utf-8")
    now = ("--now", "2026-03-02T10:00", "--json")
    code, text = _run(capsys, "import", str(book), str(source), *now)
    told = json.loads(text)
    assert (code, told["run"], told["verb"]) == (0, told["run"], "import")
    assert [change["key"] for change in told["changes"] if change["table"] == "leads"] == ["L000001"]
    code, text = _run(capsys, "undo", str(book), told["run"], *now)
    assert code == 0
    code, text = _run(capsys, "explain", str(book), "L000001")
    assert (code, "L000001" in text) == (2, True)


def test_a_preview_writes_nothing(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = book.with_name("名单.csv")
    source.write_text("公司名称,联系人,手机\n苏州示例甲机械有限公司,王示例,13800001111\n", "utf-8")
    before = book.read_bytes()
    code, text = _run(capsys, "preview", "import", str(book), str(source))
    assert (code, book.read_bytes() == before) == (0, True)
    assert "L000001" in text


def test_a_coloured_preview_is_no_second_ledger(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(book.parent)
    assert _run(capsys, "preview", "clean", "--out", "预览.xlsx")[0] == 0
    assert Path("预览.xlsx").is_file()
    assert _run(capsys, "clean")[0] == 0


@pytest.mark.parametrize(
    "verb", [name for name, verb in VERBS.items() if verb.does in {Does.PLAN, Does.TELL, Does.ASK}]
)
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"a,b\n1,2\n"],
    ids=["empty", "a broken zip", "an old or encrypted file", "a csv by another name"],
)  # fmt: skip
def test_a_bad_book_is_refused_with_a_sentence(
    verb: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "坏的.xlsx"
    path.write_bytes(content)
    words = {
        "assign": ["L1", "A1"],
        "transfer": ["L1", "A1"],
        "decline": ["L1"],
        "explain": ["L1"],
        "check": ["示例精密"],
        "forget": ["L1"],
    }.get(verb, [])
    code, text = _run(capsys, verb, str(path), *words)
    assert code == 2
    assert "Traceback" not in text
    assert text.strip()


def test_a_fault_of_ours_ends_with_70_and_a_log(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hiveledger.cli.commands.find_book", None)  # what no user can cause
    code, text = _run(capsys, "clean", str(book))
    assert code == 70
    log = Path(next(word for word in text.split() if word.endswith(".log")))
    assert "Traceback" in log.read_text("utf-8")
    log.unlink()


def test_a_log_says_where_and_quotes_no_cell(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: str) -> Path:
        nobody: dict[str, Path] = {}
        try:
            return nobody[MOBILE]
        except KeyError as cause:
            raise ValueError(MOBILE) from cause

    monkeypatch.setattr("hiveledger.cli.commands.find_book", fail)
    _, text = _run(capsys, "clean", str(book))
    log = Path(next(word for word in text.split() if word.endswith(".log")))
    told = log.read_text("utf-8")
    log.unlink()
    assert ("ValueError" in told, "KeyError" in told, "in fail" in told) == (True, True, True)
    assert MOBILE not in told + text


def test_a_screen_shows_no_number_whole_and_json_keeps_values(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "import", str(book), "--text", f"示例精密 王经理 {MOBILE} wang@example.com 想上MES")
    shown = _run(capsys, "explain", str(book), "L000001")[1]
    assert "138****1111" in shown
    assert "w****@example.com" in shown
    assert MOBILE not in shown
    assert MOBILE in _run(capsys, "explain", str(book), "L000001", "--json")[1]


def test_a_check_answers_and_shows_nothing_else(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "import", str(book), "--text", f"示例精密 王经理 {MOBILE} 想上MES")
    code, text = _run(capsys, "check", str(book), "示例精密", MOBILE, "别家食品")
    assert (code, text.splitlines()) == (0, ["示例精密：找SO", "138****1111：找SO", "别家食品：可跟进"])
    code, text = _run(capsys, "check", str(book), MOBILE, "--json")
    assert (code, json.loads(text)) == (0, [{"asked": MOBILE, "answer": "ask_so", "until": None, "yours": []}])
    assert _run(capsys, "check", str(book), "138000")[0] == 1
    assert _run(capsys, "check", str(book))[0] == 2


def test_a_refusal_shows_no_number_whole(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _run(capsys, "adopt", f"{MOBILE}.csv")
    assert (code, MOBILE in text, "138****1111.csv" in text) == (2, False, True)


@pytest.mark.skipif(os.name == "nt", reason="a console's code page is set differently there; not verified on Windows")
def test_a_console_that_knows_no_chinese_does_not_stop_a_verb(book: Path) -> None:
    command = [sys.executable, "-c", "from hiveledger.cli import main; main()", "clean", str(book)]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0


def test_a_workbook_is_adopted_and_released_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "团队表.xlsx"
    rows = [["客户名称", "联系人", "手机"], ["示例精密有限公司", "王示例", "13800000001"]]
    own.write_bytes(xlsx(sheet_xml(rows), names=["线索"]))
    code, text = _run(capsys, "adopt", str(own), "--yes", "--lang", "en")
    assert (code, "Sheet Settings added" in text) == (0, True)
    code, text = _run(capsys, "adopt", str(own), "--yes", "--json")
    assert (code, [finding["code"] for finding in json.loads(text)["findings"]]) == (0, ["adopt.already"])
    code, text = _run(capsys, "release", str(own), "--columns", "--lang", "en")
    assert (code, "Sheet Settings taken out" in text, "undo" in text) == (0, True, False)
    assert _run(capsys, "clean", str(own))[0] == 2


def test_one_workbook_is_adopted_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _run(capsys, "adopt", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--yes")
    assert (code, say("adopt.one_book") in text) == (2, True)


def test_the_list_of_commands_tells_of_each_in_a_whole_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _run(capsys, "--help")
    _usage, _, commands = said.partition("Commands:")
    assert (code, say("watch.about", Language.ZH).partition("。")[0] in said, "..." in commands) == (0, True, False)
