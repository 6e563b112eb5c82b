"""Names of subjects. arXiv's taxonomy ships with the project, archives closed long ago included. Pure.

Source: https://arxiv.org/category_taxonomy and, for closed archives, https://arxiv.org/archive/.
"""

from __future__ import annotations

import json
from pathlib import Path

_FILE = Path(__file__).parent / "taxonomies" / "arxiv.json"

# code -> (name, group): "cs.LG" -> ("Machine Learning", "Computer Science")
ARXIV: dict[str, tuple[str, str]] = {
    code: (name, group)
    for group, names in json.loads(_FILE.read_text(encoding="utf-8")).items()
    for code, name in names.items()
}


def describe(scheme: str, code: str) -> dict[str, str]:
    """The fields of a topic: scheme, code, name, group. An unknown code is its own name and belongs to no group.

    >>> describe("arxiv", "stat.ML")
    {'scheme': 'arxiv', 'code': 'stat.ML', 'name': 'Machine Learning', 'group': 'Statistics'}
    >>> describe("arxiv", "cs.ZZ")["name"]
    'cs.ZZ'
    """
    name, group = ARXIV.get(code, (code, "")) if scheme == "arxiv" else (code, "")
    return {"scheme": scheme, "code": code, "name": name, "group": group}
