"""The report's pages say what the figures say, to the same bytes, whatever the ledger holds."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from hiveledger.report.edition import Edition, differences, read_edition, write_edition
from hiveledger.report.metrics import METRICS, By
from hiveledger.report.render import Rendered, render
from hiveledger.report.sentences import find_sentences
from hiveledger.report.sheets import render_sheets
from hiveledger.report.workbook import Sheet, write_workbook
from hiveledger.text import Language
from tests.report.samples import edition, large_edition, lived_edition, tiny_ledger

_SPACES = re.compile(r"\s+")


@pytest.fixture(scope="module")
def lived() -> Edition:
    return lived_edition()


@pytest.fixture(scope="module")
def pages(lived: Edition) -> Rendered:
    return render(lived, Language.ZH)


@pytest.fixture
def asked(tmp_path: Path, do_without: Callable[[str], NoReturn]) -> Callable[..., str]:
    """Have a PDF read by one of poppler's programs."""

    def ask(pdf: bytes, program: str, *options: str) -> str:
        if shutil.which(program) is None:
            do_without(f"no {program}; type: apt-get install poppler-utils")
        path = tmp_path / "pages.pdf"
        path.write_bytes(pdf)
        to = ["-"] if program == "pdftotext" else []
        return subprocess.run([program, *options, path, *to], capture_output=True, text=True, check=True).stdout

    return ask


@pytest.fixture
def layer(asked: Callable[..., str]) -> Callable[[bytes], str]:
    """Read the text layer of a PDF."""
    return lambda pdf: asked(pdf, "pdftotext", "-raw")


def test_the_text_of_the_pages_is_the_golden_one(
    pages: Rendered, layer: Callable[[bytes], str], golden: Callable[[str, str], None]
) -> None:
    golden("report.txt", layer(pages.pdf))


def test_the_figures_are_the_golden_ones(lived: Edition, golden: Callable[[str, str], None]) -> None:
    rows = lived.figures.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    golden("report.csv", rows)


def test_the_same_report_gives_the_same_bytes_also_from_disk(lived: Edition, pages: Rendered, tmp_path: Path) -> None:
    path = tmp_path / "2026-W12.json"
    write_edition(lived, path)
    kept = read_edition(path)
    assert kept is not None
    assert render(kept, Language.ZH) == pages
    assert render_sheets(kept, Language.ZH) == render_sheets(lived, Language.ZH)


def test_pages_are_tagged_titled_and_outlined(pages: Rendered, asked: Callable[..., str]) -> None:
    told = asked(pages.pdf, "pdfinfo")
    said = dict(re.findall(r"^(.*?): +(.*)$", told, re.MULTILINE))
    assert (said["Title"], said["Tagged"]) == ("华东一部 销售线索周报", "yes")
    assert said["Page size"].endswith("(A4)")
    assert b"/Outlines" in pages.pdf
    assert pages.picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("tables", [{}, tiny_ledger()], ids=["nobody", "one person"])
@pytest.mark.parametrize("language", Language)
def test_a_small_ledger_has_its_report_too(tables: dict[str, object], language: Language) -> None:
    made = render(edition(tables), language)  # type: ignore[arg-type]
    assert made.lacking == ""


def test_sixty_people_with_long_names_and_rare_characters_are_all_there(layer: Callable[[bytes], str]) -> None:
    told = large_edition()
    made = render(told, Language.ZH)
    assert made.lacking == "𠮷"
    shown = _SPACES.sub("", layer(made.pdf))
    assert "□野" in shown
    assert all(f"示例{number}" in shown for number in range(2, 7))
    assert shown.count("抢中率") > 2  # the head stands again on the next page, besides in the definitions
    assert "另有" in shown


_WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
_PAGE = re.compile(r'<page width="(.*?)" height="(.*?)">(.*?)</page>', re.DOTALL)
_NARROWED = "（）“”，。"  # set closer when they follow each other
_TOUCHING = 1.0  # points by which the boxes of two words may reach into each other


@pytest.mark.parametrize(
    ("told", "language"),
    [
        pytest.param(lambda: edition({}), Language.ZH, id="nobody"),
        pytest.param(lambda: edition(tiny_ledger()), Language.EN, id="one person"),
        pytest.param(large_edition, Language.ZH, id="sixty people"),
        pytest.param(large_edition, Language.EN, id="sixty people in English"),
        pytest.param(lived_edition, Language.EN, id="three weeks in English"),
        pytest.param(lived_edition, Language.ZH, id="three weeks"),
    ],
)
def test_no_word_leaves_its_page_or_covers_another(
    told: Callable[[], Edition], language: Language, asked: Callable[..., str]
) -> None:
    boxes = asked(render(told(), language).pdf, "pdftotext", "-bbox")
    for width, height, inside in _PAGE.findall(boxes):
        words = [(*map(float, word[:4]), word[4]) for word in _WORD.findall(inside)]
        assert [
            word for word in words if word[0] < 0 or word[1] < 0 or word[2] > float(width) or word[3] > float(height)
        ] == []
        words.sort()
        for place, (left, top, right, bottom, word) in enumerate(words):
            for other in words[place + 1 :]:
                if other[0] > right - _TOUCHING:
                    break
                if word[-1] in _NARROWED and other[4][0] in _NARROWED:
                    continue
                assert min(bottom, other[3]) - max(top, other[1]) < 2 * _TOUCHING, (word, other[4])
                assert left <= other[0]


def test_a_list_that_is_cut_stands_whole_in_the_workbook() -> None:
    told = large_edition()
    workbook = load_workbook(BytesIO(render_sheets(told, Language.ZH)))
    for name, sheet in (("untouched", "该联系没联系"), ("returned_twice", "退回两次以上")):
        assert workbook[sheet].max_row == len(told.lists[name]) + 1 > 26
    assert workbook["口径"].max_row == len(METRICS) + 1


def test_rows_that_are_left_out_of_a_very_large_ledger_are_counted() -> None:
    told = large_edition()
    cut = replace(told, cases=told.cases.head(10))
    sheet = load_workbook(BytesIO(render_sheets(cut, Language.EN)))["Rows behind the figures"]
    assert sheet.max_row == 12
    assert f"{len(told.cases) - 10:,} more rows" in str(sheet["A12"].value)


def test_nobodys_number_is_printed(layer: Callable[[bytes], str]) -> None:
    tables = tiny_ledger()
    leads = tables["leads"].assign(company="王先生 13812345678", returns=2.0)
    told = edition({**tables, "leads": leads})
    assert "138****5678" in layer(render(told, Language.ZH).pdf)
    workbook = load_workbook(BytesIO(render_sheets(told, Language.ZH)))
    assert workbook["退回两次以上"]["B2"].value == "王先生 138****5678"


def test_no_text_of_the_workbook_is_ever_a_formula() -> None:
    made = write_workbook([Sheet("数字 & <表>", ["=1+1"], [10], [["=cmd|' /C calc'!A0", 1.5, None, "a\x07b"]])])
    sheet = load_workbook(BytesIO(made)).worksheets[0]
    assert sheet.title == "数字 & <表>"
    assert [(cell.value, cell.data_type, cell.number_format) for cell in (sheet["A1"], sheet["A2"])] == [
        ("=1+1", "s", "@"),
        ("=cmd|' /C calc'!A0", "s", "@"),
    ]
    assert [cell.value for cell in sheet[2]][1:] == [1.5, None, "ab"]
    assert b"<f" not in ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml")


def test_sentences_follow_their_rules(lived: Edition) -> None:
    well, badly, waiting = find_sentences(lived, Language.ZH)
    assert [one.code for one in well] == ["weekly.good.won", "weekly.good.reached", "weekly.good.reached"]
    assert {one.code for one in badly} == {"weekly.bad.low", "weekly.bad.lapsed"}
    assert {one.code for one in waiting} == {"weekly.decide.waiting"}


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        (0.9, 0.95, "weekly.good.risen"),
        (0.95, 0.92, "weekly.good.reached"),
        (0.9, 0.85, "weekly.bad.fallen"),
        (0.85, 0.84, ""),
        (0.5, 0.79, "weekly.bad.low"),
    ],
)
def test_a_rate_is_good_or_bad_by_its_goal_and_by_the_week_before(before: float, now: float, code: str) -> None:
    told = edition({})
    figures = told.figures.copy()
    at = figures["metric"].eq("confirm_on_time") & figures["by"].eq(By.ALL.value)
    figures.loc[at, ["value", "n", "total", "previous", "previous_n"]] = [now, 100, now * 100, before, 100]
    well, badly, _ = find_sentences(replace(told, figures=figures), Language.ZH)
    assert [one.code for one in (*well, *badly)] == ([code] if code else [])


def test_what_has_changed_since_is_named_and_nothing_else(lived: Edition) -> None:
    assert differences(lived, lived.figures).empty
    figures = lived.figures.copy()
    at = figures["metric"].eq("received") & figures["by"].eq(By.ALL.value)
    figures.loc[at, ["value", "n"]] = [43.0, 43]
    assert differences(lived, figures).to_dict("records") == [
        {"metric": "received", "was": 44.0, "was_n": 44, "now": 43.0, "now_n": 43}
    ]
