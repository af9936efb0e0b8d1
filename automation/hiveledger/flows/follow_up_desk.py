"""What following up leaves for SO: leads that go stale, stages without evidence, records without a lead. M13."""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, keep_desk, subjects
from hiveledger.flows.draft import Draft
from hiveledger.rules.follow_up import WORKED, Warn, find_warnings
from hiveledger.schema.words import DeskKind, Stage, Status, Verdict

__all__ = ["accepted_stages", "keep_follow_up_desk"]

_COLUMNS: Final = {Warn.FIRST_TOUCH: "first_touch_due", Warn.SE_REPLY: "se_due", Warn.STALE: "recall_due"}


def accepted_stages(draft: Draft, leads: pd.DataFrame) -> pd.Index:
    """Give the leads whose stage SO accepted without a record. Reads: stage."""
    accepted = _judged(draft, [Verdict.ACCEPT, Verdict.DONE])
    return leads.index[[pair in accepted for pair in zip(leads.index, leads["stage"], strict=True)]]


def _judged(draft: Draft, verdicts: Iterable[Verdict]) -> set[tuple[object, object]]:
    """Give the leads and stages of which SO said one of these."""
    desk = draft.frame("desk")
    rows = desk[desk["kind"].eq(DeskKind.STAGE.value) & desk["verdict"].isin([verdict.value for verdict in verdicts])]
    return set(zip(rows["lead_id"], rows["other_id"], strict=True))


def keep_follow_up_desk(
    draft: Draft, records: pd.DataFrame, stages: pd.DataFrame, recalled: dict[str, Reason], only: pd.Index | None
) -> None:
    """Keep the desk's rows on following up; `only` are the leads that a typed line is about, else all.

    Reads: records lead, line; stages as `judge_stages` gives them, of leads whose stage is a person's.
    """
    desk = draft.frame("desk")
    kinds = [DeskKind.STALE, DeskKind.STAGE, DeskKind.RECALLED]
    looked_after = None if only is None else desk["lead_id"].isin(only)
    leads = draft.after("leads") if only is None else draft.after("leads").loc[only]
    items = [*_stale(draft, leads), *_stages(draft, leads, stages), *_recalled(draft, leads, recalled)]
    keep_desk(draft, kinds, items, looked_after=looked_after)
    if only is None:
        keep_desk(draft, [DeskKind.ASK], _unread(draft, records))


def _stale(draft: Draft, leads: pd.DataFrame) -> Iterator[DeskItem]:
    warnings = find_warnings(leads, draft.state.settings, pd.Timestamp(draft.now))
    warnings = warnings[warnings["kind"].isin([kind.value for kind in _COLUMNS])]
    names = subjects(leads.loc[warnings["lead_id"].unique()])
    for kind, lead, to, due in warnings.itertuples(index=False):
        who = to if isinstance(to, str) else Reason("core.blank")
        said = Reason(f"follow_up.late_{kind}", {"who": who, "due": f"{due:%m-%d %H:%M}"})
        detail = said.text(draft.state.settings.language)
        # With the deadline in it, one that SO turned down does not silence the next.
        yield DeskItem(
            DeskKind.STALE,
            lead,
            names[lead],
            detail,
            column=_COLUMNS[Warn(kind)],
            new_value=f"{due:%Y-%m-%d %H:%M}",
            due=due,
        )


def _stages(draft: Draft, leads: pd.DataFrame, stages: pd.DataFrame) -> Iterator[DeskItem]:
    language = draft.state.settings.language
    settled = _judged(draft, Verdict)
    worked = leads.index[leads["status"].isin(WORKED)]
    there = stages[stages.index.isin(worked) & (stages["unproven"] | stages["stated"].notna())]
    names = subjects(leads.loc[there.index])
    for lead, stated, unproven in there[["stated", "unproven"]].itertuples():
        held = leads["stage"][lead]
        typed = _stage(held).text(language) if isinstance(held, str) else None
        if unproven and (lead, held) not in settled:
            detail = Reason("follow_up.stage_unproven", {"stage": _stage(held)}).text(language)
            yield DeskItem(DeskKind.STAGE, lead, names[lead], detail, other_id=held, column="stage", old_value=typed)
        elif isinstance(stated, str) and stated != held:
            detail = Reason("follow_up.stage_stated", {"stage": _stage(stated)}).text(language)
            held = held if isinstance(held, str) else None
            yield DeskItem(DeskKind.STAGE, lead, names[lead], detail, column="stage", old_value=held, new_value=stated)


def _stage(code: object) -> Reason:
    return Reason(f"word.stage.{Stage(str(code))}")


def _recalled(draft: Draft, leads: pd.DataFrame, recalled: dict[str, Reason]) -> Iterator[DeskItem]:
    """Give a row for each lead that was taken back and still waits for an owner."""
    desk = draft.frame("desk")
    opened = desk[desk["kind"].eq(DeskKind.RECALLED.value) & desk["closed_at"].isna()].set_index("lead_id")["detail"]
    told = opened[~opened.index.duplicated()].to_dict() | {
        lead: reason.text(draft.state.settings.language) for lead, reason in recalled.items()
    }
    waiting = leads.index[leads["status"].eq(Status.RETURNED.value) & leads.index.isin(list(told))]
    names = subjects(leads.loc[waiting])
    for lead in waiting:
        yield DeskItem(DeskKind.RECALLED, lead, names[lead], str(told[lead]))


def _unread(draft: Draft, records: pd.DataFrame) -> Iterator[DeskItem]:
    """Give a row for each record whose lead cannot be told: it counts for nobody yet."""
    language = draft.state.settings.language
    lost = records[records["lead"].isna()]
    for key, line, need, ask in lost[["line", "need", "ask"]].itertuples():
        text = next((said for said in (line, need) if isinstance(said, str)), "")
        detail = Reason("follow_up.unread", {"ask": ask if isinstance(ask, str) else Reason("core.blank")})
        yield DeskItem(DeskKind.ASK, "", text, detail.text(language), other_id=key)
