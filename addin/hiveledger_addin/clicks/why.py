"""Why a lead is as it is, short enough for a message: what one run did for one reason is one line."""

from hiveledger.flows.answer import Answer
from hiveledger.schema import LEADS
from hiveledger.text import Language, say

__all__ = ["shortened"]


def shortened(answer: Answer, language: Language) -> tuple[str, ...]:
    """Give the lines of an answer of `explain`, cells that share run and reason in one, the newest run first."""
    assert isinstance(answer.data, dict)  # noqa: S101 - what explain gives
    cells = answer.data["cells"]
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for cell in sorted(cells, key=lambda cell: (cell["at"], cell["run"]), reverse=True):
        groups.setdefault((cell["run"], cell["why"]), []).append(cell)
    lines = tuple(
        say(
            "click.because",
            language,
            verb=say(f"verb_name.{group[0]['verb']}", language),
            at=f"{group[0]['at']:%m-%d %H:%M}",
            columns=say("click.and", language).join(LEADS[cell["column"]].header(language) for cell in group),
            why=why,
        )
        for (_, why), group in groups.items()
    )
    return (answer.data["lead"], *lines, *answer.lines[len(cells) :])
