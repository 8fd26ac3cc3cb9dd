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
    "address", ["javascript:alert(1)", "learning.example", "ftp://x.example/", "https://", "https://[x"]
)
def test_the_link_of_the_trainings_leads_to_the_web(address: str) -> None:
    with pytest.raises(UsageError, match="PROVISO_TRAINING_LINK"):
        Settings.from_environment({"PROVISO_TRAINING_LINK": address})
    fine = "https://learning.example.gov/ai?course=1"
    assert Settings.from_environment({"PROVISO_TRAINING_LINK": fine}).training_link == fine
