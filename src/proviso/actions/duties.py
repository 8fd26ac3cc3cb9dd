"""Who may do what: every act of this layer with the offices that may do it (design, section 6).

The table of docs/reference/roles.md is made of it, and `tests/actions/test_duties.py` does each act as each role: what
stands here is what happens. An act that is missing here fails that test.
"""

from __future__ import annotations

from collections.abc import Iterator

from proviso.model import Role

from . import connections, consulting, evidence, packs, re_reviews, second_approvals, systems, terms, tools, waivers
from .affected_duties import affected_duties, good_use_duties
from .duty import EVERYBODY, Duty
from .expert_duties import expert_duties
from .export_duties import AREA as AUDIT
from .export_duties import export_duties
from .records_duties import records_duties
from .release_duties import release_duties
from .spill_duties import spill_duties

R = Role
CIO = (R.CIO, R.CIO_OFFICE)
TRAINING = (R.TRAINING,)
ADMIN = (R.ADMIN,)
REVIEWERS = (*CIO, R.PRIVACY, R.CIVIL_RIGHTS, R.SECURITY, R.COUNSEL)


def _duties() -> Iterator[Duty]:
    a, yours, asked = "Approval (139-07.2.c.1)", "the person", "who asked"
    answers = (
        "the person’s supervisor, whom they named in their place, or whom they asked; if they left, the next one up"
    )
    yield Duty(
        area=a, says="ask for an approval, remind", acts=("approvals.request_approval", "requests.remind"), also=yours
    )
    yield Duty(
        area=a,
        says="approve, decline, pass a request on",
        acts=("approvals.approve", "approvals.decline", "requests.pass_on"),
        also=answers,
        never="the person",
    )
    yield Duty(
        area=a,
        says="take an approval back",
        acts=("approvals.revoke_approval",),
        roles=CIO,
        also=answers,
        never="the person",
    )
    yield Duty(
        area=a,
        says="undo an answer within ten minutes",
        acts=(
            "undo.undo_approval",
            "undo.undo_decline",
            "undo_answers.undo_pass_on",
            "undo_answers.undo_suggestion_answer",
            "undo_answers.undo_objection_answer",
        ),
        also="who gave it",
    )
    yield Duty(area=a, says="name who approves in their place", acts=("people.delegate",), also="the supervisor")
    yield Duty(
        area=a,
        says="give or take back a second approval",
        acts=("second_approvals.second", "second_approvals.revoke"),
        roles=second_approvals.WHO,
        never="the person; who approved first; another component",
    )

    a = "Training (139-07.2.c.2–4)"
    yield Duty(area=a, says="take the course", acts=("courses.begin", "courses.answer"), also=yours)
    yield Duty(
        area=a,
        says="open the course again, undo it",
        acts=("courses.open_again", "courses.undo_opening"),
        roles=TRAINING,
        never="for themselves",
    )
    yield Duty(
        area=a,
        says="plan a live session, call it off, record who was there",
        acts=("rosters.plan", "rosters.cancel", "rosters.record_attendance", "rosters.undo_attendance"),
        roles=TRAINING,
        never="for themselves",
    )
    yield Duty(
        area=a,
        says="take a seat or give it up",
        acts=("rosters.take_seat", "rosters.give_up_seat"),
        roles=TRAINING,
        also=yours,
    )
    yield Duty(
        area=a,
        says="record a training",
        acts=("people.record_training",),
        roles=(R.TRAINING, R.ADMIN),
        never="for themselves",
    )
    yield Duty(area=a, says="read the learning system", acts=("feeds.read_learning",), roles=(R.TRAINING, R.ADMIN))

    a = "Signature and account (139-07.2.c.5, d, e)"
    yield Duty(
        area=a,
        says="sign the rules, or decline to",
        acts=("signing.sign_rules", "people.sign", "views.decline_to_sign"),
        also=yours,
    )
    yield Duty(area=a, says="attest an account", acts=("people.attest_account",), also=yours)
    yield Duty(area=a, says="say how an account is set up", acts=("guides.set_guide",), roles=CIO)

    a = "People"
    yield Duty(
        area=a,
        says="add a person, change one, open an access again",
        acts=("people.add", "people.change", "people.reactivate"),
        roles=ADMIN,
        never="themselves",
    )
    yield Duty(
        area=a,
        says="close an access, end an engagement",
        acts=("people.deactivate", "people.end_engagement"),
        roles=ADMIN,
        also="the person’s supervisor",
        never="themselves",
    )
    yield Duty(
        area=a,
        says="name components, offices, the address for help",
        acts=("offices.name_component", "offices.name_office", "offices.name_contact"),
        roles=ADMIN,
    )
    yield Duty(
        area=a,
        says="make a link to sign in, take away what somebody signs in with",
        acts=("credentials.make_link", "credentials.remove_all"),
        roles=ADMIN,
        never="themselves",
    )
    yield Duty(area=a, says="end somebody’s sessions", acts=("credentials.end_sessions",), roles=ADMIN, also=yours)
    yield Duty(
        area=a,
        says="set a password, add or remove a passkey",
        acts=(
            "credentials.set_password",
            "credentials.add_passkey",
            "credentials.remove_passkey",
            "credentials.rename_passkey",
        ),
        also=yours,
    )
    yield Duty(area=a, says="make a token of their own, end it", acts=("tokens.make", "tokens.end"), also=yours)
    yield Duty(
        area=a,
        says="make a token for a program that acts for them, end it",
        acts=("access_tokens.make", "access_tokens.end"),
        also=yours,
    )
    yield Duty(
        area=a,
        says="import a file of people or trainings",
        acts=("importing.drop",),
        roles=(R.TRAINING, R.ADMIN),
        never="the training office a file of people",
    )
    yield Duty(
        area=a,
        says="make or end a token of the directory’s feed, say what its words mean",
        acts=("feeds.make_token", "feeds.end_token", "feeds.set_code"),
        roles=ADMIN,
    )

    a = "Tools (139-07.1)"
    yield Duty(area=a, says="suggest a tool", acts=("suggestions.suggest",), roles=EVERYBODY)
    yield Duty(area=a, says="withdraw a suggestion", acts=("suggestions.withdraw",), also=asked)
    yield Duty(
        area=a,
        says="answer a suggestion, start a review",
        acts=("suggestions.decline", "reviews.start", "reviews.start_for"),
        roles=CIO,
    )
    yield Duty(
        area=a,
        says="write, close or open a section of a review",
        acts=("reviews.save_section", "reviews.close_section", "reviews.reopen_section"),
        roles=CIO,
        also="the office that a section belongs to",
    )
    yield Duty(area=a, says="answer a vendor’s term", acts=("reviews.save_term",), roles=(*CIO, R.COUNSEL))
    yield Duty(
        area=a,
        says="write a test down, check it, remind an office",
        acts=("review_tests.add_in", "review_tests.check_test", "review_answers.remind"),
        roles=REVIEWERS,
        never="check their own test; who suggested the tool",
    )
    yield Duty(
        area=a,
        says="answer for an office, sign it, take it back",
        acts=("review_answers.save", "review_answers.sign", "review_answers.take_back"),
        also="that office, or whom its officer named",
        never="who suggested the tool; who signed for another office",
    )
    yield Duty(
        area=a,
        says="name who answers for an office",
        acts=("review_answers.delegate", "review_answers.end_delegation"),
        also="that office",
    )
    yield Duty(
        area=a,
        says="decide on a tool",
        acts=("review_decisions.decide",),
        roles=(R.CIO,),
        never="who suggested or tested it alone; while an office owes its answer",
    )
    yield Duty(
        area=a,
        says="let a person test a tool, end it",
        acts=("trials.grant", "trials.end"),
        roles=CIO,
        never="for themselves",
    )
    yield Duty(
        area=a,
        says="list or change a tool, give a place free",
        acts=("tools.add", "tools.change", "places.free"),
        roles=tools.OFFICES,
    )
    yield Duty(area=a, says="pause a tool", acts=("tools.change",), roles=tools.PAUSERS)
    yield Duty(
        area=a,
        says="take back every approval, move a re-review",
        acts=("tools.revoke_all", "re_reviews.extend"),
        roles=(R.CIO,),
    )
    yield Duty(
        area=a, says="report an incident of a vendor", acts=("re_reviews.report_incident",), roles=re_reviews.REPORTERS
    )
    yield Duty(area=a, says="keep a vendor’s terms", acts=("terms.keep",), roles=terms.KEEPERS)
    yield Duty(area=a, says="ask to be told when a tool is open", acts=("tools.await_tool",), roles=EVERYBODY)
    yield Duty(
        area=a,
        says="connect a tool, set its key, disconnect it",
        acts=("connections.connect", "connections.seal_key", "connections.disconnect"),
        roles=connections.OFFICES,
    )

    a = "Exceptions and local rules (139-07.5.w, 7)"
    yield Duty(
        area=a,
        says="ask for a waiver, confirm or renew it",
        acts=("waivers.save_draft", "waivers.ask", "waivers.confirm", "waivers.draft_to_renew"),
        roles=waivers.ASKERS,
        never="another component’s",
    )
    yield Duty(area=a, says="withdraw a request for a waiver", acts=("waivers.withdraw",), also=asked)
    yield Duty(
        area=a,
        says="grant, refuse or take back a waiver",
        acts=("waivers.grant", "waivers.refuse", "waivers.revoke_waiver"),
        roles=waivers.GRANTERS,
        never="who asked; it never covers who granted it",
    )
    yield Duty(area=a, says="send a note that a waiver is needed", acts=("waivers.wish",), roles=EVERYBODY)
    yield Duty(
        area=a,
        says="write local rules, ask about them, date, withdraw",
        acts=(
            "local_rules.draft",
            "local_rules.change",
            "local_rules.ask",
            "local_rules.withdraw",
            "local_rules.revise",
        ),
        roles=(R.COMPONENT_CIO,),
        never="another component’s",
    )
    yield Duty(
        area=a, says="reply to an office that does not concur", acts=("consulting.reply",), roles=consulting.REPLIERS
    )
    yield Duty(
        area=a,
        says="answer for an office about local rules",
        acts=("consulting.answer", "consulting_drafts.save_draft"),
        also="that office",
        never="who wrote them; who answered for another office",
    )
    yield Duty(
        area=a,
        says="remind an office that owes an answer about local rules",
        acts=("consulting_drafts.remind",),
        roles=consulting.REPLIERS,
        also="who wrote them",
    )
    yield Duty(
        area=a,
        says="propose a pack, confirm it, take it back",
        acts=("packs.propose", "packs.confirm", "packs.withdraw"),
        roles=packs.OFFICES,
        never="confirm what they proposed; one of the two is the CIO",
    )
    yield Duty(area=a, says="end the rules in force", acts=("packs.end",), roles=(R.CIO,))

    a = "Systems (139-07.3)"
    yield Duty(
        area=a,
        says="register or change a system",
        acts=("systems.register", "systems.change"),
        roles=systems.OFFICES,
        never="one that they answer for",
    )
    yield Duty(
        area=a,
        says="make a new key, set an earlier end",
        acts=("systems.rotate_key", "systems.expire"),
        roles=systems.OFFICES,
        also="its owner",
    )
    yield Duty(
        area=a,
        says="take a system off the register",
        acts=("systems.revoke",),
        roles=systems.REVOKERS,
        also="its owner",
    )

    a = "Objections (139-07 fn6)"
    yield Duty(area=a, says="object to a decision", acts=("objections.send_in",), also="who asked for the use")
    yield Duty(
        area=a,
        says="answer an objection",
        acts=("objections.answer",),
        also="the office that the rule names",
        never="the person",
    )
    yield from expert_duties()
    yield from spill_duties()
    yield from affected_duties()
    yield from good_use_duties()
    yield from records_duties()
    yield from release_duties()
    yield from export_duties()
    yield Duty(
        area=AUDIT,
        says="ask for evidence, download it",
        acts=("evidence.ask", "evidence.take"),
        roles=(*evidence.ALL, *evidence.OFFICES),
        also="the person about themselves; a component’s CIO or head about their component",
    )
    a = "Mail and webhooks"
    yield Duty(area=a, says="send a mail again, give it up", acts=("outbox.retry", "outbox.drop"), roles=ADMIN)
    yield Duty(
        area=a,
        says="add, test or remove a webhook",
        acts=("webhooks.add", "webhooks.send_test", "webhooks.remove"),
        roles=ADMIN,
    )


DUTIES = tuple(_duties())

__all__ = ["DUTIES", "EVERYBODY", "Duty"]
AREAS = tuple(dict.fromkeys(duty.area for duty in DUTIES))
"""The areas, in the order of the table."""
