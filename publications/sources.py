"""The sources this project can read, described once. Pure data; a row is made when a source is first used."""

from __future__ import annotations

SOURCES: dict[str, dict[str, str | int]] = {
    "arxiv": {
        "name": "arXiv",
        "role": "repository",
        "url": "https://arxiv.org/",
        "licence": "CC0 1.0 (metadata)",
        "rank": 20,
    },
}
