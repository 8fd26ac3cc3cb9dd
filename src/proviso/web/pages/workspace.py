"""The workspace: can I use this now, and what comes out? One box, one button, and the screen of a denial (139-07.2).

A POST answers with the page itself: a text is never in an address, in a log, or kept for the next request. The one
thing that is kept, in the session's memory, is a conversation that was allowed (docs/adr: where a conversation lives).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from proviso.actions import tools as change_tools
from proviso.actions import uses as change_uses
from proviso.errors import NotFoundError, UsageError
from proviso.model import FindingClass
from proviso.reports.official import draft

from .. import words as w
from ..access import may_object
from ..asking import Asked, ask_now, check_only, doors_of, fetch_answer, is_emergency, security_phone, take_out
from ..denial import title_line, view_denial
from ..desk import Desk, at_desk
from ..examples import box_of, link_to
from ..files import KINDS, Files, accepted, begin_files, finish_files
from ..intake import Typed, problems, read_form, readable
from ..kinds import kind_title, kind_words
from ..live import Live, require_room
from ..outcomes import LOST, Notice, Outcome, WorkspacePage
from ..session import is_part, session, visit
from ..setup import last_choice, purposes_of, samples_of, this_use, tools_of
from ..talk import add_turn, answer_text, end_talk, find_turn, is_lost, may_show, note_begun, show_kind, turns_of
from ..turns import TurnView, sent_line, view_turn
from ..waiting import Awaited
from .errors import answer as answer_fault
from .objections import open_objection

SENT = ("send", "own_draft", "not_published", "tool")
CHECKED = ("check", "remove")
"""The verbs that decide without sending or recording."""
IN_THE_BOX = "Your text is still in the box, and nothing was sent. Write your question anew, then press Check and send."
EMPTIED = "The box is empty – Workspace"
READING = "proviso-reading"
"""Header that says how many pictures of a file are being read, before the page with their words is there."""
SENDING = "proviso-sending"
"""Header that says, before the answer is there, that the use was allowed and which tool has the text."""
DECISION = "proviso-decision"
"""Header that says of which decision: by it, our script asks for the answer as it is written."""


def show_workspace(request: Request) -> Response:
    """The empty workspace; tool and purpose come from the address (`?tool=`), else from the last use. A stop of the
    tour brings its sample text (`?sample=`)."""
    desk = at_desk(request)
    sample = desk.asked("sample")
    if any(s.id == sample for s in samples_of(desk)):
        return _page(desk, _sample(desk, Typed(), sample, ()))
    if desk.asked("good"):
        borrowed = box_of(desk, desk.asked("good"))
        return _page(desk, replace(borrowed, typed=_with_choice(desk, borrowed.typed)))
    typed = Typed(tool_id=desk.asked("tool"), purpose=desk.asked("purpose"))
    notice = LOST if is_lost(session(request)) else None
    return _page(desk, Outcome(typed=_with_choice(desk, typed), notice=notice))


def post_workspace(request: Request) -> Response:
    """One press of a button: each of them carries the whole form."""
    desk = at_desk(request)
    typed = read_form(desk.form)
    verb, _, rest = (desk.form.line("do") or "send").partition(":")
    if verb == "draft":
        return _draft(desk, rest)
    if verb == "object":
        return _object(desk, typed)
    if verb not in _STEPS and verb not in (*SENT, *CHECKED):
        raise UsageError("This button does nothing here, so nothing was sent.", hint="Go back to the workspace.")
    files = begin_files(desk)
    if files.pictures and verb == "read" and is_part(desk.request):
        headers = {READING: str(files.pictures)}
        return StreamingResponse(_when_read(desk, files, typed), media_type="text/html", headers=headers)
    typed, said, errors = finish_files(files, typed)
    if errors:
        return _page(desk, _to_fix(typed, errors))
    if verb in _STEPS:
        return _page(desk, _STEPS[verb](desk, typed, rest, said))
    return _decide(desk, typed, verb, rest, said)


def _when_read(desk: Desk, files: Files, typed: Typed) -> Iterator[bytes]:
    """The page after "Add the file", when pictures take their seconds: the headers go first, and say how many."""
    try:
        typed, said, errors = finish_files(files, typed)
        outcome = _to_fix(typed, errors) if errors else _read(desk, typed, "", said)
        yield bytes(_page(desk, outcome).body)
    except Exception as fault:  # the headers are out, so the words of the fault are the page (see `Faults`)
        yield bytes(answer_fault(desk.request, fault).body)


def _decide(desk: Desk, typed: Typed, verb: str, rest: str, said: tuple[str, ...]) -> Response:
    """The verbs that end in a decision."""
    if verb == "tool":
        typed = replace(typed, tool_id=rest)
    if verb == "own_draft":
        typed = replace(typed, is_own_draft=True)
    if verb == "not_published":
        typed = replace(typed, is_not_published=True, source="")
    errors = _problems(desk, typed)
    if errors:
        return _page(desk, _to_fix(typed, errors))
    if verb == "remove":
        typed = take_out(desk, typed)
    if verb in SENT:
        require_room(session(desk.request))
    asked = check_only(desk, typed) if verb in CHECKED else ask_now(desk, typed)
    if not asked.decision.allowed:
        return _page(desk, _denied(desk, typed, asked))
    if asked.permit is None:
        return _page(desk, _checked(typed, verb, said))
    return _send(desk, typed, asked)


def _send(desk: Desk, typed: Typed, asked: Asked) -> Response:
    """The page with the answer. To htmx the headers go first, so that the status line says what is so while the tool
    writes, and our script can ask for the answer as it is written (`answers.py`)."""
    here, name = session(desk.request), asked.permit.tool.name if asked.permit else ""
    is_watched = is_part(desk.request)
    title = sent_line(name, desk.now, desk.words, len(turns_of(here)) + 1)
    live = Live(decision_id=asked.decision.id, title=title, is_watched=is_watched)

    def page(came: Asked) -> Response:
        return _page(desk, _answered(desk, typed, came, keeps_focus=is_watched))

    return Awaited(
        here,
        live,
        partial(fetch_answer, desk, asked, live),
        page,
        broke=partial(answer_fault, desk.request),
        headers={SENDING: quote(name), DECISION: live.decision_id} if is_watched else None,
    )


def _to_fix(typed: Typed, errors: Mapping[str, str]) -> Outcome:
    chooses = "tool" in errors or "purpose" in errors
    return Outcome(typed=replace(typed, text=readable(typed.text)), errors=errors, chooses=chooses)


def _problems(desk: Desk, typed: Typed) -> dict[str, str]:
    return dict(
        problems(
            typed,
            tools=[t.id for t in tools_of(desk)],
            purposes=[p.id for p in purposes_of(desk)],
            max_chars=desk.agency.settings.max_text_chars,
        )
    )


def _denied(desk: Desk, typed: Typed, asked: Asked) -> Outcome:
    """INVARIANT: the text goes back only in this reply, and never when it may be classified."""
    lead = asked.decision.reasons[0]
    is_hidden = is_emergency(asked.decision)
    view = view_denial(
        asked.decision,
        title_of=kind_title,
        parts=() if is_hidden else typed.parts,
        remedies=() if is_hidden else doors_of(desk, asked),
        is_recorded=asked.is_recorded,
        incident_id=asked.incident_id,
        phone=security_phone(desk) if is_hidden else "",
        can_object=may_object(desk.agency, asked.decision),
    )
    if view.asks_source:
        view = replace(view, source_hint=_sample_source(desk, typed))
    kept = Typed(tool_id=typed.tool_id, purpose=typed.purpose) if is_hidden else typed
    return Outcome(typed=kept, denial=view, title=f"Not sent: {title_line(lead.headline)} – Workspace")


def _sample_source(desk: Desk, typed: Typed) -> str:
    found = next((s for s in samples_of(desk) if s.suggested_source and s.text.strip() == typed.text.strip()), None)
    return f"This sample was published at {found.suggested_source}." if found else ""


def _checked(typed: Typed, verb: str, said: tuple[str, ...]) -> Outcome:
    first = "We took out what we found. You can send this text now." if verb == "remove" else "You can send this text."
    notice = Notice(
        title="Checked only. Nothing was sent.",
        lines=(first, *said, "We recorded nothing. Look at your text, then press Check and send."),
    )
    return Outcome(
        typed=typed,
        notice=notice,
        title="Checked: you can send this text – Workspace",
    )


def _answered(desk: Desk, typed: Typed, asked: Asked, *, keeps_focus: bool) -> Outcome:
    """Where the page stays open, its focus stays, too, and the status line says what came: one of the two, since a
    screen reader drops the other. A new page begins at its heading."""
    tool = next(t for t in tools_of(desk) if t.id == typed.tool_id)
    if asked.answer is None:
        said = asked.trouble if keeps_focus else ""
        title = f"No answer from {tool.name} – Workspace"
        notice = Notice(title=asked.trouble)
        return Outcome(typed=typed, notice=notice, status=said, title=title, keeps_focus=keeps_focus)
    add_turn(session(desk.request), asked.decision, tool.name, typed.text, asked.answer, desk.now, ended=asked.ended)
    note_begun(visit(desk.request))
    return Outcome(
        typed=typed if asked.keeps_text else Typed(tool_id=typed.tool_id, purpose=typed.purpose),
        new_turn=asked.decision.id,
        status=asked.ended or f"Answer ready, {w.count(asked.answer.words, 'word')}.",
        title=f"{tool.name} {'stopped' if asked.ended else 'answered'} – Workspace",
        keeps_focus=keeps_focus,
    )


def _read(desk: Desk, typed: Typed, _rest: str, said: tuple[str, ...]) -> Outcome:
    """ "Add the file": its text is in the box now."""
    if not said:
        return Outcome(typed=typed, errors={"file": "Choose a file first."})
    lines = (*said, "Its text is in the box now. Nothing was sent.")
    return Outcome(typed=typed, notice=Notice(title="The file is read", lines=lines))


def _change(_desk: Desk, typed: Typed, _rest: str, _said: tuple[str, ...]) -> Outcome:
    return Outcome(typed=typed, chooses=True, focus_choice=True)


def _public_version(desk: Desk, typed: Typed, rest: str, _said: tuple[str, ...]) -> Outcome:
    """A marked document: the box is emptied for the public one (139-07.2.a.3). A case: the rule can be asked about
    instead, with a worked example of both, and the text stays to be written anew (139-07.2.a.1)."""
    rule = next((r for r in desk.pack.rules if r.id == rest and FindingClass.RECORD in r.finds), None)
    if rule is not None:
        clause = desk.pack.clause(rule.clause)
        notice = Notice(
            title="Ask about the rule, not the case",
            lines=(f"This can go in: “{clause.example_in}”", f"This stays out: “{clause.example_out}”", IN_THE_BOX),
        )
        return Outcome(typed=typed, notice=notice, title="Ask about the rule – Workspace")
    notice = Notice(
        title="The box is empty now",
        lines=("Paste the public version here, and say where it was published. The marked one was not sent.",),
    )
    return Outcome(typed=Typed(tool_id=typed.tool_id, purpose=typed.purpose), notice=notice, title=EMPTIED)


def _tell_me(desk: Desk, typed: Typed, _rest: str, _said: tuple[str, ...]) -> Outcome:
    """ "Tell me when it is back" (139-07.1): kept, and said on Home when the tool is open again."""
    tool = desk.write(lambda tx: change_tools.await_tool(tx, typed.tool_id, actor=desk.me.id, at=desk.now))
    lines = (
        f"When {tool.name} opens, Home says so. You can take it back on the tool’s page.",
        "Your text is still in the box, and nothing was sent.",
    )
    return Outcome(typed=typed, notice=Notice(title=f"We will tell you about {tool.name}", lines=lines))


def _take_file_out(_desk: Desk, typed: Typed, _rest: str, _said: tuple[str, ...]) -> Outcome:
    """A file and its text leave the form together: its name may be what marks it (139-07.2.a.3)."""
    notice = Notice(
        title="The file is out", lines=("The box is empty. Paste the text that you need. Nothing was sent.",)
    )
    return Outcome(typed=Typed(tool_id=typed.tool_id, purpose=typed.purpose), notice=notice)


def _end(desk: Desk, typed: Typed, _rest: str, _said: tuple[str, ...]) -> Outcome:
    end_talk(visit(desk.request))
    is_kept = any(held.uses for held in desk.pack.records)
    texts = "and the texts that the rules keep" if is_kept else "not the text"
    notice = Notice(title=f"The conversation is gone. We kept the decisions, {texts}.")
    return Outcome(typed=_with_choice(desk, typed), notice=notice)


def _show(desk: Desk, typed: Typed, rest: str, _said: tuple[str, ...]) -> Outcome:
    """ "Show it": one click, recorded (139-07.2.b)."""
    decision_id, _, kind = rest.partition(":")
    turn = find_turn(session(desk.request), decision_id)
    if turn is None or not may_show(turn, kind):
        raise NotFoundError("This answer is gone: the conversation ended.", hint="Ask again in the workspace.")
    desk.write(lambda tx: change_uses.show_hidden(tx, decision_id, kind, actor=desk.me.id, at=desk.now))
    show_kind(session(desk.request), decision_id, kind)
    return Outcome(typed=_with_choice(desk, typed), new_turn=decision_id, status="Shown. We recorded that you looked.")


def _with_choice(desk: Desk, typed: Typed) -> Typed:
    """What stood in the box, with the tool and the purpose of the last use where the form had none."""
    tool, purpose = last_choice(desk)
    return replace(typed, tool_id=typed.tool_id or tool, purpose=typed.purpose or purpose)


def _sample(desk: Desk, _typed: Typed, rest: str, _said: tuple[str, ...]) -> Outcome:
    """A sample text in the box (demo only). The source belongs to the text, so it comes with it."""
    found = next((s for s in samples_of(desk) if s.id == rest), None)
    if found is None:
        raise NotFoundError("There is no such sample text.", hint="Choose one of the ten in the workspace.")
    typed = Typed(text=found.text, source=found.source, tool_id=found.tool_id, purpose=found.purpose)
    where = (f"It was published at {found.suggested_source}.",) if found.suggested_source else ()
    return Outcome(typed=typed, notice=Notice(title=found.title, lines=(found.says, *where, "Nothing was sent.")))


_STEPS = {
    "read": _read,
    "change": _change,
    "public_version": _public_version,
    "take_file_out": _take_file_out,
    "tell_me": _tell_me,
    "end": _end,
    "show": _show,
    "sample": _sample,
}


def _object(desk: Desk, typed: Typed) -> Response:
    """ "I think this is wrong" after a check only: the denial is recorded now, so that it can be objected to."""
    errors = _problems(desk, typed)
    if errors:
        return _page(desk, _to_fix(typed, errors))
    asked = check_only(desk, typed)
    if asked.decision.allowed:
        # Something changed since the check (a training came in): it can go out now, by the person's own click.
        return _page(desk, _checked(typed, "check", ()))
    recorded = asked if asked.is_recorded else ask_now(desk, typed)
    if recorded.decision.allowed:
        return _send(desk, typed, recorded)
    if not recorded.is_recorded or not may_object(desk.agency, recorded.decision):
        return _page(desk, _denied(desk, typed, recorded))
    return open_objection(desk, recorded.decision, typed)


def _draft(desk: Desk, decision_id: str) -> Response:
    """The answer as a text file that says DRAFT first: it is one until an expert has reviewed it (139-07.4)."""
    turn = find_turn(session(desk.request), decision_id)
    if turn is None:
        raise NotFoundError("This answer is gone: the conversation ended.", hint="Ask again in the workspace.")
    words = answer_text(turn, kind_words) + (f"\n\n{turn.ended}" if turn.ended else "")
    text = draft(words, turn.tool_name, desk.words.date(turn.at), turn.decision_id)
    headers = {"Content-Disposition": f'attachment; filename="draft-{w.code(decision_id)}.txt"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _page(desk: Desk, outcome: Outcome) -> Response:
    typed = outcome.typed
    tools, purposes = tools_of(desk), purposes_of(desk)
    tool = next((t for t in tools if t.id == typed.tool_id), None)
    purpose = next((p for p in purposes if p.id == typed.purpose), None)
    turns = _turns(desk, "" if outcome.keeps_focus else outcome.new_turn)
    is_newest_shown = outcome.denial is None and outcome.notice is None and not outcome.errors
    chooses = outcome.chooses or tool is None or purpose is None
    page = WorkspacePage(
        typed=typed,
        chooses=chooses,
        opens_more=purpose is not None and not purpose.is_common,
        tool_name=tool.name if tool else "",
        takes_files=chooses or tool is None or tool.takes_files,
        purpose_title=purpose.title if purpose else "",
        purposes=purposes,
        tools=tools,
        newest=turns[-1] if turns and is_newest_shown else None,
        earlier=turns[:-1] if is_newest_shown else turns,
        denial=outcome.denial,
        notice=outcome.notice,
        status=outcome.status,
        keeps_focus=outcome.keeps_focus,
        hint="Published information only." if tool is None or not tool.is_internal else "The agency’s own tool.",
        focus_choice=outcome.focus_choice,
        this_use=this_use(desk, tool, typed.purpose),
        good_uses=link_to(desk, typed.purpose),
        samples=samples_of(desk),
        file_kinds=KINDS,
        accepts=accepted(),
        max_file_mib=desk.agency.settings.max_file_mib,
        errors=outcome.errors,
    )
    return desk.page("workspace.html", page, title=outcome.title, status=422 if outcome.errors else 200)


def _turns(desk: Desk, new_turn: str) -> tuple[TurnView, ...]:
    return tuple(
        view_turn(
            turn,
            desk.words,
            number=number,
            pack_title=desk.agency.packs.by_ref(turn.pack).title.partition(":")[0],
            takes_focus=turn.decision_id == new_turn,
            is_kept=desk.agency.packs.by_ref(turn.pack).keeps(turn.purpose) is not None,
        )
        for number, turn in enumerate(turns_of(session(desk.request)), 1)
    )
