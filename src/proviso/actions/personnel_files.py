"""A file of people, held against the directory: what each line would change, and which lines need somebody first.

Pure: it reads values and writes nothing. `actions/importing.py` writes what was confirmed (139-07 fn3).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from proviso.errors import UsageError
from proviso.model import Person, PersonnelType, Role

from .chains import circles, depths
from .handles import free_handle, in_order
from .plans import ADD, CHANGE, LEAVE, RETURN, Plan, Problem, Step, count, listed
from .tables import LONGEST_CELL, AmbiguousDateError, Row, Table, is_formula, read_day, read_table, serial_note

COLUMNS: dict[str, Sequence[str]] = {
    "name": ("full name", "display name", "employee name"),
    "first name": ("given name", "firstname"),
    "last name": ("surname", "family name", "lastname"),
    "email": ("e-mail", "email address", "e-mail address", "work email", "mail", "address", "upn"),
    "title": ("job title", "position"),
    "component": ("department", "office", "organization", "bureau", "division"),
    "type": ("personnel type", "employee type", "works here as", "person type", "worker type"),
    "supervisor": ("manager", "supervisor email", "manager email", "reports to", "supervisor address"),
    "starts": ("start date", "hire date", "entry on duty", "eod"),
    "ends": ("end date", "last day", "termination date", "contract end"),
    "status": ("state", "active", "employment status"),
}
REQUIRED = (("name", "last name"), ("email",), ("component",))
KINDS = {
    **dict.fromkeys(("employee", "federal", "civilian", "fte", "staff"), PersonnelType.EMPLOYEE),
    **dict.fromkeys(("contractor", "contract", "ctr", "vendor"), PersonnelType.CONTRACTOR),
    **dict.fromkeys(("detailee", "detail"), PersonnelType.DETAILEE),
    **dict.fromkeys(("other", "intern", "volunteer"), PersonnelType.OTHER),
}
HERE = frozenset({"", "active", "yes", "true", "1", "employed", "current", "here"})
GONE = frozenset({"left", "inactive", "no", "false", "0", "terminated", "separated", "retired", "leaver"})
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


@dataclass(slots=True)
class _Wish:
    """One line on its way to a person."""

    row: Row
    email: str
    name: str
    component: str = ""
    supervisor: str = ""
    """As it was written."""
    values: dict[str, object] = field(default_factory=dict)
    is_here: bool = True
    before: Person | None = None
    id: str = ""


def plan(
    content: bytes,
    people: Sequence[Person],
    components: Mapping[str, str],
    *,
    departments: Mapping[str, str] | None = None,
    month_first: bool | None = None,
    actor: str = "",
) -> Plan:
    """What this file would change. `departments` are words of other systems for our components."""
    table = read_table(content, COLUMNS, REQUIRED)
    return _Planner(table, people, components, departments or {}, month_first, actor).plan()


class _Planner:
    """Holds a file against the directory, one question after the other."""

    def __init__(
        self,
        table: Table,
        people: Sequence[Person],
        components: Mapping[str, str],
        departments: Mapping[str, str],
        month_first: bool | None,
        actor: str,
    ) -> None:
        self.table, self.month_first, self.actor = table, month_first, actor
        self.components = components
        self.by_word = {
            **{word.casefold(): component for word, component in departments.items() if component},
            **{name.casefold(): component for component, name in components.items()},
            **{component.casefold(): component for component in components},
        }
        self.by_id = {person.id: person for person in people}
        self.by_email = {person.email.casefold(): person for person in people}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for person in people:
            self.by_name[person.name.casefold()].append(person.id)
        self.problems: dict[int, list[str]] = defaultdict(list)
        self.notes = list(table.notes)
        self.asks_dates = False

    def plan(self) -> Plan:
        """Line by line first, then what the lines say about one another."""
        wishes = [self._wish(row) for row in self.table.rows]
        wishes = self._once(wishes)
        self._name(wishes)
        above = self._supervise(wishes)
        self._circles(wishes, above)
        self._after_one_another(wishes, above)
        good = [wish for wish in wishes if wish.row.number not in self.problems]
        steps = self._steps(good, above)
        self._say(steps, above)
        return Plan(
            lines=len(self.table.rows),
            steps=tuple(steps),
            problems=tuple(Problem(line=line, what=" ".join(said)) for line, said in sorted(self.problems.items())),
            notes=tuple(self.notes),
            same=len(good) - len({step.line for step in steps}),
            asks_dates=self.asks_dates,
        )

    def _wrong(self, row: Row, what: str) -> None:
        if what not in self.problems[row.number]:
            self.problems[row.number].append(what)

    def _wish(self, row: Row) -> _Wish:
        if row.fault:
            self._wrong(row, row.fault)
        for column, cell in row.cells.items():
            if is_formula(cell):
                self._wrong(row, f"The cell “{column}” holds a formula. Paste its value instead.")
            elif len(cell) > LONGEST_CELL:
                self._wrong(row, f"The cell “{column}” is longer than {LONGEST_CELL} characters. Shorten it.")
        name = row.get("name") or " ".join(filter(None, (row.get("first name"), row.get("last name"))))
        wish = _Wish(row=row, email=row.get("email"), name=in_order(name), supervisor=row.get("supervisor"))
        if not wish.name:
            self._wrong(row, "The name is missing. Fill it in.")
        if not _ADDRESS.fullmatch(wish.email):
            said = f"“{wish.email}” is no e-mail address." if wish.email else "The e-mail address is missing."
            self._wrong(row, f"{said} It tells people apart: fill it in.")
        wish.component = self._component(row)
        self._values(wish)
        return wish

    def _component(self, row: Row) -> str:
        word = row.get("component")
        found = self.by_word.get(word.casefold(), "")
        if not word:
            self._wrong(row, "The component is missing. It says which local rules hold.")
        elif not found:
            names = ", ".join(sorted(self.components)) or "none yet"
            self._wrong(row, f"There is no component “{word}”. The components are: {names}.")
        return found

    def _values(self, wish: _Wish) -> None:
        """What else the line says; a column that is not in the file says nothing."""
        row = wish.row
        if "title" in self.table.columns:
            wish.values["title"] = row.get("title")
        if "type" in self.table.columns:
            kind = KINDS.get(row.get("type").casefold())
            if kind is None:
                said = f"“{row.get('type')}” is no type" if row.get("type") else "The type is missing"
                self._wrong(row, f"{said}. Write employee, contractor, detailee or other.")
            else:
                wish.values["personnel_type"] = kind
        for column, name in (("starts", "engagement_starts"), ("ends", "engagement_ends")):
            if row.get(column):
                self._date(wish, column, name)
        starts, ends = wish.values.get("engagement_starts"), wish.values.get("engagement_ends")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self._wrong(row, "The last day comes before the first one. Correct one of them.")
        status = row.get("status").casefold()
        if status not in HERE | GONE:
            self._wrong(row, f"“{row.get('status')}” is no status. Write active or left.")
        wish.is_here = status not in GONE

    def _date(self, wish: _Wish, column: str, name: str) -> None:
        try:
            wish.values[name] = read_day(wish.row.get(column), self.month_first)
        except AmbiguousDateError as fault:
            self.asks_dates = True
            self._wrong(wish.row, f"{fault.message} {fault.hint}")
        except UsageError as fault:
            self._wrong(wish.row, f"{fault.message} {fault.hint}")

    def _once(self, wishes: Iterable[_Wish]) -> list[_Wish]:
        """One line a person. The same line twice counts once; two that differ need somebody."""
        groups: dict[str, list[_Wish]] = defaultdict(list)
        for wish in wishes:
            groups[wish.email.casefold() or f"line {wish.row.number}"].append(wish)
        kept, doubled = [], 0
        for group in groups.values():
            first = group[0]
            kept.append(first)
            if len(group) == 1:
                continue
            if all(wish.row.cells == first.row.cells for wish in group):
                doubled += len(group) - 1
                continue
            numbers = listed(str(wish.row.number) for wish in group)
            homes = sorted({wish.row.get("component") for wish in group})
            what = (
                f"Lines {numbers} put {first.email} into {len(homes)} components: {listed(homes)}. Keep one line."
                if len(homes) > 1
                else f"Lines {numbers} are about {first.email} and differ. Keep one line."
            )
            for wish in group:
                self._wrong(wish.row, what)
            kept.extend(group[1:])
        if doubled:
            self.notes.append(f"{count(doubled, 'line stands', 'lines stand')} in the file twice and count once.")
        return kept

    def _name(self, wishes: Sequence[_Wish]) -> None:
        """Who each line is about; a new person gets a handle that nobody has."""
        taken = set(self.by_id)
        for wish in wishes:
            wish.before = self.by_email.get(wish.email.casefold())
            if wish.before is not None:
                wish.id = wish.before.id
                if wish.id == self.actor and not wish.is_here:
                    self._wrong(wish.row, "This line ends your own access. Somebody else does that.")
                continue
            wish.id = free_handle(wish.email, wish.name, taken)
            taken.add(wish.id)
            if not wish.id:
                self._wrong(
                    wish.row, "No handle can be made of this name or address. Use letters a to z in the address."
                )

    def _supervise(self, wishes: Sequence[_Wish]) -> dict[str, str | None]:
        """Who is above whom afterwards, by handle."""
        in_file = {wish.email.casefold(): wish.id for wish in wishes}
        names = {name: list(ids) for name, ids in self.by_name.items()}
        for wish in wishes:
            if wish.before is None:
                names.setdefault(wish.name.casefold(), []).append(wish.id)
        above = {person.id: person.supervisor_id for person in self.by_id.values()}
        for wish in wishes:
            above.setdefault(wish.id, None)
            if wish.supervisor:
                found = self._found(wish, in_file, names)
                if found:
                    above[wish.id] = found
        return above

    def _found(self, wish: _Wish, in_file: Mapping[str, str], names: Mapping[str, list[str]]) -> str:
        said = wish.supervisor.casefold()
        known = self.by_email.get(said)
        candidates = (
            [in_file[said]]
            if said in in_file
            else [known.id]
            if known
            else [said]
            if said in self.by_id
            else list(dict.fromkeys(names.get(in_order(wish.supervisor).casefold(), ())))
        )
        if not candidates:
            self._wrong(wish.row, f"Nobody is called “{wish.supervisor}”. Write the supervisor’s e-mail address.")
        elif len(candidates) > 1:
            self._wrong(wish.row, f"{len(candidates)} people are called “{wish.supervisor}”. Write the e-mail address.")
        elif candidates[0] == wish.id:
            self._wrong(wish.row, "This person is their own supervisor. Name somebody else.")
        else:
            return candidates[0]
        return ""

    def _circles(self, wishes: Sequence[_Wish], above: Mapping[str, str | None]) -> None:
        """Supervisors in a circle would approve themselves (139-07.2.c.1)."""
        by_id = {wish.id: wish for wish in wishes}
        for circle in circles(above):
            names = " → ".join(
                by_id[one].name if one in by_id else self.by_id[one].name for one in (*circle, circle[0])
            )
            for one in circle:
                if one in by_id and by_id[one].supervisor:
                    self._wrong(by_id[one].row, f"These supervisors stand in a circle: {names}. Change one of them.")

    def _after_one_another(self, wishes: Sequence[_Wish], above: Mapping[str, str | None]) -> None:
        """A new person whose supervisor is new, too, and stands on a line that needs somebody, waits for that line."""
        new = {wish.id: wish for wish in wishes if wish.before is None}
        children: dict[str, list[_Wish]] = defaultdict(list)
        for wish in wishes:
            supervisor = above.get(wish.id)
            if supervisor in new and wish.supervisor:
                children[str(supervisor)].append(wish)
        waiting = [wish.id for wish in new.values() if wish.row.number in self.problems]
        while waiting:
            one = waiting.pop()
            for wish in children[one]:
                if wish.row.number not in self.problems:
                    self._wrong(wish.row, f"Line {new[one].row.number}, the supervisor’s, needs you first.")
                    waiting.append(wish.id)

    def _steps(self, good: Sequence[_Wish], above: Mapping[str, str | None]) -> list[Step]:
        """From the top down, so that no step meets a circle that the whole file does not have."""
        bosses = {above[wish.id] for wish in good if wish.supervisor}
        steps = [step for wish in good if (step := self._step(wish, above, wish.id in bosses)) is not None]
        stepped = {step.person.id for step in steps}
        named = {above[wish.id]: wish.row.number for wish in good if wish.supervisor}
        for boss, line in named.items():
            person = self.by_id.get(str(boss))
            if person is not None and boss not in stepped and Role.SUPERVISOR not in person.roles:
                after = replace(person, roles=person.roles | {Role.SUPERVISOR})
                steps.append(Step(line=line, kind=CHANGE, person=after, fields=("roles",)))
        depth = depths(above)
        return sorted(steps, key=lambda step: (depth(step.person.id), step.line))

    def _step(self, wish: _Wish, above: Mapping[str, str | None], is_boss: bool) -> Step | None:
        values = {**wish.values, "name": wish.name, "component": wish.component, "supervisor_id": above[wish.id]}
        if wish.before is None:
            if not wish.is_here:
                return None
            roles = frozenset({Role.PERSONNEL, *([Role.SUPERVISOR] if is_boss else [])})
            kind = values.pop("personnel_type", PersonnelType.EMPLOYEE)
            person = Person(id=wish.id, email=wish.email, roles=roles, personnel_type=kind, **values)  # type: ignore[arg-type]  # each was read to its field's type
            return Step(line=wish.row.number, kind=ADD, person=person)
        return self._against(wish, wish.before, values, is_boss)

    def _against(self, wish: _Wish, before: Person, values: dict[str, object], is_boss: bool) -> Step | None:
        """The step of somebody who is here already."""
        if is_boss and Role.SUPERVISOR not in before.roles:
            values["roles"] = before.roles | {Role.SUPERVISOR}
        fields = tuple(sorted(name for name, value in values.items() if getattr(before, name) != value))
        after = replace(before, is_active=wish.is_here, **values)  # type: ignore[arg-type]  # as above
        if not wish.is_here:
            return Step(line=wish.row.number, kind=LEAVE, person=after, fields=fields) if before.is_active else None
        if not before.is_active:
            return Step(line=wish.row.number, kind=RETURN, person=after, fields=fields)
        if fields and before.id == self.actor:
            self._wrong(wish.row, "This line changes your own entry. Somebody else does that.")
            return None
        return Step(line=wish.row.number, kind=CHANGE, person=after, fields=fields) if fields else None

    def _say(self, steps: Sequence[Step], above: Mapping[str, str | None]) -> None:
        """What somebody should know before it is written."""
        if "type" not in self.table.columns and any(step.kind == ADD for step in steps):
            self.notes.append("The file has no column “type”: new people come in as employees.")
        self.notes += serial_note(row.get(column) for row in self.table.rows for column in ("starts", "ends"))
        if self.table.ignored:
            self.notes.append(f"Nothing is read from: {listed(self.table.ignored)}.")
        bosses = sum(step.kind != ADD and "roles" in step.fields for step in steps)
        if bosses:
            self.notes.append(
                f"{count(bosses, 'person becomes', 'people become')} a supervisor: others report to them."
            )
        alone = sum(step.kind == ADD and not step.person.supervisor_id for step in steps)
        if alone:
            self.notes.append(
                f"{count(alone, 'new person has', 'new people have')} no supervisor: nobody can approve them."
            )
        self._leavers(steps, above)

    def _leavers(self, steps: Sequence[Step], above: Mapping[str, str | None]) -> None:
        """Who leaves and was the only one to approve somebody is named, and leaves all the same."""
        gone = {step.person.id for step in steps if step.kind == LEAVE}
        gone_before = {person.id for person in self.by_id.values() if not person.is_active}
        orphans = Counter(
            supervisor
            for person, supervisor in above.items()
            if supervisor in gone and person not in gone | gone_before
        )
        for boss, number in orphans.most_common(20):
            name = self.by_id[str(boss)].name
            self.notes.append(
                f"{name} leaves and approves {count(number, 'person', 'people')}. Name another supervisor for them."
            )
