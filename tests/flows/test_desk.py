"""What waits for SO: raised once, closed by state, never asked again once turned down."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from hiveledger.book.base import Snapshot
from hiveledger.changes import Append, Set
from hiveledger.flows.desk import DeskItem, keep_desk, obey_proposals
from hiveledger.flows.draft import Draft
from hiveledger.schema.words import DeskKind
from hiveledger.settings import Settings
from tests.tables import table

NOW = datetime(2026, 3, 2, 9)
CLOSED = "closed_at"


def _kept(desk: str, wanted: Sequence[DeskItem], looked_after: pd.Series | None = None) -> dict[str, set[str]]:
    """Give which rows are closed, and for which leads a row is raised."""
    written = {("desk", key): {CLOSED: None} for key in ("D1", "D2")}
    draft = Draft("grade", NOW, Snapshot({"desk": table(desk)}, Settings(), written=written), {})
    keep_desk(draft, [DeskKind.PROPOSAL], wanted, {}, looked_after)
    changes = draft.plan().changes
    raised = {str(change.row["lead_id"]) for change in changes if isinstance(change, Append)}
    return {"closed": {change.key for change in changes if isinstance(change, Set)}, "raised": raised}


def _proposal(lead_id: str, new_value: str) -> DeskItem:
    return DeskItem(DeskKind.PROPOSAL, lead_id, "示例公司", "依据", column="region", new_value=new_value)


def test_a_row_that_still_holds_is_left_alone_and_one_that_does_not_is_closed() -> None:
    desk = """
        desk_id | kind     | lead_id | column | new_value
        D1      | proposal | L1      | region | 苏州
        D2      | proposal | L2      | region | 无锡
    """
    assert _kept(desk, [_proposal("L1", "苏州"), _proposal("L3", "常州")]) == {"closed": {"D2"}, "raised": {"L3"}}


def test_what_so_turned_down_is_closed_and_not_raised_again() -> None:
    desk = """
        desk_id | kind     | lead_id | column | new_value | verdict | closed_at
        D1      | proposal | L1      | region | 苏州      | reject  |
        D2      | proposal | L2      | region | 无锡      | reject  | 2026-03-01
    """
    wanted = [_proposal("L1", "苏州"), _proposal("L2", "无锡")]
    assert _kept(desk, wanted) == {"closed": {"D1"}, "raised": set()}


def test_a_verb_leaves_rows_alone_that_another_verb_raised() -> None:
    desk = """
        desk_id | kind     | lead_id | column | old_value | new_value
        D1      | proposal | L1      | region | 苏州      | 江苏省苏州市
        D2      | proposal | L2      | region |           | 无锡
    """
    about_blank_cells = table(desk)["old_value"].isna()
    assert _kept(desk, [], about_blank_cells) == {"closed": {"D2"}, "raised": set()}


def test_an_accepted_proposal_is_obeyed_while_the_cell_holds_what_it_was_about() -> None:
    desk = table("""
        desk_id | lead_id | column  | old_value | new_value | verdict | closed_at
        D1      | L1      | region  | 苏州      | 苏州市    | accept  |
        D2      | L2      | region  | 苏州      | 苏州市    | accept  |
        D3      | L3      | region  |           | 无锡市    | accept  |
        D4      | L1      | company | 甲        | 乙        |         |
        D5      | L3      | company |           | 丙        | accept  | 2026-03-01
        D6      | L9      | region  |           | 无锡市    | accept  |
    """)
    leads = table("lead_id | region | company\nL1 | 苏州 | 甲\nL2 | 昆山 |\nL3 | |")
    draft = Draft("clean", NOW, Snapshot({"leads": leads}, Settings()), {})
    obey_proposals(draft, desk)
    changes = [change for change in draft.plan().changes if isinstance(change, Set)]
    assert [(change.key, change.after) for change in changes] == [("L1", "苏州市"), ("L3", "无锡市")]
    assert changes[0].why is not None
    assert changes[0].why.text() == "SO 同意了待办 D1"
