"""How two people are connected, what several have in common, and with whom somebody wrote lately."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import networkx as nx
import pytest
from django.urls import reverse
from django.utils.timezone import now

from graph import slices, ties
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    world.work("On Bridges", ["Ada Byron", "Cy Young"], topics=["cs.LG"], year=2020)
    world.work("On Rivers", ["Cy Young", "Bo Li"], topics=["cs.LG"], year=2021)
    world.work("On Both", ["Di Wu", "Bo Li", "Ada Byron"], topics=["cs.CV"], year=2022)
    ties.rebuild()
    return {name: world.author(name) for name in ("Ada Byron", "Bo Li", "Cy Young", "Di Wu")}


def page(client, name, status=200, **query):
    answer = client.get(reverse(name), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_names_are_enough_to_ask_how_two_people_are_connected(client, cast):
    told = page(client, "connection", **{"from": "Byron, Ada", "to": "Bo Li"})
    assert "They have written together" in told
    assert "On Both" in told
    told = page(client, "connection", **{"from": "Cy Young", "to": cast["Di Wu"].public_id})
    assert "2 steps apart" in told


def test_what_a_box_shows_of_somebody_chosen_means_them_again(client, cast):
    ada = cast["Ada Byron"].public_id
    told = page(client, "connection", **{"from": ada, "to": "Bo Li"})
    assert f'value="Ada Byron ({ada})"' in told
    assert "They have written together" in page(client, "connection", **{"from": f"Ada Byron ({ada})", "to": "Bo Li"})


def test_an_unclear_name_offers_who_may_be_meant(client, cast):
    world.work("Elsewhere", [world.author("Ada Byrony")])
    told = page(client, "connection", **{"from": "Ada", "to": "Bo Li"})
    assert f"&amp;from={cast['Ada Byron'].public_id}" in told
    assert "Several people may be meant" in told


def test_what_cannot_be_answered_is_said(client, cast):
    assert "How are two people connected?" in page(client, "connection")
    assert "We know nobody of that name" in page(client, "connection", **{"from": "Zzyzx Qwrty", "to": "Bo Li"})
    assert "These are one person" in page(client, "connection", **{"from": "Bo Li", "to": "Bo Li"})
    world.work("Alone", ["Em Kim"])
    assert "No path within 6 steps" in page(client, "connection", **{"from": "Em Kim", "to": "Bo Li"})


def test_authors_are_compared_by_works_people_topics_and_years(client, cast):
    ids = f"{cast['Ada Byron'].public_id},{cast['Bo Li'].public_id}"
    told = page(client, "compare", ids=ids)
    assert "On Both" in told
    assert "Cy Young" in told
    assert "cs.LG" in told
    assert told.index("2022") < told.rindex("2020")


def test_one_author_or_six_cannot_be_compared(client, cast):
    ids = [person.public_id for person in cast.values()]
    assert "Give 2 to 5 authors." in page(client, "compare", 400, ids=ids[0])
    more = [world.author(f"Person {n}").public_id for n in range(2)]
    assert "Give 2 to 5 authors." in page(client, "compare", 400, ids=",".join(ids + more))
    assert "Add somebody" in page(client, "compare")


def test_somebody_can_be_added_by_name(client, cast):
    told = page(client, "compare", ids=cast["Ada Byron"].public_id, add="Bo Li")
    assert "Works of both" in told


def test_recent_co_authors_are_listed_with_where_they_are_and_what_was_shared_last(client):
    today = now().date()
    recent, old = today - timedelta(days=100), today - timedelta(days=365 * 6)
    made = world.work("Lately", ["Ada Byron", "=Bo Li"], year=recent.year, institutions={"=Bo Li": "MIT"})
    made.latest_on = recent
    made.save()
    world.work("Long ago", ["Ada Byron", "Cy Young"], year=old.year)
    world.work("Many", ["Ada Byron", *(f"Member {n}" for n in range(60))], year=today.year)
    author = world.author("Ada Byron")
    address = reverse("conflict_list", args=[author.public_id])
    told = client.get(address).content.decode()
    assert "Lately" in told
    assert "MIT" in told
    assert "Cy Young" not in told
    assert "Member 3" not in told
    assert "Cy Young" in client.get(address, {"months": 120}).content.decode()
    assert "Member 3" in client.get(address, {"large": 1}).content.decode()
    assert "whole number from 1 to 120" in client.get(address, {"months": "121"}).content.decode()
    rows = list(csv.DictReader(StringIO(client.get(reverse("conflict_csv", args=[author.public_id])).content.decode())))
    assert [(row["name"], row["last known institution"], row["date"]) for row in rows] == [
        ("'=Bo Li", "MIT", str(recent))
    ]


def test_a_hidden_co_author_is_in_no_list(client, cast):
    hidden = cast["Cy Young"]
    hidden.hidden_at = now()
    hidden.save()
    author = cast["Ada Byron"]
    assert "Cy Young" not in client.get(reverse("conflict_list", args=[author.public_id])).content.decode()
    ids = f"{author.public_id},{cast['Bo Li'].public_id}"
    assert "Cy Young" not in page(client, "compare", ids=ids)
    assert "no author record" in page(client, "compare", 400, ids=f"{author.public_id},{hidden.public_id}")


def test_the_slice_is_read_by_other_programs_as_it_was_shown(client, cast):
    author = cast["Bo Li"]
    slices.want(author)
    slices.build(author.pk)

    def file(format):
        answer = client.get(reverse("slice_file", args=[author.public_id, format]))
        assert answer.status_code == 200
        assert f"bzpeer-{author.public_id}-" in answer["Content-Disposition"]
        return answer.content

    document = client.get(reverse("slice_json", args=[author.public_id])).json()
    labels = {node["id"]: node["label"] for node in document["nodes"]}
    weights = sorted((*sorted((edge["source"], edge["target"])), edge["weight"]) for edge in document["edges"])
    read = [
        nx.read_graphml(BytesIO(file("graphml"))),
        nx.read_gexf(BytesIO(file("gexf"))),
        nx.node_link_graph(json.loads(file("node-link.json")), edges="links"),
    ]
    for graph in read:
        # GEXF has a place of its own for labels, which networkx reads back under the same name.
        assert dict(graph.nodes(data="label")) == labels
        assert sorted((*sorted(ends), weight) for *ends, weight in graph.edges(data="weight")) == weights
    assert len(file("nodes.csv").splitlines()) == 1 + len(labels)
    assert len(file("edges.csv").splitlines()) == 1 + len(weights)
    assert client.get(reverse("slice_file", args=[author.public_id, "xls"])).status_code == 404


def test_a_slice_that_is_not_there_yet_says_so(client, cast):
    answer = client.get(reverse("slice_file", args=[cast["Bo Li"].public_id, "graphml"]))
    assert answer.status_code == 404
    assert "Look again in a few seconds" in answer.content.decode()
