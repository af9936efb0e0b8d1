"""What goes back to SO when nobody confirmed: the lead with its reason, who had it, and who is told. Source: M12."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, keep_desk, keep_returned, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import PERSON, hours
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.next_owner import find_next
from hiveledger.flows.placement import Placement, team_now
from hiveledger.flows.report_desk import in_dispute
from hiveledger.rules.assign import is_round_over
from hiveledger.rules.confirm import is_overdue, is_undelivered, with_lapse
from hiveledger.rules.escalate import Step, count_lapses, find_escalations, find_told
from hiveledger.rules.handover import handed_back
from hiveledger.rules.leave import dues_with_leave
from hiveledger.schema.words import DeskKind, Grade, Status

__all__ = ["back_to_so", "return_overdue", "stand_still", "tell_of_lapses", "tell_undelivered"]


_WAITS: Final = {True: "confirm.undelivered", False: "confirm.no_due"}  # by whether nobody knows that it was delivered


def stand_still(draft: Draft) -> None:
    """Put off the deadlines of leads whose owners are on leave by now."""
    leads = draft.frame("leads")
    due = dues_with_leave(leads, hours(draft.state, draft.now), draft.state.settings)
    draft.fill("leads", due.to_frame("confirm_due"), why=Reason("confirm.on_leave"))
    for lead, owner in leads.loc[due.index, ["owner"]].itertuples():
        draft.rest(lead, "people", owner, PERSON)


def return_overdue(draft: Draft, answers: pd.Series) -> None:
    """Return what nobody confirmed in time; where the team wants it so, give it to the next at once."""
    leads, grace = draft.after("leads"), draft.state.settings.grace_minutes
    overdue = leads[is_overdue(leads, answers, draft.now, grace)]
    reasons = {
        lead: Reason("confirm.lapsed", {"owner": _said(owner), "due": _moment(due)})
        for lead, owner, due in overdue[["owner", "confirm_due"]].itertuples()
    }
    cells = handed_back(overdue, draft.now).assign(lapsed_by=with_lapse(overdue))
    # A late answer is the person's cell; it has been read and told of, and the next owner needs the cell blank.
    draft.obey("leads", cells[["reply"]], why=reasons)
    draft.fill("leads", cells.drop(columns="reply"), why=reasons)
    lapsed = {str(lead): str(owner) for lead, owner in overdue["owner"].dropna().items()}
    if draft.state.settings.redistribute:
        _pass_on(draft, overdue.index, reasons, lapsed)
    back_to_so(draft, reasons, lapsed)


def back_to_so(draft: Draft, reasons: Mapping[str, Reason], lapsed: Mapping[str, str]) -> None:
    """Tell SO, for each lead that came back, why it did and who could have it next. Called last."""
    next_owner, whys = find_next(draft)
    people = draft.frame("people")["name"].fillna("")
    said = dict(reasons)
    for lead, why in whys.items():
        came = reasons.get(lead, Reason("confirm.returned"))
        who = next_owner.get(lead, "")
        params = {"came": came, "why": why, "owner": f"{who} {people.get(who, '')}".strip()}
        said[lead] = Reason("confirm.next_owner" if who else "confirm.no_next_owner", params)
    keep_returned(draft, said, lapsed, next_owner)
    keep_lists(draft)


def tell_undelivered(draft: Draft) -> None:
    """Keep a desk row open for each lead for which no time to confirm runs: nobody lets such a lead lapse."""
    leads, minutes = draft.after("leads"), draft.state.settings.undelivered_minutes
    unseen = leads[is_undelivered(leads, draft.now, minutes)]
    words, language = subjects(unseen), draft.state.settings.language
    items = [
        DeskItem(
            DeskKind.UNDELIVERED,
            lead,
            words[lead],
            Reason(_WAITS[pd.isna(delivered)], {"owner": _said(owner), "lead": lead}).text(language),
            other_id=owner if isinstance(owner, str) else None,
        )
        for lead, owner, delivered in unseen[["owner", "delivered_at"]].itertuples()
    ]
    keep_desk(draft, [DeskKind.UNDELIVERED], items)


def tell_of_lapses(draft: Draft) -> None:
    """Keep a desk row open for each AM who lets leads lapse again and again, with who is told of it.

    A row that SO has dealt with, in whatever way, comes back only after another lapse.
    """
    people, units, settings = draft.frame("people"), draft.frame("units"), draft.state.settings
    counts = find_escalations(count_lapses(draft.after("desk"), draft.now), settings.escalate_lapses)
    desk = draft.frame("desk")
    judged = desk[desk["kind"].eq(DeskKind.LAPSED_AGAIN.value) & desk["verdict"].notna()]
    done = set(zip(judged["other_id"], judged["new_value"], strict=True))
    items = []
    for person, count, newest, step in counts[counts["step"] != Step.AM.value].itertuples():
        told = find_told(person, Step(step), people, units, draft.now)
        code = "confirm.lapsed_again" if told["step"].eq(Step.LEADER.value).any() else "confirm.lapsed_no_leader"
        params = {"owner": person, "count": count, "told": " ".join(told["staff_no"]), "at": _minute(newest)}
        name = people["name"].get(person)
        items.append(
            DeskItem(
                DeskKind.LAPSED_AGAIN,
                "",
                name if isinstance(name, str) else person,
                Reason(code, params).text(settings.language),
                other_id=person,
                new_value=_minute(newest),
            )
        )
    keep_desk(draft, [DeskKind.LAPSED_AGAIN], [item for item in items if (item.other_id, item.new_value) not in done])


def _pass_on(draft: Draft, leads: pd.Index, reasons: Mapping[str, Reason], lapsed: Mapping[str, str]) -> None:
    """Give leads that lapsed to whose turn it is, and leave a closed row of each on the desk, as a lapse does.

    What lapsed before and could not be given to anybody then is tried again. A B or C lead has to have come back
    before it goes to the pool or the nurture list, so its turn comes with the next run. A lead that all who cover it
    have let lapse stays with SO: it would go round and round.
    """
    after, desk = draft.after("leads"), draft.frame("desk")
    came_back = open_rows(desk, [DeskKind.RETURNED])
    before = came_back.loc[came_back["other_id"].notna() & came_back["verdict"].isna(), "lead_id"]
    is_back = draft.frame("leads")["status"].eq(Status.RETURNED.value) & after.index.isin(before)
    is_first = after.index.isin(leads) & after["grade"].eq(Grade.A.value)
    waiting = after[after["status"].eq(Status.RETURNED.value) & after["grade"].notna() & (is_back | is_first)]
    waiting = waiting[~waiting.index.isin(in_dispute(draft))]
    over = is_round_over(waiting, team_now(draft, after), pd.Timestamp(draft.now))
    placement = Placement(draft, waiting[~over], after)
    placement.write()
    placement.tell_so(desk["lead_id"].isin(waiting.index))
    after, language = draft.after("leads").loc[leads], draft.state.settings.language
    words = subjects(after)
    for lead, status, owner in after.loc[after["status"] != Status.RETURNED.value, ["status", "owner"]].itertuples():
        to = owner if isinstance(owner, str) else Reason(f"word.status.{status}")
        row = {
            "kind": DeskKind.RETURNED.value,
            "lead_id": lead,
            "other_id": lapsed.get(lead),
            "subject": words[lead],
            "detail": Reason("confirm.passed_on", {"came": reasons[lead], "to": to}).text(language),
            "raised_at": draft.now,
            "closed_at": draft.now,
        }
        draft.append(lead, "desk", row)


def _said(owner: object) -> object:
    return owner if isinstance(owner, str) else Reason("core.blank")


def _moment(at: datetime) -> object:
    """Give a time as a sentence shows it; a lead whose status a person typed may have none."""
    return Reason("core.blank") if pd.isna(at) else at.strftime("%m-%d %H:%M")


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
