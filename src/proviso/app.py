"""Where the web meets: every URL, and the web application of an agency. It only wires."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from proviso.actions.agency import Agency
from proviso.errors import ProvisoError
from proviso.gateway.application import MISPLACED, PREFIX, Gateway
from proviso.gateway.health import PATHS, Health
from proviso.identity.challenges import Challenges
from proviso.identity.oidc import registered
from proviso.identity.session import Sessions
from proviso.web.assets import Files
from proviso.web.forms import Forms
from proviso.web.pages import (
    about,
    accounts,
    agency_sign_in,
    answers,
    approving,
    certificates,
    check,
    confirming,
    connections,
    courses,
    credentials,
    dates,
    decisions,
    errors,
    feeds,
    home,
    imports,
    incidents,
    ledger,
    links,
    listing_tools,
    mailbox,
    modules,
    objections,
    outbox,
    packs,
    people,
    person_sign_in,
    rates,
    record,
    registering,
    requests,
    rules,
    seats,
    sign_in,
    signing,
    steps,
    systems,
    team,
    tokens,
    tool,
    tools,
    tour,
    waiver_answers,
    waivers,
    waiving,
    webhooks,
    why,
    wishes,
    workspace,
)
from proviso.web.security import Faults, Security
from proviso.web.session import Visits

ROUTES: list[BaseRoute] = [
    Route("/", home.show_home),
    Route("/sign-in", sign_in.show_sign_in),
    Route("/sign-in", sign_in.sign_in, methods=["POST"]),
    Route("/sign-in/passkey", sign_in.sign_in_with_passkey, methods=["POST"]),
    Route("/sign-in/link/{words}", links.show_link),
    Route("/sign-in/link/{words}", links.choose_password, methods=["POST"]),
    Route("/sign-in/link/{words}/passkey", links.make_passkey, methods=["POST"]),
    Route("/sign-in/again", confirming.show_again),
    Route("/sign-in/again", confirming.confirm_with_password, methods=["POST"]),
    Route("/sign-in/again/passkey", confirming.confirm_with_passkey, methods=["POST"]),
    Route("/sign-in/again/go-on", confirming.go_on),
    Route("/sign-in/agency", agency_sign_in.begin),
    Route("/sign-in/agency/back", agency_sign_in.come_back),
    Route("/sign-in/agency/ended", agency_sign_in.ended_there, methods=["POST"]),
    Route("/sign-out", sign_in.sign_out, methods=["POST"]),
    Route("/signed-out", sign_in.show_signed_out),
    Route("/stay", sign_in.stay),
    Route("/help", about.show_help),
    Route("/builders", about.show_builders),
    Route("/accessibility", about.show_accessibility),
    Route("/contact", about.show_contact),
    Route("/workspace", workspace.show_workspace),
    Route("/workspace", workspace.post_workspace, methods=["POST"]),
    Route("/workspace/answers/{decision_id}", answers.follow_answer),
    Route("/workspace/answers/{decision_id}/stop", answers.stop_answer, methods=["POST"]),
    Route("/check", check.show_check),
    Route("/check", check.post_check, methods=["POST"]),
    Route("/decisions/{decision_id}", decisions.show_decision),
    Route("/decisions/{decision_id}/receipt", decisions.download_receipt),
    Route("/decisions/{decision_id}/why", why.show_why),
    Route("/decisions/{decision_id}/called", decisions.say_called, methods=["POST"]),
    Route("/decisions/{decision_id}/objection", objections.show_form),
    Route("/decisions/{decision_id}/objection", objections.post_form, methods=["POST"]),
    Route("/objections", objections.list_objections),
    Route("/objections/rates", rates.show_rates),
    Route("/objections/rates/csv", rates.download_rates),
    Route("/objections/{objection_id}", objections.show_objection),
    Route("/objections/{objection_id}", objections.answer, methods=["POST"]),
    Route("/objections/{objection_id}/text", objections.show_text, methods=["POST"]),
    Route("/tools", tools.list_tools),
    Route("/tools/add", listing_tools.add_tool_form),
    Route("/tools/add", listing_tools.add_tool, methods=["POST"]),
    Route("/tools/{tool_id}", tool.show_tool),
    Route("/tools/{tool_id}/tell-me", wishes.tell_me, methods=["POST"]),
    Route("/tools/{tool_id}/check", tool.check_change, methods=["POST"]),
    Route("/tools/{tool_id}/change", tool.change_tool, methods=["POST"]),
    Route("/tools/{tool_id}/connection", connections.show_connection),
    Route("/tools/{tool_id}/connection", connections.set_connection, methods=["POST"]),
    Route("/tools/{tool_id}/connection/test", connections.test_connection, methods=["POST"]),
    Route("/tools/{tool_id}/connection/remove", connections.check_removal),
    Route("/tools/{tool_id}/connection/remove", connections.remove_connection, methods=["POST"]),
    Route("/systems", systems.list_systems),
    Route("/systems/new", registering.show_new),
    Route("/systems/new", registering.post_new, methods=["POST"]),
    Route("/systems/{system_id}", systems.show_system),
    Route("/systems/{system_id}/change", registering.show_change),
    Route("/systems/{system_id}/change", registering.post_change, methods=["POST"]),
    Route("/systems/{system_id}/rotate", systems.show_rotate),
    Route("/systems/{system_id}/rotate", systems.rotate, methods=["POST"]),
    Route("/systems/{system_id}/revoke", systems.check_revoke),
    Route("/systems/{system_id}/revoke", systems.revoke, methods=["POST"]),
    Route("/rules", rules.list_rules),
    Route("/rules/{clause_id}", rules.show_rule),
    Route("/packs", packs.list_packs),
    Route("/packs/end", packs.end_form),
    Route("/packs/end", packs.end, methods=["POST"]),
    Route("/packs/end/check", packs.check_end, methods=["POST"]),
    Route("/record", record.show_record),
    Route("/record/download", record.download),
    Route("/record/dates.ics", dates.download_dates),
    Route("/record/tokens", tokens.show_tokens),
    Route("/record/tokens", tokens.make_token, methods=["POST"]),
    Route("/record/tokens/{token_id}/end", tokens.end_token, methods=["POST"]),
    Route("/record/sign-in", credentials.show_credentials),
    Route("/record/sign-in/password", credentials.show_password),
    Route("/record/sign-in/password", credentials.set_password, methods=["POST"]),
    Route("/record/sign-in/passkeys", credentials.show_new_passkey),
    Route("/record/sign-in/passkeys", credentials.add_passkey, methods=["POST"]),
    Route("/record/sign-in/passkeys/{code}", credentials.show_passkey),
    Route("/record/sign-in/passkeys/{code}/name", credentials.rename_passkey, methods=["POST"]),
    Route("/record/sign-in/passkeys/{code}/remove", credentials.remove_passkey, methods=["POST"]),
    Route("/record/sign-in/sessions/end", credentials.end_others, methods=["POST"]),
    Route("/record/sign-in/sessions/{mark}/end", credentials.end_one, methods=["POST"]),
    Route("/record/signed/key", signing.show_key),
    Route("/record/signed/{signature_id}", signing.show_signed),
    Route("/record/signed/{signature_id}/receipt", signing.download_signed),
    Route("/record/{tab}", record.show_record),
    Route("/steps", steps.show_steps),
    Route("/steps/card", steps.show_card),
    Route("/steps/ask", requests.show_ask),
    Route("/steps/ask", requests.ask_supervisor, methods=["POST"]),
    Route("/steps/remind", requests.remind, methods=["POST"]),
    Route("/steps/sign", signing.show_sign),
    Route("/steps/sign", signing.sign, methods=["POST"]),
    Route("/steps/sign/confirm", signing.confirm_sign, methods=["POST"]),
    Route("/steps/account", accounts.show_accounts),
    Route("/steps/account/{tool_id}", accounts.show_account),
    Route("/steps/account/{tool_id}", accounts.save_account, methods=["POST"]),
    Route("/course", courses.show_course),
    Route("/course/begin", courses.begin_course, methods=["POST"]),
    Route("/course/certificate", certificates.show_certificate),
    Route("/course/certificate/receipt", certificates.download_receipt),
    Route("/course/sessions/{session_id}", seats.change_seat, methods=["POST"]),
    Route("/course/{module:int}", modules.first_page),
    Route("/course/{module:int}/{page:int}", modules.show_module),
    Route("/course/{module:int}/{page:int}", modules.answer_question, methods=["POST"]),
    Route("/team", team.show_team),
    Route("/team/approve", approving.check_many, methods=["POST"]),
    Route("/team/approve/confirm", approving.approve_many, methods=["POST"]),
    Route("/team/requests/{request_id}", requests.show_request),
    Route("/team/requests/{request_id}/change", requests.approve_changed, methods=["POST"]),
    Route("/team/requests/{request_id}/pass", requests.pass_on, methods=["POST"]),
    Route("/team/people/{person_id}/renew", team.renew, methods=["POST"]),
    Route("/team/{answer_id}/undo", approving.undo, methods=["POST"]),
    Route("/team/{request_id}/approve", team.approve, methods=["POST"]),
    Route("/team/{request_id}/decline", team.decline, methods=["POST"]),
    Route("/team/{approval_id}/revoke", team.check_revoke),
    Route("/team/{approval_id}/revoke", team.revoke, methods=["POST"]),
    Route("/people", people.list_people),
    Route("/people/add", people.add_person_form),
    Route("/people/add", people.add_person, methods=["POST"]),
    Route("/people/import", imports.show_people_form),
    Route("/people/import", imports.take_people, methods=["POST"]),
    Route("/people/{person_id}", people.show_person),
    Route("/people/{person_id}/sign-in", person_sign_in.show_person),
    Route("/people/{person_id}/sign-in/link", person_sign_in.make_link, methods=["POST"]),
    Route("/people/{person_id}/sign-in/end", person_sign_in.end_sessions, methods=["POST"]),
    Route("/people/{person_id}/sign-in/remove", person_sign_in.check_removal),
    Route("/people/{person_id}/sign-in/remove", person_sign_in.remove, methods=["POST"]),
    Route("/people/{person_id}/training", people.record_training, methods=["POST"]),
    Route("/people/{person_id}/end/check", people.check_end, methods=["POST"]),
    Route("/people/{person_id}/end", people.end_engagement, methods=["POST"]),
    Route("/feeds", feeds.list_feeds),
    Route("/feeds/learning/import", imports.show_learning_form),
    Route("/feeds/learning/import", imports.take_learning, methods=["POST"]),
    Route("/feeds/{feed}", feeds.show_feed),
    Route("/feeds/{feed}/tokens", feeds.make_token, methods=["POST"]),
    Route("/feeds/{feed}/tokens/{token_id}/end", feeds.end_token, methods=["POST"]),
    Route("/feeds/{feed}/words", feeds.set_word, methods=["POST"]),
    Route("/imports/{import_id}", imports.show_import),
    Route("/imports/{import_id}/confirm", imports.confirm, methods=["POST"]),
    Route("/imports/{import_id}/go-on", imports.go_on, methods=["POST"]),
    Route("/imports/{import_id}/drop", imports.drop, methods=["POST"]),
    Route("/imports/{import_id}/lines.csv", imports.problems),
    Route("/spill", incidents.spill_form),
    Route("/spill", incidents.report_spill, methods=["POST"]),
    Route("/spill/{incident_id}", incidents.spill_done),
    Route("/spill/{incident_id}/called", incidents.called, methods=["POST"]),
    Route("/incidents", incidents.list_incidents),
    Route("/incidents/{incident_id}", incidents.show_incident),
    Route("/incidents/{incident_id}/close", incidents.check_close),
    Route("/incidents/{incident_id}/close", incidents.close, methods=["POST"]),
    Route("/waivers", waivers.list_waivers),
    Route("/waivers.csv", waivers.export),
    Route("/waivers/ask", waiving.show_step),
    Route("/waivers/ask", waiving.save_step, methods=["POST"]),
    Route("/waivers/ask/sign", waiving.sign, methods=["POST"]),
    Route("/waivers/ask/drop", waiving.drop, methods=["POST"]),
    Route("/waivers/note", waiving.send_note, methods=["POST"]),
    Route("/waivers/{number}", waivers.show_waiver),
    Route("/waivers/{number}/answer", waiver_answers.show_answer),
    Route("/waivers/{number}/answer", waiver_answers.check_answer, methods=["POST"]),
    Route("/waivers/{number}/grant", waiver_answers.grant, methods=["POST"]),
    Route("/waivers/{number}/withdraw", waiver_answers.withdraw, methods=["POST"]),
    Route("/waivers/{number}/confirm", waiver_answers.confirm, methods=["POST"]),
    Route("/waivers/{number}/renew", waiving.renew, methods=["POST"]),
    Route("/waivers/{number}/revoke", waiver_answers.check_revoke),
    Route("/waivers/{number}/revoke", waiver_answers.revoke, methods=["POST"]),
    Route("/mail", mailbox.show_mailbox),
    Route("/outbox", outbox.show_outbox),
    Route("/outbox/csv", outbox.download_outbox),
    Route("/outbox/again", outbox.send_all_again, methods=["POST"]),
    Route("/outbox/{message_id}/again", outbox.send_again, methods=["POST"]),
    Route("/outbox/{message_id}/drop", outbox.check_drop),
    Route("/outbox/{message_id}/drop", outbox.drop, methods=["POST"]),
    Route("/webhooks", webhooks.list_webhooks),
    Route("/webhooks/add", webhooks.show_add),
    Route("/webhooks/add", webhooks.add, methods=["POST"]),
    Route("/webhooks/{webhook_id}/test", webhooks.send_test, methods=["POST"]),
    Route("/webhooks/{webhook_id}/remove", webhooks.check_removal),
    Route("/webhooks/{webhook_id}/remove", webhooks.remove, methods=["POST"]),
    Route("/ledger", ledger.show_ledger),
    Route("/ledger/check", ledger.check, methods=["POST"]),
    Route("/ledger/change-a-byte", ledger.change_a_byte, methods=["POST"]),
    Route("/ledger/entries/{index:int}/receipt", ledger.receipt),
    Route("/tour", tour.show_tour),
    Route("/tour/restart", tour.restart, methods=["POST"]),
    Route("/tour/{number:int}", tour.go, methods=["POST"]),
    Mount("/static", Files(), name="static"),
]
"""Every URL: the auditor's map. One line a page and method; `tests/web/test_routes.py` pins it."""


def create_service(agency: Agency, *, has_pages: bool = True) -> ASGIApp:
    """The pages, the gateway and what the platform asks, of one agency; `has_pages` off, the gateway alone.

    The gateway is beside the pages, not behind them: its callers have keys and no cookies.
    """
    gateway = Gateway(agency)
    health = Health(gateway)
    pages: ASGIApp = create_app(agency) if has_pages else gateway

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await gateway.lifespan(scope, receive, send)
        elif scope["type"] != "http":
            await pages(scope, receive, send)
        elif scope["path"].startswith(PREFIX) or scope["path"] in MISPLACED:
            await gateway(scope, receive, send)
        elif scope["path"] in PATHS:
            await health(scope, receive, send)
        else:
            await pages(scope, receive, send)

    return service


def create_app(agency: Agency) -> Starlette:
    """The pages of one agency. They find it at `request.app.state.agency`."""
    settings = agency.settings
    sessions = Sessions(idle_minutes=settings.session_minutes)
    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Security, settings=settings, hosts=settings.host_names),
            Middleware(Faults, answer=errors.answer),
            Middleware(Visits, settings=settings, sessions=sessions),
            Middleware(Forms, settings=settings),
        ],
        exception_handlers={HTTPException: errors.answer, ProvisoError: errors.answer},
    )
    app.state.agency = agency
    app.state.sessions = sessions
    app.state.challenges = Challenges()
    app.state.agency_sign_in = registered(settings)
    return app
