"""From a neighbourhood to the slice as it is stored and served: which nodes, which links, in what words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from graph import drawing, edges
from graph.collaboration import MOST_AUTHORS
from graph.facts import Institution, Neighbourhood, Person, Topic, Work
from publications.names import slug

MOST_NODES = 80
MIX = {"person": 40, "work": 20, "topic": 12, "institution": 8}
_NEARBY_WORKS = 6  # of the works' places, when the author has more works of their own than places
_NAMED = 10  # works with too many authors that are named


@dataclass(slots=True)
class Chosen:
    """Who and what got a place, strongest first; the person in the centre has a place of their own."""

    people: list[Person]
    works: list[Work]
    topics: list[Topic]
    institutions: list[Institution]


def compose(found: Neighbourhood, previous: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """The slice document; ``previous`` says where nodes stood before (id -> x, y in the unit disc)."""
    chosen = choose(found)
    nodes = _nodes(found, chosen)
    links = drawing.trim(_links(found, chosen), centre=nodes[0]["id"])
    linked = {end for link in links for end in (link.source, link.target)}
    nodes = [nodes[0], *(node for node in nodes[1:] if node["id"] in linked)]
    drawing.place(nodes, links, previous)
    named = {work for link in links for work in link.works}
    return {
        "author": found.centre.public_id,
        "nodes": nodes,
        "edges": [link.as_json() for link in links],
        "works": {
            work.public_id: {
                "title": work.title,
                "url": reverse("work_short", args=[work.public_id]),
                "year": work.year,
                "authors": work.n_authors,
            }
            for work in edges.newest_first(named)
        },
        **_truncation(found, chosen),
    }


def choose(found: Neighbourhood) -> Chosen:
    """At most ``MOST_NODES`` nodes in the mix; places nobody needs go to people."""
    works = min(MIX["work"], len(found.centre.works) + len(found.nearby))
    topics = found.topics[: MIX["topic"]]
    n_institutions = min(MIX["institution"], len(found.institutions))
    people = found.people[: MOST_NODES - 1 - works - len(topics) - n_institutions]
    shown = {found.centre.id, *(person.id for person in people)}
    institutions = [place for place in found.institutions if not shown.isdisjoint(place.signed)]
    return Chosen(people, _choose_works(found, people), topics, institutions[:n_institutions])


def _choose_works(found: Neighbourhood, people: list[Person]) -> list[Work]:
    """Own works that tie the most of these people together, then the newest; some places for nearby works."""
    tied: dict[int, int] = {}
    for person in people:
        for work in person.works:
            tied[work] = tied.get(work, 0) + 1
    own = [found.works[id] for id in found.centre.works if found.works[id].n_authors <= MOST_AUTHORS]
    own.sort(key=lambda work: (-tied.get(work.id, 0), -(work.year or 0), work.title, work.id))
    shown = {person.id for person in people}
    nearby = [found.works[id] for id, signers in found.nearby.items() if shown.intersection(signers)]
    n_nearby = min(len(nearby), max(_NEARBY_WORKS, MIX["work"] - len(own)))
    return own[: MIX["work"] - n_nearby] + nearby[:n_nearby]


def _nodes(found: Neighbourhood, chosen: Chosen) -> list[dict[str, Any]]:
    own = set(found.centre.works)
    nodes = [_person(found.centre, found, is_centre=True)]
    nodes += [_person(person, found) for person in chosen.people]
    for work in chosen.works:
        address = reverse("work", args=[work.public_id, slug(work.title)])
        facts = {"year": work.year, "authors": work.n_authors, "nearby": work.id not in own}
        signers = sum(work.id in person.works for person in chosen.people) or len(found.nearby.get(work.id, ()))
        nodes.append(_node("work", work.public_id, work.title, address, signers, facts))
    names = [topic.name for topic in chosen.topics]
    for topic in chosen.topics:
        address = reverse("topic", args=[topic.scheme, topic.code])
        label = topic.name if names.count(topic.name) == 1 else f"{topic.name} ({topic.code})"
        facts = {"code": topic.code, "works": len(topic.works), "of": len(own)}
        nodes.append(_node("topic", f"{topic.scheme}/{topic.code}", label, address, len(topic.works), facts))
    for place in chosen.institutions:
        address = reverse("institution", args=[place.public_id])
        facts = {"works": len({work for works in place.signed.values() for work in works})}
        nodes.append(_node("institution", place.public_id, place.name, address, facts["works"], facts))
    return nodes


def _person(person: Person, found: Neighbourhood, *, is_centre: bool = False) -> dict[str, Any]:
    works = [found.works[id] for id in person.works]
    known = [work.year for work in works if work.year]
    facts = {"works": len(works), "from": min(known, default=None), "to": max(known, default=None)}
    weight = len(works) if is_centre else edges.coauthored("", "", works).weight
    address = reverse("author", args=[person.public_id, slug(person.name)])
    return _node("person", person.public_id, person.name, address, weight, facts | {"centre": is_centre})


def _node(kind: str, key: str, label: str, url: str, weight: float, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{kind}:{key}",
        "kind": kind,
        "label": label,
        "url": url,
        "weight": round(weight, 4),
        "facts": facts,
    }


def _links(found: Neighbourhood, chosen: Chosen) -> list[edges.Edge]:
    return [
        *_people_links(found, chosen),
        *_work_links(found, chosen),
        *_topic_links(found, chosen),
        *_institution_links(found, chosen),
    ]


def _people_links(found: Neighbourhood, chosen: Chosen) -> list[edges.Edge]:
    centre = _id(found.centre)
    nodes = {person.id: _id(person) for person in chosen.people}
    links = [
        edges.coauthored(centre, nodes[person.id], [found.works[id] for id in person.works]) for person in chosen.people
    ]
    for (low, high), works in found.ties.items():
        if low in nodes and high in nodes:
            links.append(edges.coauthored(nodes[low], nodes[high], [found.works[id] for id in works]))
    return links


def _work_links(found: Neighbourhood, chosen: Chosen) -> list[edges.Edge]:
    links = []
    own = set(found.centre.works)
    for work in chosen.works:
        node = f"work:{work.public_id}"
        if work.id in own:
            links.append(edges.authored(_id(found.centre), node, work))
        signers = found.nearby.get(work.id, ())
        for person in chosen.people:
            if work.id in person.works or person.id in signers:
                links.append(edges.authored(_id(person), node, work))
    return links


def _topic_links(found: Neighbourhood, chosen: Chosen) -> list[edges.Edge]:
    links = []
    for topic in chosen.topics:
        node = f"topic:{topic.scheme}/{topic.code}"
        works = [found.works[id] for id in topic.works]
        n_own = len(found.centre.works)
        links.append(edges.works_on(_id(found.centre), node, works, of=n_own))
        for work in chosen.works:
            if topic.id in found.about.get(work.id, ()):
                links.append(edges.about(f"work:{work.public_id}", node, work))
    return links


def _institution_links(found: Neighbourhood, chosen: Chosen) -> list[edges.Edge]:
    nodes = {person.id: _id(person) for person in [found.centre, *chosen.people]}
    return [
        edges.affiliated(nodes[person], f"institution:{place.public_id}", [found.works[id] for id in works])
        for place in chosen.institutions
        for person, works in place.signed.items()
        if person in nodes
    ]


def _id(person: Person) -> str:
    return f"person:{person.public_id}"


def _truncation(found: Neighbourhood, chosen: Chosen) -> dict[str, Any]:
    own = [found.works[id] for id in found.centre.works]
    crowded = [work for work in own if work.n_authors > MOST_AUTHORS]
    n_own = sum(work.id in found.centre.works for work in chosen.works)
    shown = {"people": len(chosen.people), "works": n_own, "topics": len(chosen.topics)}
    total = {"people": found.n_people, "works": len(own), "topics": len(found.topics)}
    shown["institutions"], total["institutions"] = len(chosen.institutions), len(found.institutions)
    named = [{"id": work.public_id, "title": work.title, "authors": work.n_authors} for work in crowded[:_NAMED]]
    return {
        "shown": shown | {"nearby": len(chosen.works) - n_own},
        "total": total,
        "truncated": any(shown[kind] < total[kind] for kind in total),
        "left_out": {"count": len(crowded), "works": named},
    }
