"""Two worlds that differ in private facts alone answer strangers and third parties with the same bytes."""

import random
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from graph import slices
from graph.models import Slice
from profiles import follows, mailing, proposals
from profiles.contact import inviting
from profiles.models import Follow, Message
from tests import people, world

pytestmark = pytest.mark.django_db
ADDRESSES = 250  # each asked by a stranger and by somebody else who is signed in: 500 requests
NAMES = ["Ada Lovelace", "Bo Li", "Chen Zhu", "Dee Roy", "Eva Holm"]
SECRETS = ["hidden@example.net", "Zanzibar", "Quetzal", "Xylophon"]  # in no public text
# What differs between any two answers: the token of a form, the id of a request, the time up to which nothing is kept.
MASKED = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
OF_THE_MOMENT = {"expires", "date", "x-request-id", "x-correlation-id"}


@pytest.fixture
def records():
    """Ada and Bo hold their records and know each other, Chen holds one, nobody claimed the others'."""
    for n, by in enumerate([NAMES[:3], NAMES[1:4], NAMES[:2], [NAMES[0]], NAMES[3:], [NAMES[4], NAMES[0]]]):
        world.work(f"On number {n}", by, year=2015 + n, topics=["cs.LG"], institutions={by[0]: "Engines"})
    people_of = {name: people.holder(world.author(name)).user for name in NAMES[:3]}
    follows.follow(people_of["Ada Lovelace"], world.author("Dee Roy"))
    return people_of


def private_facts(holders):
    """Everything about people that is nobody else's business, with words that would give it away."""
    ada, bo, chen = holders.values()
    dee = world.author("Dee Roy")
    claimant = people.account("hidden@example.net", name="Quetzal")
    claim = people.claim(dee, claimant)
    people.prove(claim, "institutional_email", "anchor", address="hidden@example.net")
    people.move(claim, "needs_evidence", people.moderator())
    Follow.objects.filter(user=ada).delete()  # their number is public, who they are is not
    follows.follow(claimant, dee)
    conversation = inviting.accept(inviting.invite(ada, world.author("Bo Li"), purpose="data", text="Zanzibar"), bo)
    Message.objects.create(conversation=conversation, participant=conversation.participants.first(), text="Quetzal")
    inviting.invite(chen, world.author("Ada Lovelace"), purpose="collaborate", text="Xylophon Xylophon Xylophon")
    inviting.block(bo, chen, world.author("Chen Zhu"))
    for author in (dee, world.author("Eva Holm")):
        proposals.propose("wrong_name", author=author, text="Zanzibar", email="hidden@example.net")
    ada.email, ada.name = "hidden@example.net".replace("hidden", "hidden.too"), "Zanzibar"
    ada.save()
    SocialAccount.objects.create(user=ada, provider="orcid", uid="https://orcid.org/0000-0002-1825-0097")
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "Xylophon"})
    mailing.send("outcome", ada, {"reason": "Quetzal"}, due_at=timezone.now() + timedelta(days=1))


def requests(dice):
    """Addresses a stranger may think of: pages, search, suggestions, feeds, API, files, forms."""
    works = [(work.public_id, work.slug) for work in world.Work.objects.order_by("pk")]
    authors = [(author.public_id, author.slug) for author in world.Author.objects.order_by("pk")]
    words = [*NAMES, "lovelace", "zhu c", "number", "Engines", "cs.LG", "10.1/x", "0000-0002-1825-0097", *SECRETS]
    of_author = ["author_short", "trust_json", "trust_csv", "trust_history", "history", "history_atom", "explorer"]
    of_author += ["conflict_list", "conflict_csv", "slice_panel", "slice_json", "api_author", "api_trust", "api_graph"]
    of_author += ["follow", "invite", "report_author", "propose_merge", "missing_work", "own_list", "api_follow"]
    narrowed = ["q={}", "topic=cs.LG", "year=2016", "sort=oldest", "page=2", "kind=people&q={}", "kind=works&q={}"]
    while True:
        query = dice.choice(["", *narrowed]).format(dice.choice(words))
        author, other = dice.sample(authors, 2)
        yield dice.choice(
            [
                f"{reverse('author', args=author)}?{query}",
                f"{reverse(dice.choice(of_author), args=author[:1])}?{query}",
                f"{reverse('author_feed', args=[author[0], dice.choice(['atom', 'rss', 'json'])])}",
                f"{reverse('work', args=dice.choice(works))}",
                f"{reverse('work_citation', args=[dice.choice(works)[0], dice.choice(['bib', 'ris', 'json'])])}",
                f"{reverse('search')}?q={dice.choice(words)}&{query}",
                f"{reverse('suggestions')}?q={dice.choice(words)}",
                f"{reverse('topic', args=['arxiv', 'cs.LG'])}?{query}",
                f"{reverse('source', args=['arxiv'])}?{query}",
                f"{reverse('compare')}?a={author[0]}&a={other[0]}",
                f"{reverse('connection')}?a={author[0]}&b={other[0]}",
                reverse(dice.choice(["home", "robots", "about_trust", "about_sources", "about_verification"])),
            ]
        )


def answer(client, address):
    got = client.get(address)
    headers = {name: value for name, value in got.headers.items() if name.lower() not in OF_THE_MOMENT}
    body = b"".join(got.streaming_content) if got.streaming else got.content
    return got.status_code, headers, MASKED.sub(b"", body)


def difference(asked, before, after):
    """The first lines that are not the same, for whoever has to find out why."""
    lines = [[*each[2].splitlines(), str(each[:2])] for each in (before, after)]
    return next(((asked, one, two) for one, two in zip(*lines, strict=False) if one != two), None) or (
        (asked, "longer") if before != after else None
    )


def test_nobody_can_tell_two_worlds_apart_that_differ_in_private_facts(records, redis_client):
    third = Client()
    third.force_login(people.account("third@example.org"))
    clients = {"a stranger": Client(), "a third party": third}
    asked, addresses = requests(random.Random(11)), {}
    while len(addresses) < ADDRESSES:
        addresses[next(asked)] = None
    for author in world.Author.objects.all():
        clients["a stranger"].get(author.get_absolute_url(), follow=True)  # the first look queues a graph and a score
        slices.build(author.pk)
    Slice.objects.update(built_at=timezone.now() - timedelta(days=2))  # "2 days ago" does not change while one looks

    def all_answers():
        redis_client.flushdb()
        return {(who, each): answer(client, each) for who, client in clients.items() for each in addresses}

    before = all_answers()
    private_facts(records)
    after = all_answers()
    assert sum(status == 200 for status, _, _ in before.values()) > 400, "errors have little to tell"
    assert [told for asked in before if (told := difference(asked, before[asked], after[asked]))] == []
    for asked, (_, _, body) in after.items():
        told = [secret for secret in SECRETS if secret.encode() in body and secret not in asked[1]]
        assert told == [], asked
