"""Settings come from the environment once; what is not known, or cannot be, is an error at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from proviso.errors import UsageError
from proviso.settings import Settings


def test_each_kind_of_setting_is_read() -> None:
    found = Settings.from_environment(
        {"PROVISO_HOME": "/srv/proviso", "PROVISO_PORT": "80", "PROVISO_SECURE_COOKIES": "yes", "PATH": "/bin"}
    )
    assert (found.home, found.port, found.secure_cookies) == (Path("/srv/proviso"), 80, True)


def test_the_command_line_wins() -> None:
    assert Settings.from_environment({"PROVISO_PORT": "80"}, port=81, host=None).port == 81


@pytest.mark.parametrize("variable", ["PROVISO_HOME", "PROVISO_PORT", "PROVISO_HOST", "PROVISO_DEMO", "PROVISO_PACK"])
def test_an_empty_variable_is_one_that_is_not_set(variable: str) -> None:
    assert Settings.from_environment({variable: ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"), [("PROVISO_PROT", "80"), ("PROVISO_PORT", "http"), ("PROVISO_DEMO", "maybe")]
)
def test_what_cannot_be_is_an_error_that_names_it(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=variable):
        Settings.from_environment({variable: value})


def test_names_of_hosts_are_a_set_in_lower_case() -> None:
    found = Settings.from_environment({"PROVISO_HOSTS": " AI.dcs.example, ,proviso.dcs.example"})
    assert found.host_names == {"ai.dcs.example", "proviso.dcs.example"}


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://siem.internal/proviso", True),
        ("https://SIEM.internal:8443/x", True),
        ("https://10.0.0.7/x", True),
        ("https://other.internal/x", False),
        ("https://siem.internal.evil.example/x", False),
        ("https://[x", False),
        ("", False),
    ],
)
def test_a_system_inside_the_network_is_opened_by_its_name_alone(url: str, allowed: bool) -> None:
    found = Settings.from_environment({"PROVISO_PRIVATE_HOSTS": "siem.internal, 10.0.0.7,"})
    assert found.may_be_inside(url) is allowed


def test_one_setting_opens_every_system_inside() -> None:
    assert Settings.from_environment({"PROVISO_PRIVATE_WEBHOOKS": "1"}).may_be_inside("https://any.internal/x")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "learning.example", "ftp://x.example/", "https://", "https://[x"]
)
def test_the_link_of_the_trainings_leads_to_the_web(address: str) -> None:
    with pytest.raises(UsageError, match="PROVISO_TRAINING_LINK"):
        Settings.from_environment({"PROVISO_TRAINING_LINK": address})
    fine = "https://learning.example.gov/ai?course=1"
    assert Settings.from_environment({"PROVISO_TRAINING_LINK": fine}).training_link == fine


MAIL = {"PROVISO_MAIL_HOST": "smtp.dcs.example", "PROVISO_MAIL_FROM": "AI help <ai-help@dcs.example>"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PROVISO_MAIL_FROM": ""}, "PROVISO_MAIL_FROM"),
        ({"PROVISO_MAIL_FROM": "nobody"}, "PROVISO_MAIL_FROM"),
        ({"PROVISO_MAIL_SECURITY": "ssl"}, "PROVISO_MAIL_SECURITY"),
        ({"PROVISO_MAIL_SECURITY": "none"}, "without encryption"),
        ({"PROVISO_MAIL_PORT": "70000"}, "PROVISO_MAIL_PORT"),
        ({"PROVISO_PUBLIC_URL": "proviso.dcs.example"}, "PROVISO_PUBLIC_URL"),
    ],
)
def test_a_mail_server_that_cannot_be_is_said_at_the_start(changes: dict[str, str], said: str) -> None:
    assert Settings.from_environment(MAIL).mail_host == "smtp.dcs.example"
    with pytest.raises(UsageError, match=said):
        Settings.from_environment({**MAIL, **changes})


def test_a_mail_server_inside_the_agency_may_be_without_encryption() -> None:
    given = {**MAIL, "PROVISO_MAIL_HOST": "mail.internal", "PROVISO_MAIL_SECURITY": "none"}
    assert Settings.from_environment(given).mail_security == "none"


def test_links_in_mail_begin_with_the_address_that_people_open() -> None:
    found = Settings.from_environment({"PROVISO_PUBLIC_URL": "https://ai.dcs.example/"})
    assert (found.site, found.site_name) == ("https://ai.dcs.example", "ai.dcs.example")
    assert Settings().site == "http://127.0.0.1:8139"
