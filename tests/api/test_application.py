"""The analyzer over HTTP: Presidio's own examples, who may call, limits, and errors that hold no text."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from proviso.api import create_analyzer
from proviso.errors import ScreeningError, UsageError
from proviso.model import Part, Screened
from proviso.settings import Settings

TOKEN = "a-token-for-tests-0123456789"
SECRET_WORD = "zebrafinch"


def client(**changes: object) -> TestClient:
    return TestClient(create_analyzer(replace(Settings(), **changes)), base_url="http://127.0.0.1")  # type: ignore[arg-type]  # fields by name


@pytest.fixture(scope="module")
def open_client() -> TestClient:
    return client()


def test_presidios_minimal_request_gets_its_lean_response(open_client: TestClient) -> None:
    said = open_client.post("/analyze", json={"text": "John Smith drivers license is AC432223", "language": "en"})
    assert said.status_code == 200
    assert said.headers["content-type"] == "application/json"
    license_ = next(row for row in said.json() if row["entity_type"] == "US_DRIVER_LICENSE")
    assert (license_["start"], license_["end"]) == (30, 38)
    assert license_["analysis_explanation"] is None
    assert set(license_) == {"analysis_explanation", "end", "entity_type", "score", "start"}


def test_presidios_enhanced_request_is_answered_but_for_its_own_recognizer(open_client: TestClient) -> None:
    asked = {
        "text": "John Smith drivers license is AC432223 and the zip code is 12345",
        "language": "en",
        "return_decision_process": False,
        "correlation_id": "123e4567-e89b-12d3-a456-426614174000",
        "score_threshold": 0.6,
        "entities": ["US_DRIVER_LICENSE", "ZIP"],
        "trace": False,
    }
    said = open_client.post("/analyze", json=asked)
    assert [row["entity_type"] for row in said.json()] == ["US_DRIVER_LICENSE"]
    assert said.headers["x-correlation-id"] == asked["correlation_id"]
    zip_code = {"name": "Zip code Recognizer", "supported_language": "en", "supported_entity": "ZIP"}
    refused = open_client.post("/analyze", json={**asked, "ad_hoc_recognizers": [zip_code]})
    assert refused.status_code == 400
    assert "ad_hoc_recognizers are not supported" in refused.json()["error"]


def test_many_texts_get_one_list_each_in_their_order(open_client: TestClient) -> None:
    said = open_client.post("/analyze", json={"text": ["plain", "SSN 851-33-1294"], "language": "en"}).json()
    assert said[0] == []
    assert [(row["entity_type"], row["start"], row["end"]) for row in said[1]] == [("US_SSN", 4, 15)]


def test_the_decision_process_names_the_recognizer_and_the_authority(open_client: TestClient) -> None:
    asked = {"text": "SSN 851-33-1294", "language": "en", "return_decision_process": True}
    why = open_client.post("/analyze", json=asked).json()[0]["analysis_explanation"]
    assert why["recognizer"] == "us_ssn"
    assert "SSA POMS" in why["textual_explanation"]
    assert why["score"] == why["original_score"] == 1.0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"nothing", 400),
        (b"[]", 400),
        (b'{"text": 5, "language": "en"}', 400),
        (b'{"text": "zebrafinch"}', 400),
        (b'{"text": "", "language": "en"}', 400),
        (b'{"text": ["zebrafinch", ""], "language": "en"}', 400),
        (b'{"text": [], "language": "en"}', 400),
        (b'{"text": "zebrafinch", "language": "de"}', 400),
        (b'{"text": "zebrafinch", "language": "en", "entities": ["zebrafinch"]}', 400),
        (b'{"text": "zebrafinch", "language": "en", "allow_list": ["a"], "allow_list_match": "regex"}', 400),
        (b"[" * 100_000, 400),
        (b'\xff\xfe{"text"', 400),
    ],
)
def test_what_cannot_be_done_is_an_error_without_the_text(open_client: TestClient, body: bytes, status: int) -> None:
    said = open_client.post("/analyze", content=body, headers={"content-type": "application/json"})
    assert said.status_code == status
    assert list(said.json()) == ["error"]
    assert SECRET_WORD not in said.text


def test_a_lone_surrogate_is_a_text_like_any_other(open_client: TestClient) -> None:
    body = json.dumps({"text": "\ud800 SSN 851-33-1294", "language": "en"})
    said = open_client.post("/analyze", content=body, headers={"content-type": "application/json"})
    assert [(row["entity_type"], row["start"]) for row in said.json()] == [("US_SSN", 6)]
    spans = said.json()
    again = json.dumps({"text": "\ud800 SSN 851-33-1294", "analyzer_results": spans})
    done = open_client.post("/anonymize", content=again, headers={"content-type": "application/json"})
    assert done.json()["text"] == "\ud800 SSN <US_SSN>"


def test_a_check_that_does_not_answer_is_an_error_and_never_an_empty_list(caplog: pytest.LogCaptureFixture) -> None:
    def named(parts: Sequence[Part]) -> Screened:
        raise ScreeningError("The check us_ssn did not answer (KeyError).")

    def nameless(parts: Sequence[Part]) -> Screened:
        raise KeyError(parts[0].text)

    for screen, says in ((named, "The check us_ssn did not answer"), (nameless, "did not answer (KeyError)")):
        broken = TestClient(create_analyzer(Settings(), screen=screen), base_url="http://127.0.0.1")
        said = broken.post("/analyze", json={"text": SECRET_WORD, "language": "en"})
        assert said.status_code == 500
        assert says in said.json()["error"]
        assert SECRET_WORD not in said.text + caplog.text


def test_another_content_type_is_refused_so_no_page_can_post_a_form(open_client: TestClient) -> None:
    said = open_client.post("/analyze", content=b"{}", headers={"content-type": "text/plain"})
    assert said.status_code == 415


def test_too_much_is_refused() -> None:
    small = client(max_text_chars=1_000)
    assert small.post("/analyze", json={"text": "a" * 1_001, "language": "en"}).status_code == 400
    assert small.post("/analyze", json={"text": "a" * (2 << 20), "language": "en"}).status_code == 413
    many = {"text": ["a"] * 10_001, "language": "en"}
    assert client().post("/analyze", json=many).status_code == 400


def test_lists_hold_what_can_be_asked_for(open_client: TestClient) -> None:
    entities = open_client.get("/supportedentities?language=en").json()
    assert {"US_SSN", "PHONE_NUMBER", "EMAIL_ADDRESS", "PERSON", "CREDIT_CARD", "US_A_NUMBER", "CUI"} <= set(entities)
    assert not {"PHONE", "EMAIL"} & set(entities)
    assert "us_ssn" in open_client.get("/recognizers").json()
    assert open_client.get("/anonymizers").json() == ["mask", "redact", "replace"]
    assert open_client.get("/supportedentities?language=xx").status_code == 400
    assert open_client.get("/health").text == "Proviso analyzer service is up"
    assert open_client.get("/nosuch").json() == {"error": "Not Found"}
    assert open_client.get("/analyze").json() == {"error": "Method Not Allowed"}


def test_a_token_is_asked_for_as_bearer_or_as_a_password() -> None:
    guarded = client(analyzer_token=TOKEN)
    asked = {"text": "SSN 851-33-1294", "language": "en"}
    basic = base64.b64encode(f"proviso:{TOKEN}".encode()).decode()
    for header in (f"Bearer {TOKEN}", f"Basic {basic}"):
        assert guarded.post("/analyze", json=asked, headers={"authorization": header}).status_code == 200
    wrong = base64.b64encode(b"proviso:guess").decode()
    for header in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {wrong}", "Basic ===", f"Digest {TOKEN}", "Bearer é"):
        said = guarded.post("/analyze", json=asked, headers={b"authorization": header.encode()})
        assert said.status_code == 401, header
        assert said.json() == {"error": "A token is needed."}
    assert guarded.get("/supportedentities").status_code == 401
    assert guarded.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("host", "token"),
    [
        ("192.0.2.7", ""),
        ("::", ""),
        ("analyzer.example", ""),
        ("127.0.0.1", "short"),
        ("192.0.2.7", "has a space in it here"),
    ],
)
def test_no_open_address_without_a_token_that_cannot_be_guessed(host: str, token: str) -> None:
    with pytest.raises(UsageError, match=r"token|TOKEN"):
        create_analyzer(replace(Settings(), host=host, analyzer_token=token))


def test_the_token_is_in_no_representation_of_the_settings() -> None:
    assert TOKEN not in repr(replace(Settings(), analyzer_token=TOKEN))


def test_what_was_sent_is_in_no_log(open_client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        open_client.post("/analyze", json={"text": f"{SECRET_WORD} SSN 851-33-1294", "language": "en"})
        open_client.post("/analyze", json={"text": SECRET_WORD, "language": "de"})
    assert SECRET_WORD not in caplog.text
    assert "851-33" not in caplog.text
