"""What the people of the team do, each at their time: import, answer, decline, forget, edit, hold, copy, take back."""

import heapq
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from hiveledger.changes import Append, Change, Set, Value
from hiveledger.schema.words import ClaimAnswer, DeskKind, Grade, Reply, Stage, Status, Verdict
from hiveledger.simulation.hands import Hands
from hiveledger.simulation.invariants import Answered
from hiveledger.simulation.shared_book import Copy, Crash
from hiveledger.simulation.team import AMS, Arrival, Habit, arrivals, habits, is_worked, write_export
from hiveledger.simulation.watcher import AT_ONCE, INTAKE, TICK, first_tick

__all__ = ["Life"]

_Act: TypeAlias = Callable[[datetime], None]
_IMPORTS_ON: Final = (0, 3)  # Monday and Thursday
_LATE_SHARE: Final = 0.5  # of those who forget: they answer after the deadline
_OPEN: Final = (Status.CONFIRMED.value, Status.FOLLOWING.value)
_LINES: Final = (
    "{lead} 电话 要报价 答应周五发方案 下周三",
    "{lead} 拜访 需求确认 答应发资料 下周二",
    "{lead} 微信 想看案例 无 3天后",
)
_DECLINES: Final = (Reply.DECLINE_BUSY, Reply.DECLINE_INDUSTRY, Reply.DECLINE_CONTACT)
_JUDGED: Final = (DeskKind.DECLINED, DeskKind.RETURNED, DeskKind.PROPOSAL, DeskKind.DUPLICATE, DeskKind.STAGE)


class Life:
    """The people's agenda; each act is drawn when its time comes, by the seed alone."""

    def __init__(self, hands: Hands, start: date, weeks: int, seed: int, folder: Path) -> None:
        self.imported: list[Arrival] = []
        self.answers: list[Answered] = []
        self._hands, self.counts, self._folder = hands, hands.counts, folder
        self._book, self._watcher = hands.book, hands.watcher
        self._chance = Random(seed)  # noqa: S311 - a sample, not a secret
        self._habits: dict[str, Habit] = habits(self._chance)
        self._waiting = arrivals(start, weeks, self._chance)
        self._agenda: list[tuple[datetime, int, _Act]] = []
        self._number = self._touches = self._claims = 0
        self._answered: set[tuple[str, Value]] = set()
        for day in (start + timedelta(days=n) for n in range(7 * weeks)):
            if is_worked(day):
                self._plan_day(day, start)

    @property
    def next_at(self) -> datetime | None:
        """When somebody does something next."""
        return self._agenda[0][0] if self._agenda else None

    def act(self) -> None:
        """Let the next one do what they do."""
        at, _, deed = heapq.heappop(self._agenda)
        deed(at)

    def _at(self, at: datetime, deed: _Act) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (at, self._number, deed))

    def _plan_day(self, day: date, start: date) -> None:
        chance, number = self._chance, (day - start).days
        if day.weekday() in _IMPORTS_ON:
            self._at(self._moment(day, 9, 10), self._import)
        if day.weekday() == _IMPORTS_ON[0]:
            self._at(self._moment(day, 14, 15), self._leave)
        self._at(self._moment(day, 16, 17), self._judge)
        for deed, share in (
            (self._touch, 0.7),
            (self._touch, 0.7),
            (self._edit, 0.5),
            (self._hold, 0.35),
            (self._take_copy, 0.2),
            (self._crash, 0.12),
            (self._undo, 0.06),
            (self._close_deal, 0.25),
        ):
            if chance.random() < share:
                self._at(self._moment(day, 9, 18), deed)
        if number == 7 * 5:
            self._at(self._moment(day, 11, 12), self._quit)

    def _moment(self, day: date, since: int, until: int) -> datetime:
        return datetime.combine(day, time(self._chance.randrange(since, until))) + timedelta(
            seconds=self._chance.randrange(3600)
        )

    def _pick(self, keys: Iterable[str]) -> str:
        known = sorted(keys)
        return self._chance.choice(known) if known else ""

    # SO

    def _import(self, at: datetime) -> None:
        """Bring in what came since the last time, and have it cleaned, graded and given out."""
        rows = [one for one in self._waiting if one.at <= at]
        files = []
        for channel in sorted({one.channel for one in rows}):
            mine = [one for one in rows if one.channel == channel]
            files.append(str(write_export(self._folder / f"{channel}{at:%m%d}.csv", mine)))
        if files and not self._hands.command("import", at.replace(second=0, microsecond=0), files=tuple(files)):
            self._at(at + timedelta(minutes=7), self._import)
            return
        self.imported += rows
        self._waiting = [one for one in self._waiting if one.at > at]
        self._watcher.want(INTAKE)
        self._at(first_tick(at) + 3 * TICK, self._accept)

    def _accept(self, at: datetime) -> None:
        """Say yes to what the desk proposes for cells, and have the rest given out."""
        desk = self._book.copy().tables["desk"]
        rows = desk.index[desk["closed_at"].isna() & desk["kind"].eq(DeskKind.PROPOSAL.value)]
        edits = [edit for key in rows for edit in self._hands.typed("desk", key, "verdict", Verdict.ACCEPT.value)]
        self._hands.save(edits, at, *(INTAKE if edits else ()))

    def _judge(self, at: datetime) -> None:
        """Work through the desk: accept or turn down, and leave some for tomorrow."""
        desk = self._book.copy().tables["desk"]
        kinds = [kind.value for kind in _JUDGED]
        rows = desk[desk["closed_at"].isna() & desk["verdict"].isna() & desk["kind"].isin(kinds)]
        edits: list[Change] = []
        for key, kind in rows["kind"].items():
            if self._chance.random() < 0.7:  # noqa: PLR2004 - the rest is for tomorrow
                words = (Verdict.ACCEPT, Verdict.ACCEPT, Verdict.REJECT)
                if kind == DeskKind.DUPLICATE:
                    words = (Verdict.MERGE, Verdict.DIFFERENT, Verdict.MERGE)
                edits += self._hands.typed("desk", str(key), "verdict", self._chance.choice(words).value)
        self._hands.save(edits, at, *AT_ONCE, "follow-up", "distribute")

    def _undo(self, at: datetime) -> None:
        runs = [run for run in self._book.runs() if not run.is_observed]
        run = next((run for run in reversed(runs[-4:]) if run.verb in {"distribute", "grade", "complete"}), None)
        if run and self._hands.command("undo", at.replace(second=0, microsecond=0), run=run.run_id):
            self.counts["undone"] += 1
            self._watcher.want(INTAKE)

    def _leave(self, at: datetime) -> None:
        if self._chance.random() < 0.3:  # noqa: PLR2004 - somebody, every third week
            am, first = self._chance.choice(AMS), at.replace(hour=0, minute=0, second=0, microsecond=0)
            since = first + timedelta(days=self._chance.randrange(4))
            until = since + timedelta(days=self._chance.randrange(3))
            edits = [
                *self._hands.typed("people", am, "leave_from", since),
                *self._hands.typed("people", am, "leave_to", until),
            ]
            self.counts["leaves"] += self._hands.save(edits, at, *AT_ONCE)

    def _quit(self, at: datetime) -> None:
        day = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
        self._hands.save(self._hands.typed("people", AMS[-1], "left_at", day), at, *AT_ONCE)

    # AMs

    def expect_answers(self, now: datetime) -> None:
        """Let each AM who was given leads answer them when they get to it, or not."""
        leads = self._hands.leads()
        waiting = leads[leads["status"].eq(Status.ASSIGNED.value) & leads["reply"].isna()]
        given: dict[str, dict[str, str]] = {}
        late: dict[str, dict[str, str]] = {}
        for lead, owner, since in waiting[["owner", "assigned_at"]].itertuples():
            if (lead, since) not in self._answered and owner in self._habits:
                self._answered.add((lead, since))
                habit, draw = self._habits[owner], self._chance.random()
                word = Reply.ACCEPT if self._chance.random() >= habit.declines else self._chance.choice(_DECLINES)
                if draw >= habit.forgets:
                    given.setdefault(owner, {})[lead] = word.value
                elif draw < habit.forgets * _LATE_SHARE:
                    late.setdefault(owner, {})[lead] = Reply.ACCEPT.value
        for words, slow in ((given, 1.0), (late, 4.0)):
            for owner in sorted(words):
                minutes = self._habits[owner].minutes * slow * self._chance.uniform(0.4, 1.6)
                deed = partial(self._answer, owner=owner, said=words[owner])
                self._at(now + timedelta(seconds=round(60 * minutes)), deed)
        self._see_pool(now)

    def _see_pool(self, now: datetime) -> None:
        """Let those who like a lead of the pool claim it within some minutes, whatever time they type."""
        pool = self._book.copy().tables["pool"]
        for lead, window in pool.loc[pool["left_at"].isna() & pool["opens_at"].notna(), ["window"]].itertuples():
            if (lead, window) not in self._answered:
                self._answered.add((lead, window))
                for am in AMS:
                    if self._chance.random() < 0.4:  # noqa: PLR2004 - who looks and likes it
                        minutes = timedelta(seconds=self._chance.randrange(60, 1200))
                        self._at(now + minutes, partial(self._claim, lead=lead, am=am))

    def _claim(self, at: datetime, lead: str, am: str) -> None:
        self._claims += 1
        row: dict[str, Value] = {"lead_id": lead, "staff_no": am, "answer": ClaimAnswer.CLAIM.value}
        if self._chance.random() < self._habits[am].sloppy:
            row["claimed_at"] = at - timedelta(hours=self._chance.choice((1, -24)))
        if self._hands.save([Append("claims", f"Q{self._claims:06d}", row)], at, "claim"):
            self.counts["claims"] += 1
        else:
            self._claims -= 1

    def _answer(self, at: datetime, owner: str, said: dict[str, str]) -> None:
        if self._book.holder:  # they have to wait like everybody
            self._at(at + timedelta(minutes=4), partial(self._answer, owner=owner, said=said))
            return
        leads, edits = self._hands.leads(), list[Change]()
        for lead, word in said.items():
            if (
                lead in leads.index
                and leads.loc[lead, "status"] == Status.ASSIGNED
                and leads.loc[lead, "owner"] == owner
            ):
                edits += self._hands.typed("leads", lead, "reply", word)
                if self._chance.random() < self._habits[owner].sloppy:
                    edits += self._hands.noted(lead, f"已于{at - timedelta(hours=3):%H:%M}接单")
        if self._hands.save(edits, at, "confirm"):
            self.answers += [
                Answered(edit.key, owner, str(edit.after), at)
                for edit in edits
                if isinstance(edit, Set) and edit.column == "reply"
            ]

    def _touch(self, at: datetime) -> None:
        """Write down contacts, in one line each; some with a time of contact that is not true."""
        leads = self._hands.leads()
        mine = leads[leads["status"].isin(_OPEN)]
        edits: list[Change] = []
        for _ in range(4):
            lead = self._pick(mine.index)
            if lead:
                self._touches += 1
                owner = str(mine.loc[lead, "owner"])
                row: dict[str, Value] = {"lead_id": lead, "staff_no": owner, "line": self._chance.choice(_LINES)}
                row["line"] = str(row["line"]).format(lead=lead)
                if self._chance.random() < self._habits[owner].sloppy:
                    row["touched_at"] = at + timedelta(days=self._chance.choice((-40, 3)))
                edits.append(Append("touches", f"T{self._touches:06d}", row))
        if not self._hands.save(edits, at, "follow-up"):
            self._touches -= len(edits)
        else:
            self.counts["touches"] += len(edits)

    def _edit(self, at: datetime) -> None:
        """Type into cells, as people do: a note, a grade, a stage, or nothing where something stood."""
        lead = self._pick(self._hands.leads().index)
        column, word = self._chance.choice(
            (
                ("note", f"{at:%m-%d} 示例备注"),
                ("need", None),
                ("grade", Grade.B.value),
                ("stage", Stage.NEED.value),
                ("region", "上海市"),
            )
        )
        edits = (
            self._hands.noted(lead, str(word)) if column == "note" else self._hands.typed("leads", lead, column, word)
        )
        self.counts["edits"] += self._hands.save(edits, at, "follow-up")

    def _close_deal(self, at: datetime) -> None:
        leads = self._hands.leads()
        lead = self._pick(leads.index[leads["status"].eq(Status.FOLLOWING.value)])
        word = self._chance.choice((Status.WON, Status.LOST)).value
        self.counts[word] += self._hands.save(self._hands.typed("leads", lead, "status", word), at, "follow-up")

    # what happens to files

    def _hold(self, at: datetime) -> None:
        if not self._book.holder:
            self._book.holder = self._chance.choice(AMS)
            self.counts["holds"] += 1
            copy = self._book.copy()
            self._at(at + timedelta(minutes=self._chance.randrange(3, 180)), partial(self._close, copy=copy))

    def _close(self, at: datetime, copy: Copy) -> None:
        """Close the book, after a note or without one."""
        self._book.holder = ""
        self._watcher.due = first_tick(at)
        if self._chance.random() < 0.5:  # noqa: PLR2004 - every other one
            lead = self._pick(copy.tables["leads"].index)
            self._hands.save(self._hands.typed("leads", lead, "region", "江苏省", copy), at, copy=copy)

    def _take_copy(self, at: datetime) -> None:
        """Work on a copy that nobody sees, such as one that a service synchronises, and save it over the book later."""
        copy = self._book.copy()
        self._at(at + timedelta(minutes=self._chance.randrange(5, 120)), partial(self._save_copy, copy=copy))

    def _save_copy(self, at: datetime, copy: Copy) -> None:
        lead = self._pick(copy.tables["leads"].index)
        edits = self._hands.typed("leads", lead, "address", f"示例路{self._chance.randrange(1, 99)}号", copy)
        self.counts["stale copies"] += self._hands.save(edits, at, *AT_ONCE, "follow-up", copy=copy)

    def _crash(self, _: datetime) -> None:
        self._book.crash = self._chance.choice(tuple(Crash))
