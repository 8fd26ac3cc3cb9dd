"""Is a pasted table of counts about so few persons that they can be told apart? Small cells, as statistical offices hold them
back: below 11 persons who share an unusual fact, whoever knows the town or the unit knows who they are (CMS cell size policy).
"""

from __future__ import annotations

import re

from .rows import Table

SMALL = 11
"""Counts below this are held back where persons could be told apart."""
LEAST_CELLS, SHARE = 3, 0.3
"""So many small cells, and such a part of all counts, make a table of few persons: one odd cell in a large table does not."""

_GROUP = re.compile(
    r"(?<![a-z])(?:female|male|women|men|girls?|boys?|non-?binary|sex|gender|race|ethnicity|black|white|hispanic|latin[oa]s?|asian|native|hombres|mujeres|under \d{1,2}|age[sd]?|\d{1,2} ?(?:-|to|a) ?\d{1,2}|\d{1,2}\+|over \d{2}|juveniles?"
    r"|minors|veterans?|pregnant|edad|raza|foreign[- ]born|nationality|noncitizens?)(?![a-z])"
)
"""A column that counts persons of one group."""
_FACT = re.compile(
    r"(?<![a-z])(?:hiv|aids|std|sti|hepatitis|tuberculosis|tb|cancer|ptsd|diagnos\w+|suicid\w+|overdos\w+|abus\w+|rape[sd]?|sexual|harass\w+|assault\w*|disab\w+|pregnan\w+|abortions?|addict\w+|substance use|opioid\w*|mental health|psychiatric"
    r"|arrest\w*|detain\w*|detenid\w+|deport\w*|removal order|asyl\w+|refugees?|visa|denied|denials?|disciplin\w+|fired|dismiss\w*|terminated|suspended|substantiated|misconduct|complain\w+|grievances?|eeo|retaliat\w+|evict\w*|bankrupt\w*"
    r"|garnish\w*|iep|special education|expelled|expulsions?|foster|custody|juveniles?|convict\w*|inmates?|on probation|failed (?:a )?drug|sick leave|on leave|medical leave|informants?|victims?)(?![a-z])"
)
"""A fact that nobody wants known of them."""
_PERSONS = re.compile(
    r"(?<![a-z])(?:employees?|staff|officers?|workers?|persons?|people|patients?|students?|residents?|tenants?|applicants?|claimants?|children|clients?|members?|cases|women|men|girls|boys|inmates?|detainees?|victims?|recruits?|veterans?)(?![a-z])"
)
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})*")


def has_few_persons(table: Table, title: str) -> bool:
    """Whether its cells count few persons with a fact of their own; `title` is what stands above it, in lower case."""
    if not table.header:
        return False
    columns = range(1, len(table.header))
    counted = [column for column in columns if _is_counts(table, column)]
    counts = [
        int(row[c].replace(",", "")) for row in table.rows for c in counted if c < len(row) and _COUNT.fullmatch(row[c])
    ]
    small = sum(0 < count < SMALL for count in counts)
    if len(counted) < 2 or small < LEAST_CELLS or small < SHARE * len(counts):
        return False
    names = [table.header[column] for column in counted]
    groups = sum(_GROUP.search(name) is not None for name in names)
    facts = sum(_FACT.search(name) is not None for name in names)
    said = f"{title} {' '.join(table.header)}"
    return _FACT.search(said) is not None and (groups >= 2 or (facts >= 2 and _PERSONS.search(said) is not None))


def _is_counts(table: Table, column: int) -> bool:
    values = [row[column] for row in table.rows if column < len(row) and row[column] not in ("", "-", "*", "n/a")]
    return len(values) >= 2 and all(_COUNT.fullmatch(value) for value in values)
