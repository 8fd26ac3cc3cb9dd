"""The rules of Policy Statement 139-07 in plain Python: the second opinion on what Cedar says.

Written from the policy's text, not from policy.cedar.
"""

from proviso.policy import Facts

AREAS = {
    "benefits": "139-07.5.a",
    "credentialing": "139-07.5.b",
    "vetting": "139-07.5.c",
    "investigation": "139-07.5.d",
    "enforcement": "139-07.5.e",
}
GATES = {
    "supervisor-approval": "approval",
    "ai-training": "responsible_ai",
    "privacy-training": "privacy",
    "cybersecurity-training": "cybersecurity",
    "acknowledgement": "acknowledgement",
}
ATTESTED = {"account-only": "account_only", "account-settings": "account_settings"}
ENGAGEMENT = {
    "left": "person-left",
    "ended": "engagement-ended",
    "not_started": "engagement-not-started",
    "paused": "person-paused",  # 6
}


def rules_that_say_no(f: Facts) -> set[str]:
    """`@id` of every rule that denies these facts; none: allowed."""
    no: set[str] = set()
    no |= of_the_policy(f) | of_the_tool(f) | of_the_system(f) | of_the_person(f) | of_the_organization(f)
    if "classified" in f.found:  # 2.a.4
        no.add("classified")
    if "secret" in f.found:  # 1.c
        no.add("secret")
    if f.purpose == "test" and not f.trial:  # 1.d
        no.add("test-by-name")
    if f.tool_class != "commercial" and f.listed and f.ceiling == "open_source":  # 1.c
        no |= of_a_ceiling(f)
    if not f.purpose_known:  # 5
        no.add("purpose-unknown")
    if f.tool_class == "commercial":  # 9.b: other rules hold for the agency's own systems
        no |= of_commercial_tools(f)
    return no


def of_the_policy(f: Facts) -> set[str]:
    return {"not_yet": {"policy-not-yet"}, "ended": {"policy-ended"}}.get(f.pack_state, set())


def of_the_tool(f: Facts) -> set[str]:
    """139-07.1"""
    if not f.listed:
        return {"tool-not-listed"}
    no = set()
    state = {"in_review": "tool-in-review", "paused": "tool-paused", "revoked": "tool-revoked", "ended": "tool-ended"}
    if f.tool_status in state and not (f.tool_status == "in_review" and f.trial):  # 1.d: named people test it
        no.add(state[f.tool_status])
    if f.tool_status == "approved":
        if not f.fits_date:
            no.add("tool-ended")
        if f.re_review == "late":
            no.add("tool-re-review-late")
    conditions = {
        "tool-other-component": f.fits_component,
        "tool-other-purpose": f.fits_purpose,
        "tool-no-attachments": f.fits_attachment,
        "tool-only-code": f.fits_code,
        "unscreened": f.fits_unscreened,
        "tool-other-channel": f.fits_channel,
        "tool-places-taken": f.fits_users,
    }
    return no | {rule for rule, fits in conditions.items() if not fits}


def of_a_ceiling(f: Facts) -> set[str]:
    """1.c: what an internal tool is listed for; that of a commercial one is 2.a's, and is never raised."""
    has_more = f.not_published or {"controlled", "individual:sure"} & set(f.found)
    return {"tool-open-source-only"} if has_more else set()


def of_the_organization(f: Facts) -> set[str]:
    """1: an approval may ask for an account that the agency manages; a person without an account sets one up first."""
    if f.fits_account or not f.needs_account or f.caller == "system" or f.engagement != "current":
        return set()
    has_account = f.account_agency or f.tool_class != "commercial"
    return {"tool-organization-account"} if has_account else set()


def of_the_person(f: Facts) -> set[str]:
    """fn3"""
    if f.engagement == "current":
        return set()
    return {ENGAGEMENT.get(f.engagement, "person-unknown")}


def of_the_system(f: Facts) -> set[str]:
    """3: somebody answers for each system, whatever the tool, and for the uses that it was registered for."""
    if f.caller == "person":
        return set()
    if f.system_state != "current":
        return {{"expired": "system-expired", "revoked": "system-revoked"}.get(f.system_state, "system-unknown")}
    return set() if f.fits_system else {"system-scope"}


def of_commercial_tools(f: Facts) -> set[str]:
    no = set()
    ways = {"person": {"web", "extension"}, "system": {"gateway"}}
    if f.channel not in ways[f.caller]:  # 2.f speaks of personnel
        no.add("channel")
    if f.engagement == "current":
        no |= {rule for rule, gate in GATES.items() if not getattr(f, gate)}  # 2.c
        if f.needs_account and f.caller == "person":  # 2.d, 2.e: a system uses the agency's own connection
            no |= of_the_account(f)
    for area, clause in AREAS.items():  # 5.a-e, 5.w
        if (area == f.purpose_area or area in f.asked_areas) and clause not in f.waived:
            no.add(f"decides-{area}")
    return no | of_the_text(f)


def of_the_account(f: Facts) -> set[str]:
    """What is attested is attested about the account with the agency's address; without one, that is the step."""
    if not f.account_agency:
        return {"account-agency"}
    return {rule for rule, part in ATTESTED.items() if not getattr(f, part)}


def of_the_text(f: Facts) -> set[str]:
    """2.a, and fn5: what was published may name people; what surely is an identifier or a post stays out."""
    found, no = set(f.found), set()
    if "controlled" in found:
        no.add("controlled")
    may_be_individual = "individual" in found and "individual:sure" not in found
    if "individual:sure" in found:
        no.add("individual")
    if "individual.record:sure" in found or ("individual.record" in found and not f.source_cited):
        no.add("individual-record")
    is_post = "social:sure" in found or ("social" in found and not f.source_cited)
    if is_post and (not f.own_draft or f.posted):
        no.add("social")
    if f.not_published:
        no.add("not-published")
    elif ("individual.named" in found or may_be_individual) and not f.source_cited:
        no.add("names-without-source")
    return no
