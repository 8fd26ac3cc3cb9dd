"""Word lists that were written for this project, beside this file.

`given` and `family`: names of Asia, Africa, the Pacific and eastern Europe that the packages lack, in Latin letters, by
what is usual in each country. `peoples` and `things`: peoples, languages, firms, programs and eponyms, which look like
names.
"""

from __future__ import annotations

import json
from pathlib import Path

_LISTS = {
    name: frozenset(" ".join(lines).split())
    for name, lines in json.loads(Path(__file__).with_name("words.json").read_text(encoding="ascii")).items()
}
GIVEN, FAMILY = _LISTS["given"], _LISTS["family"]
PEOPLES, THINGS = _LISTS["peoples"], _LISTS["things"]
