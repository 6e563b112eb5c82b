"""CSL items as RIS, written by rispy. Pure."""

from __future__ import annotations

from rispy import RisWriter

_TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "paper-conference": "CPAPER",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "dataset": "DATA",
    "report": "RPRT",
}


class _Writer(RisWriter):
    """References one after another, without the running number that some programs do not expect."""

    def set_header(self, count: int) -> str:
        return ""


def write(items: list[dict]) -> str:
    return _Writer().formats([_reference(item) for item in items]).lstrip()


def _reference(item: dict) -> dict:
    date = item["issued"]["date-parts"][0] if "issued" in item else []
    reference = {
        "type_of_reference": _TYPES.get(item["type"], "GEN"),
        "id": item["id"],
        "title": item["title"],
        "authors": [_person(person) for person in item.get("author", [])],
        "year": str(date[0]) if date else "",
        "date": f"{date[0]}/{date[1]:02}/{date[2]:02}/" if len(date) > 1 else "",
        "secondary_title": item.get("container-title", ""),
        "publisher": item.get("publisher", ""),
        "accession_number": item.get("number", ""),
        "doi": item.get("DOI", ""),
        "urls": [item["URL"]] if "URL" in item else [],
        "notes": [item["note"]] if "note" in item else [],
    }
    return {field: value for field, value in reference.items() if value}


def _person(person: dict[str, str]) -> str:
    """
    >>> _person({"family": "King", "given": "Martin L.", "suffix": "Jr."}), _person({"literal": "CERN"})
    ('King, Martin L., Jr.', 'CERN')
    """
    return person.get("literal") or ", ".join(person[part] for part in ("family", "given", "suffix") if part in person)
