"""The verb `dedupe`: one customer, one row, one contact; what is not certain goes to SO. Source: M1, M8."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan, Value, value, values
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.decisions import locked_cells
from hiveledger.flows.dedupe_desk import keep_duplicates, tell_late, to_reopen
from hiveledger.flows.dedupe_words import beside_in_words, facts_in_words, taken_over
from hiveledger.flows.desk import keep_returned
from hiveledger.flows.draft import Draft
from hiveledger.flows.judged import Judged, Undone, undone_merges
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.report_desk import disputed_pairs, in_dispute, keep_reports
from hiveledger.rules.handover import handed_back
from hiveledger.rules.match.accounts import find_accounts, find_customer, join_accounts
from hiveledger.rules.match.cards import is_in_play
from hiveledger.rules.match.leads import Match, Said, match_leads
from hiveledger.rules.match.survivors import asked_again
from hiveledger.rules.merge import Merger, merge_leads
from hiveledger.schema import TABLES
from hiveledger.schema.leads import TAKEN_OVER
from hiveledger.schema.words import Status

__all__ = ["plan_dedupe"]

_READS: Final = {
    "leads": ("status", "owner", "account_id", "company", "uscc", "region", "contact", "mobile", "phone", "email"),
    "desk": ("verdict", "closed_at"),
    "decisions": ("verdict", "closed_at"),
}
_SETTINGS: Final = ("survivor", "prefer_newest", "prefer_oldest", "prefer_fullest")
_HOLDER: Final = ["owner", "owner_name", "cc_se", "unit"]
_FRESH: Final = frozenset({Status.NEW, Status.CLEANED, Status.TO_VERIFY})


def plan_dedupe(book: Book, now: datetime) -> Plan:
    """Merge what is certainly one customer's enquiry, ask SO about the rest, and give every lead its account.

    Merging can show what was hidden (a name that two half-known rows share), so the ledger is looked at as it will
    be, until nothing more merges: what SO is asked is what still stands after that.
    """
    state = book.read()
    machines = state.machines("leads", "status")
    placed = frozenset(machines.index[~machines])
    undone = undone_merges(book.runs())
    merges, found = _Merges(), None
    while True:
        draft = Draft("dedupe", now, state, _READS, _SETTINGS)
        _reopen(draft, merges)
        if found:
            _merge(draft, merges)
        judged = Judged.on(draft, undone)
        judged = replace(judged, handled=judged.handled | disputed_pairs(draft))
        leads, contacts = draft.after("leads"), draft.after("contacts")
        said = Said(judged.together, judged.apart, judged.doubted, placed | in_dispute(draft))
        found = match_leads(leads, contacts, said, found.cards if found else None, state.settings.survivor)
        if not merges.take(found, judged):
            break
    _fill_accounts(draft, found, merges.into, judged)
    keep_duplicates(draft, found, judged, merges.into)
    keep_reports(draft, merges.into)
    keep_returned(draft)
    keep_lists(draft)
    _tell(draft, found)
    _tell_undone(draft, judged, undone)
    tell_late(draft)
    return draft.plan()


class _Merges:
    """What merges into what so far: by lead, the kept lead, the facts they share, and whether a person said so."""

    def __init__(self) -> None:
        self.into: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self.told: set[str] = set()
        self.firms: dict[str, str] = {}  # what tells a lead's company, as it was read first

    def take(self, found: Match, judged: Judged) -> bool:
        """Take in what was found. Tells whether it was news."""
        new = found.into.drop(index=[lead for lead in self.into if lead in found.into.index])
        chained = {lead: new.get(kept, kept) for lead, kept in self.into.items()}
        self.into = {**chained, **_texts(new)}
        self.firms = _texts(found.cards["firm"].dropna()) | self.firms
        self.why |= _texts(found.why.loc[new.index].fillna(""))
        self.told |= {lead for pair in judged.together for lead in pair} & set(new.index)
        return len(new) > 0


def _texts(series: pd.Series) -> dict[str, str]:
    return dict(zip(series.index, series, strict=True))


def _reopen(draft: Draft, merges: _Merges) -> None:
    """Bring back to distribution what SO agreed to: the customer asked again while nobody worked on the lead."""
    agreed = to_reopen(draft)
    live = agreed[~agreed.index.isin(merges.into)]
    cells = handed_back(live, draft.now).drop(columns="returns").assign(status=Status.CLEANED.value)
    draft.obey("leads", cells, why=Reason("dedupe.reopened"))


def _merge(draft: Draft, merges: _Merges) -> None:
    """Want all that merging means: the statuses, the blanks filled, further contacts, archive, and 再次留资."""
    into, leads = pd.Series(merges.into, dtype="str"), draft.frame("leads")
    reasons = {lead: _reason(draft, lead, merges) for lead in merges.into}
    gone = pd.DataFrame({"status": Status.MERGED.value, "duplicate_of": into}, index=into.index)
    by_person = into.index.isin(list(merges.told))
    draft.obey("leads", gone[by_person], merges.into, reasons)
    draft.fill("leads", gone[~by_person], merges.into, reasons)
    mine = pd.DataFrame({column: draft.state.machines("leads", column) for column in _HOLDER}).loc[into.index]
    nobodys = leads.loc[into.index, _HOLDER].mask(mine)  # whoever held it goes on with the lead that is kept
    draft.fill("leads", nobodys, merges.into, reasons)
    rows = leads.loc[leads.index.isin([*into.index, *into])]
    read = rows.assign(firm=pd.Series(merges.firms, dtype="str").reindex(rows.index))
    locked = locked_cells(draft, dict.fromkeys(into))
    mergers = merge_leads(read, into, draft.frame("contacts"), locked, draft.state.settings.prefer)
    _fill_cells(draft, mergers)
    for lead, merger in mergers.items():
        for person in merger.contacts:
            draft.append(lead, "contacts", {**person, "lead_id": lead, "added_at": draft.now})
    again = asked_again(rows, into)
    known = leads.loc[again.index, "again_at"]
    draft.fill("leads", again[~(known >= again)].to_frame("again_at"), why=Reason("dedupe.again_at"))
    _archive(draft, rows, into, reasons)


def _reason(draft: Draft, lead: str, merges: _Merges) -> Reason:
    kept = merges.into[lead]
    if lead in merges.told:
        return Reason("dedupe.merged_by_so", {"kept": kept})
    language = draft.state.settings.language
    return Reason("dedupe.merged", {"kept": kept, "same": facts_in_words(merges.why[lead], language)})


def _fill_cells(draft: Draft, mergers: Mapping[str, Merger]) -> None:
    wanted: dict[str, dict[str, Value]] = {}
    why: dict[str, dict[str, Reason]] = {}
    for lead, merger in mergers.items():
        for column, cell in {**merger.cells, **_note(draft, lead, merger)}.items():
            wanted.setdefault(column, {})[lead] = cell
        for column, (donor, wish) in merger.taken.items():
            why.setdefault(column, {})[lead] = taken_over(donor, wish)
        if merger.beside:
            why.setdefault("note", {})[lead] = Reason("dedupe.noted")
    for column, cells in wanted.items():
        draft.fill("leads", pd.DataFrame({column: pd.Series(cells, dtype=object)}), why=why[column])


def _note(draft: Draft, lead: str, merger: Merger) -> dict[str, Value]:
    """Give the kept lead's note with what the others said differently; a person's note is left as it is."""
    if not merger.beside:
        return {}
    stands = value(draft.frame("leads")["note"].loc[lead])
    if not draft.state.is_machines("leads", lead, "note", stands):
        others = " ".join(dict.fromkeys(donor for donor, *_ in merger.beside if donor != lead))
        draft.find(Finding("dedupe.note_kept", "leads", lead, "note", {"others": others}, Level.INFO))
        return {}
    said = beside_in_words(lead, merger.beside, draft.state.settings.language)
    text = merger.cells.get("note", stands)
    return {"note": f"{text}\n{said}" if text else said}


def _archive(draft: Draft, rows: pd.DataFrame, into: pd.Series, reasons: Mapping[str, Reason]) -> None:
    language, known = draft.state.settings.language, draft.frame("merged").index
    merged = rows.loc[into.index]
    cells = zip(*(values(merged[column]) for column in merged.columns), strict=True)
    for lead, row in zip(merged.index, cells, strict=True):
        image = {column: _plain(cell) for column, cell in zip(merged.columns, row, strict=True) if cell is not None}
        archived = {
            "merged_into": into[lead],
            "merged_at": draft.now,
            "why": reasons[lead].text(language),
            "image": json.dumps(image, ensure_ascii=False),
        }
        if lead not in known:
            draft.append(into[lead], "merged", archived, key=lead)
        draft.rest(into[lead], "leads", lead, TAKEN_OVER)


def _plain(cell: Value) -> str | float | None:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _fill_accounts(draft: Draft, found: Match, into: Mapping[str, str], judged: Judged) -> None:
    """Give every lead in play its account; a merged one has that of the lead it merged into.

    What SO called related has one account too.
    """
    after, before = draft.after("leads"), draft.frame("leads")
    live = after[is_in_play(after)]
    named_now = live["company"].notna() & before.loc[live.index, "company"].isna()
    account = find_accounts(live.assign(account_id=live["account_id"].mask(named_now)), found.cards["firm"])
    account = join_accounts(account, judged.related)
    merged = pd.Series(into, dtype="str")
    wanted = pd.concat([account, merged[~merged.index.isin(live.index)].map(account).dropna()])
    stands = before["account_id"].loc[wanted.index]
    changed = wanted[wanted.ne(stands.fillna(""))]
    may = [draft.state.is_machines("leads", lead, "account_id", value(stands[lead])) for lead in changed.index]
    groups = {lead: into.get(lead, lead) for lead in changed.index}
    draft.fill("leads", changed[may].to_frame("account_id"), groups, Reason("dedupe.account"))


def _tell(draft: Draft, found: Match) -> None:
    """Tell of numbers that are no evidence, and of new leads that are existing customers'."""
    for mobile, firms in found.crowded.items():
        draft.find(Finding("dedupe.crowded", params={"mobile": mobile, "count": firms}, level=Level.INFO))
    after, customers = draft.after("leads"), draft.frame("customers")
    if customers.empty:
        return
    matched = find_customer(after[after["status"].isin(_FRESH)], customers).dropna()
    for lead, customer in zip(matched.index, matched, strict=True):
        row = customers.loc[customer]
        params = {"customer": customer, "company": row["company"], "owner": value(row["owner"]) or Reason("core.blank")}
        draft.find(Finding("dedupe.customer", "leads", lead, "company", params, Level.INFO))


def _tell_undone(draft: Draft, judged: Judged, undone: Sequence[Undone]) -> None:
    """Tell of merges that were taken back, and how all of a run come again."""
    count = Counter(one.run for one in undone if one.pair in judged.doubted)
    sheet = TABLES["decisions"].sheet(draft.state.settings.language)
    for run, pairs in count.items():
        params = {"count": pairs, "run": run, "table": sheet}
        draft.find(Finding("dedupe.undone", params=params, level=Level.INFO))
