"""A claimant brings proofs: what each carries, and what nobody can make of it."""

import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from profiles.claims import bringing, checking, codes, home_pages
from profiles.claims.bringing import EvidenceRefused
from profiles.claims.codes import CodeRefused
from profiles.claims.fetching import Reach
from profiles.claims.transitions import MoveRefused
from profiles.models import Claim, Evidence, EvidenceCode, Profile
from publications.models import Author, Authorship, Institution, PrintedAddress
from tests import people, world
from tests.mails import delivered
from tests.orcid_server import ADA, OrcidServer

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.now().year


@pytest.fixture
def tom(db):
    for n in range(4):
        made = world.work(
            f"Networks that see, part {n}",
            ["Tom Goldstein", "Ana Silva"],
            year=THIS_YEAR,
            institutions={"Tom Goldstein": "University of Maryland"},
        )
        made.identifiers.create(scheme="doi", value=f"10.1234/{n}")
        signed = made.authorships.get(position=1)
        PrintedAddress.objects.create(work=made, position=1, email="tomg@cs.umd.edu")
        PrintedAddress.objects.create(work=made, position=2, email="ana@cs.umd.edu")
    Institution.objects.update(domain="umd.edu")
    return signed.author


@pytest.fixture
def server(settings):
    made = OrcidServer()
    settings.ORCID_URL = settings.ORCID_API_URL = made.url
    provider = {**settings.SOCIALACCOUNT_PROVIDERS["orcid"], "APPS": [{"client_id": "APP", "secret": "s"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"orcid": provider}
    yield made
    made.stop()


@pytest.fixture
def signed_in(client, tom):
    client.user = people.account("me@example.org", name="Tom Goldstein")
    client.force_login(client.user)
    client.claim = people.claim(tom, client.user)
    return client


def linked(user, server, name="Tom Goldstein", orcid_id=ADA):
    SocialAccount.objects.create(user=user, provider="orcid", uid=f"{server.url}/{orcid_id}", extra_data={"name": name})


def listed(*dois, by_others=True):
    source = {"source-client-id": {"path": "X"}, "source-name": {"value": "Crossref"}}
    mine = {"source-orcid": {"path": ADA}, "source-name": {"value": "Tom"}}
    works = [
        {
            "source": source if by_others else mine,
            "title": {"title": {"value": "A work"}},
            "external-ids": {
                "external-id": [
                    {"external-id-type": "doi", "external-id-value": doi, "external-id-relationship": "self"}
                ]
            },
        }
        for doi in dois
    ]
    return {"group": [{"work-summary": [work]} for work in works]}


def at(client, kind):
    return reverse("evidence", args=[client.claim.token, kind])


def bring(client, kind, subject=""):
    return client.post(at(client, kind), {"subject": subject}, follow=True)


def check():
    Evidence.objects.exclude(due_at=None).update(due_at=Now())
    checking.check_due(bringing.CHECKS)


def code_mailed():
    return re.search(r"^([A-Z2-9]{4} [A-Z2-9]{4})$", delivered()[-1].body, re.MULTILINE)[1]


def not_me():
    said = "".join(message.body for message in delivered())
    return re.search(r"http://[^/]+(/not-me/\S+)", said)[1]


def found(kind, **more):
    return Evidence.objects.get(kind=kind, **more)


def test_an_orcid_id_that_stands_on_the_record_is_enough_at_once(signed_in, tom, server):
    Author.objects.filter(pk=tom.pk).update(orcid=ADA)
    linked(signed_in.user, server)
    assert ADA in signed_in.get(at(signed_in, "orcid")).text
    bring(signed_in, "orcid")
    check()
    page = signed_in.get(signed_in.claim.get_absolute_url())
    assert "This record is yours" in page.text
    assert Profile.objects.get().level == 3


def test_another_id_on_the_record_is_refused_with_what_to_do(signed_in, tom, server):
    Author.objects.filter(pk=tom.pk).update(orcid="0000-0001-5109-3700")
    linked(signed_in.user, server)
    bring(signed_in, "orcid")
    check()
    page = signed_in.get(signed_in.claim.get_absolute_url()).text
    assert "0000-0001-5109-3700, you signed in as" in page
    assert "ask for a merge" in page
    signed_in.claim.refresh_from_db()
    with pytest.raises(MoveRefused, match="Split or merge first"):
        people.move(signed_in.claim, "approved", people.moderator())


def test_works_that_others_put_on_the_id_are_a_strong_proof_for_a_moderator(signed_in, server):
    linked(signed_in.user, server)
    server.works = listed("10.1234/0", "10.1234/1", "10.1234/2")
    bring(signed_in, "orcid")
    check()
    assert (found("orcid").strength, found("orcid").facts["at_position"]) == ("strong", 3)
    signed_in.claim.refresh_from_db()
    assert signed_in.claim.state == "submitted"


def test_works_somebody_typed_in_are_a_hint_however_many(signed_in, server):
    linked(signed_in.user, server)
    server.works = listed(*(f"10.1234/{n}" for n in range(4)), by_others=False)
    bring(signed_in, "orcid")
    check()
    assert (found("orcid").strength, found("orcid").facts["shared"]) == ("weak", 4)


def test_a_co_author_who_shares_all_works_fails_the_position_test(signed_in, server):
    linked(signed_in.user, server, name="Ana Silva")
    server.works = listed(*(f"10.1234/{n}" for n in range(4)))
    bring(signed_in, "orcid")
    check()
    assert (found("orcid").strength, found("orcid").facts["at_position"]) == ("weak", 0)


def test_orcid_away_is_asked_again_and_an_unlinked_id_holds_no_more(signed_in, tom, server):
    linked(signed_in.user, server)
    server.works = lambda: (503, "text/plain", b"")
    bring(signed_in, "orcid")
    check()
    assert found("orcid").state == "waiting"
    assert found("orcid").due_at > timezone.now()
    server.works = listed("10.1234/0", "10.1234/1", "10.1234/2")
    check()
    assert found("orcid").state == "holds"
    SocialAccount.objects.all().delete()
    check()
    assert found("orcid").state == "fails"


def test_a_printed_address_is_shown_in_part_and_its_code_is_a_strong_proof(signed_in, tom):
    page = signed_in.get(at(signed_in, "printed_address")).text
    assert "t…@c…d.edu" in page
    assert "umd.edu" not in page
    assert "a…@" not in page  # a co-author's address shows nothing
    address = PrintedAddress.objects.filter(position=1).latest("work")
    page = bring(signed_in, "printed_address", str(address.pk))
    assert "We wrote to <b>t…@c…d.edu</b>" in page.text
    assert delivered()[-1].to == ["tomg@cs.umd.edu"]
    wrong = signed_in.post(at(signed_in, "printed_address"), {"code": "AAAA AAAA"})
    assert wrong.status_code == 400
    assert "4 tries are left" in wrong.text
    page = signed_in.post(at(signed_in, "printed_address"), {"code": code_mailed().lower()}, follow=True)
    assert "You read the mail of an address printed on a work." in page.text
    assert "tomg@" not in page.text
    people.move(signed_in.claim, "approved", people.moderator())
    assert Profile.objects.get().level == 3


def test_an_address_printed_beside_a_co_author_too_proves_nothing(signed_in):
    PrintedAddress.objects.create(work=Authorship.objects.first().work, position=2, email="tomg@cs.umd.edu")
    assert signed_in.get(at(signed_in, "printed_address")).status_code == 404


def test_a_code_counts_once_for_a_day_for_five_tries_and_for_its_own_claim(signed_in, tom):
    evidence = bringing.bring(signed_in.claim, "institutional_email", "t@umd.edu")
    code = code_mailed()
    other = people.claim(world.author("Ana Silva"))
    theirs = bringing.bring(other, "institutional_email", "t@umd.edu")
    assert code not in EvidenceCode.objects.values_list("digest", flat=True)
    with pytest.raises(CodeRefused, match="not the code"):
        codes.enter(theirs, code)
    for _ in range(4):
        with pytest.raises(CodeRefused, match="left"):
            codes.enter(evidence, "WRONG")
    with pytest.raises(CodeRefused, match="Too many tries"):
        codes.enter(evidence, "WRONG")
    with pytest.raises(CodeRefused, match="Too many tries"):
        codes.enter(evidence, code)
    codes.send(evidence)
    code = code_mailed()
    EvidenceCode.objects.update(expires_at=Now())
    with pytest.raises(CodeRefused, match="no code to enter any more"):
        codes.enter(evidence, code)
    with pytest.raises(CodeRefused, match="at most 3 times a year"):
        codes.send(evidence)
    EvidenceCode.objects.all().delete()
    codes.send(evidence)
    code = code_mailed()
    codes.enter(evidence, code)
    with pytest.raises(CodeRefused, match="no code"):
        codes.enter(evidence, code)


def test_an_address_of_an_institution_is_an_anchor_and_alone_never_more_than_l2(signed_in):
    bring(signed_in, "institutional_email", "tom@cs.umd.edu")
    signed_in.post(at(signed_in, "institutional_email"), {"code": code_mailed()})
    assert found("institutional_email").strength == "anchor"
    people.move(signed_in.claim, "approved", people.moderator())
    assert Profile.objects.get().level == 2
    Evidence.objects.filter(kind="institutional_email").update(expires_at=Now() - timedelta(seconds=1))
    checking.end_due()
    assert found("institutional_email").state == "expired"


def test_an_address_of_an_institution_nobody_knows_waits_for_a_moderator(signed_in):
    bring(signed_in, "institutional_email", "tom@elsewhere.example")
    page = signed_in.post(at(signed_in, "institutional_email"), {"code": code_mailed()}, follow=True)
    assert "A moderator checks whether elsewhere.example belongs" in page.text
    assert found("institutional_email").state == "waiting"


def test_free_and_disposable_addresses_show_nothing(signed_in):
    assert "shows no institution" in bring(signed_in, "institutional_email", "tom@gmail.com").text
    assert "an address you will keep" in bring(signed_in, "institutional_email", "x@mailinator.com").text
    assert not delivered()


def test_this_was_not_me_needs_no_account_and_looking_changes_nothing(signed_in, client):
    evidence = bringing.bring(signed_in.claim, "institutional_email", "tom@umd.edu")
    bringing.enter_code(evidence, code_mailed())
    people.move(signed_in.claim, "approved", people.moderator())
    link = not_me()
    client.logout()
    assert "This was not you?" in client.get(link).text
    assert found("institutional_email").state == "holds"
    assert "Thank you" in client.post(link).text
    assert found("institutional_email").state == "void"
    assert Claim.objects.get(pk=signed_in.claim.pk).state == "contested"
    with pytest.raises(CodeRefused, match="asked us not to write"):
        codes.send(evidence)
    assert client.get(link + "x").status_code == 404


@pytest.fixture
def web():
    """Every host of the web, on loopback: ``page`` is what it answers."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    made.reach = Reach(
        lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", made.server_port))],
        lambda address: True,
        frozenset({made.server_port}),
    )
    yield made
    made.shutdown()
    made.server_close()


def test_a_home_page_that_links_back_is_a_hint_and_at_an_institution_a_proof(signed_in, web):
    assert "begins with https://" in bring(signed_in, "home_page", "ftp://example.org/").text
    link = home_pages.back_link(signed_in.claim)
    assert link in signed_in.get(at(signed_in, "home_page")).text
    assert home_pages.back_link(people.claim(signed_in.claim.author)) != link

    def looked_at(page, host, path="/"):
        web.page = page
        subject = f"http://{host}:{web.server_port}{path}"
        return home_pages.check(Evidence(claim=signed_in.claim, kind="home_page", subject=subject), web.reach)

    linking = f'<p>Also at <a rel="me" href="{link}">BZPEER</a></p>'
    assert looked_at(linking, "tom.example.org", "/~tomg/").strength == "weak"
    assert looked_at(linking, "www.cs.umd.edu", "/~tomg/").strength == "strong"
    assert looked_at(linking, "www.cs.umd.edu").strength == "weak"  # the institution's own page is not a person's
    assert looked_at(linking, "umd.edu.example.org", "/~tomg/").strength == "weak"
    for page in (linking.replace('rel="me" ', ""), linking.replace("#me-", "#me-0"), "<p>" + link, ""):
        assert looked_at(page, "www.cs.umd.edu", "/~tomg/").state == "fails"


def test_a_home_page_is_not_looked_for_inside(signed_in):
    bring(signed_in, "home_page", "http://127.0.0.1:6379/")
    assert not Evidence.objects.filter(kind="home_page").exists()
    inside = Reach(lambda *_, **__: [(2, 1, 6, "", ("10.0.0.1", 80))])
    evidence = bringing.bring(signed_in.claim, "home_page", "https://inside.example.org/")
    assert home_pages.check(evidence, inside).note == "The page is not on the public internet."


def test_two_co_authors_of_different_institutions_are_a_proof(signed_in, tom, client):
    far = world.work("Beside", [tom, "Bo Li"], year=THIS_YEAR, institutions={"Bo Li": "ETH"})
    world.work("Alone", ["Ana Silva"], year=THIS_YEAR, institutions={"Ana Silva": "Lisboa"})
    vouchers = [people.holder(world.author(name), level=3) for name in ("Ana Silva", "Bo Li")]
    assert far
    for voucher in vouchers:
        bring(signed_in, "vouch", voucher.author.public_id)
        assert delivered()[-1].to == [voucher.user.email]
    people.move(signed_in.claim, "approved", people.moderator())
    for voucher, level in zip(vouchers, (2, 3), strict=True):
        client.force_login(voucher.user)
        page = client.get(reverse("vouches"))
        assert "Tom Goldstein" in page.text
        client.post(reverse("vouches"), {"vouch": found("vouch", voucher=voucher.user).pk, "answer": "yes"})
        assert Profile.objects.get(claim=signed_in.claim).level == level
    assert "Nobody has asked you" in client.get(reverse("vouches")).text


def test_only_who_was_asked_vouches_and_only_while_linked_at_l3(signed_in, tom, client):
    ana, bo = people.holder(world.author("Ana Silva"), level=3), people.account()
    bring(signed_in, "vouch", ana.author.public_id)
    asked = found("vouch")
    for user in (bo, signed_in.user):
        client.force_login(user)
        client.post(reverse("vouches"), {"vouch": asked.pk, "answer": "yes"})
    checking.settle(ana.claim.evidence.get(kind="orcid"), checking.Finding("expired", "Its time is over."))
    client.force_login(ana.user)
    client.post(reverse("vouches"), {"vouch": asked.pk, "answer": "yes"})
    assert found("vouch").state == "waiting"


def test_a_claim_ends_when_what_was_asked_for_does_not_come(signed_in):
    people.move(signed_in.claim, "needs_evidence", people.moderator(), reason="Which page lists your works?")
    checking.end_due()
    Claim.objects.update(due_at=Now() - timedelta(seconds=1))
    checking.end_due()
    checking.end_due()
    signed_in.claim.refresh_from_db()
    assert signed_in.claim.state == "expired"
    assert "ended without evidence" in signed_in.get(signed_in.claim.get_absolute_url()).text


def test_a_proof_that_is_confirmed_brings_the_claim_back_to_the_moderators(signed_in):
    people.move(signed_in.claim, "needs_evidence", people.moderator(), reason="An address, please.")
    evidence = bringing.bring(signed_in.claim, "institutional_email", "tom@umd.edu")
    bringing.enter_code(evidence, code_mailed())
    signed_in.claim.refresh_from_db()
    assert signed_in.claim.state == "submitted"


def test_a_check_runs_once_though_two_workers_see_it(signed_in, server):
    linked(signed_in.user, server)
    bring(signed_in, "orcid")
    asked = []
    checks = {"orcid": lambda evidence: asked.append(evidence) or checking.Finding("fails", "No.")}
    assert (checking.check_due(checks), checking.check_due(checks), len(asked)) == (1, 0, 1)


def test_nothing_is_brought_for_a_claim_that_is_over_or_somebody_elses(signed_in, client):
    people.move(signed_in.claim, "withdrawn", signed_in.user, role="claimant")
    assert signed_in.get(at(signed_in, "home_page")).status_code == 404
    with pytest.raises(EvidenceRefused):
        bringing.bring(signed_in.claim, "home_page", "https://example.org/")
    other = people.claim(signed_in.claim.author)
    assert client.get(reverse("evidence", args=[other.token, "home_page"])).status_code == 404
