"""The slice at its addresses: its states, its contract, and what it shows of people who left."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from graph import slices
from graph.models import Slice
from publications.models import Author, Work
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    world.work("Graphs", by=["Ada Byron", "Bo Li"], topics=["cs.LG"], institutions={"Bo Li": "Kyoto University"})
    world.work("Trees", by=["Ada Byron", "Bo Li", "Cy Young"], year=2022, topics=["cs.LG", "math.CO"])
    return Author.objects.get(display_name="Ada Byron")


def ask(client, author, **headers):
    return client.get(reverse("slice_json", args=[author.public_id]), headers=headers)


def built(client, author):
    ask(client, author)
    slices.build(author.pk)
    return ask(client, author).json()


def test_the_first_look_queues_the_slice_and_says_how_to_wait(client, ada):
    answer = ask(client, ada)
    assert answer.status_code == 202
    assert answer["Retry-After"] == "2"
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["state"] == "queued"
    assert answer.json()["steps"] == 4


def test_a_slice_being_built_says_which_step_it_is_at(client, ada):
    ask(client, ada)
    Slice.objects.update(state="building", step=2, leased_until=now())
    assert ask(client, ada).json()["progress"].startswith("Step 2 of 4: shared topics, ")


def test_a_built_slice_names_its_nodes_and_why_they_are_there(client, ada):
    slice = built(client, ada)
    assert slice["state"] == "ready"
    assert [node["label"] for node in slice["nodes"]] == [
        "Ada Byron", "Bo Li", "Cy Young", "Trees", "Graphs", "cs.LG", "math.CO", "Kyoto University",
    ]  # fmt: skip
    centre, bo = slice["nodes"][:2]
    assert (centre["x"], centre["y"]) == (0, 0)
    (edge,) = (edge for edge in slice["edges"] if (edge["source"], edge["target"]) == (centre["id"], bo["id"]))
    assert edge["weight"] == 1.5  # one work of two authors, one of three
    assert edge["reasons"][0]["says"] == "2 works together, 2020–2022"
    assert [slice["works"][id]["title"] for id in edge["reasons"][0]["works"]] == ["Trees", "Graphs"]
    assert slice["total"] == {"people": 2, "works": 2, "topics": 2, "institutions": 1}
    assert slice["shown"] == slice["total"] | {"nearby": 0}
    assert slice["truncated"] is False


def test_an_unchanged_slice_is_not_sent_again(client, ada):
    built(client, ada)
    answer = ask(client, ada)
    assert ask(client, ada, if_none_match=answer["ETag"]).status_code == 304


def test_a_slice_older_than_the_works_is_shown_while_a_new_one_is_made(client, ada):
    built(client, ada)
    Author.objects.filter(pk=ada.pk).update(works_changed_at=now())
    answer = ask(client, ada)
    assert answer.status_code == 200
    assert answer.json()["state"] == "stale"
    assert len(answer.json()["nodes"]) == 8
    assert Slice.objects.get().state == "queued"


def test_other_rules_and_a_month_make_a_slice_stale(client, ada):
    for change in ({"rule_version": "slice-0.9"}, {"queued_at": now() - slices.KEEP}):
        assert built(client, ada)["state"] == "ready"
        Slice.objects.update(**change)
        assert ask(client, ada).json()["state"] == "stale"


def test_an_author_without_neighbours_gets_a_plain_answer(client, db):
    world.work("Alone", by=["Ada Byron"])
    slice = built(client, Author.objects.get())
    assert slice["state"] == "ready"  # the work itself
    Work.objects.update(is_retracted=True)
    Author.objects.update(works_changed_at=now())
    slice = built(client, Author.objects.get())
    assert slice["state"] == "empty"
    assert slice["nodes"] == []
    assert slice["heading"] == "No neighbours yet"


def test_retracted_works_are_no_reason_for_anything(client, ada):
    Work.objects.filter(title="Trees").update(is_retracted=True)
    labels = [node["label"] for node in built(client, ada)["nodes"]]
    assert labels == ["Ada Byron", "Bo Li", "Graphs", "cs.LG", "Kyoto University"]


def test_a_work_with_thousands_of_authors_is_counted_and_named_but_makes_no_pairs(client, ada):
    crowd = world.work("Everybody", by=["Ada Byron", *(f"Member {number}" for number in range(50))])
    slice = built(client, ada)
    assert slice["left_out"] == {
        "count": 1,
        "works": [{"id": crowd.public_id, "title": "Everybody", "authors": 51}],
    }
    assert slice["total"]["people"] == 2
    assert slice["truncated"] is True


def test_people_hidden_since_are_gone_and_merged_ones_follow_the_survivor(client, ada):
    built(client, ada)
    Author.objects.filter(display_name="Cy Young").update(hidden_at=now())
    Author.objects.filter(display_name="Bo Li").update(merged_into=world.author("Bo Lee"))
    answer = ask(client, ada).content.decode()
    assert "Cy Young" not in answer
    assert "Bo Li" not in answer
    assert "Bo Lee" in answer


def test_only_authors_who_are_here_have_a_slice(client, ada):
    assert client.get("/authors/nobody/slice.json").status_code == 404
    bo, cy = world.author("Bo Li"), world.author("Cy Young")
    Author.objects.filter(pk=bo.pk).update(merged_into=ada)
    Author.objects.filter(pk=cy.pk).update(hidden_at=now())
    for name in ("slice_json", "slice_panel", "explorer"):
        answer = client.get(reverse(name, args=[bo.public_id]))
        assert (answer.status_code, answer["Location"]) == (301, reverse(name, args=[ada.public_id]))
        assert client.get(reverse(name, args=[cy.public_id])).status_code == 410
    assert not Slice.objects.exists()


def test_a_reader_can_ask_again_for_what_could_not_be_built(client, ada):
    ask(client, ada)
    Slice.objects.update(state="failed", failure="took longer than 30 seconds",
                         data_version=ada.works_changed_at, rule_version=slices.RULE_VERSION)  # fmt: skip
    answer = ask(client, ada)
    assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    panel = client.get(reverse("slice_panel", args=[ada.public_id])).content.decode()
    assert "It took longer than 30 seconds. The lists below are complete." in panel
    assert "Try again" in panel
    again = client.post(reverse("slice_again", args=[ada.public_id]))
    assert again["Location"] == f"{ada.get_absolute_url()}#graph"
    assert ask(client, ada).status_code == 202
    assert client.get(reverse("slice_again", args=[ada.public_id])).status_code == 405


def test_the_explorer_lists_every_node_with_its_reason(client, ada):
    built(client, ada)
    page = client.get(reverse("explorer", args=[ada.public_id])).content.decode()
    for node in Slice.objects.get().document["nodes"]:
        assert node["label"] in page
    assert "2 works together, 2020–2022" in page
    assert f'href="{ada.get_absolute_url()}#graph"' in page
