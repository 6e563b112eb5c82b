"""Every named page, as a stranger and as somebody signed in. An address that is not listed here fails the suite."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import pytest
from django.urls import get_resolver, reverse

from profiles import proposals
from profiles.models import User
from tests import world


@dataclass(frozen=True)
class Visit:
    """What a GET of the page answers, and the most statements it may take (a signed-in person costs two more)."""

    stranger: int = 200
    signed_in: int = 200
    budget: int = 8


# Sessions and users are looked up for anybody who is signed in, here as everywhere.
SIGNED_IN = 2
HERE, MOVED, POST_ONLY, SIGN_IN_FIRST = Visit(), Visit(301, 301), Visit(405, 405), Visit(302, 200)
MODERATORS = Visit(302, 403)
PAGES = {
    "about_sources": HERE,
    "desk": MODERATORS,
    "desk_case": MODERATORS,
    "desk_change": MODERATORS,
    "desk_claim_case": MODERATORS,
    "desk_claim_evidence": Visit(405, 405),
    "desk_claim_look": Visit(405, 405),
    "desk_claims": MODERATORS,
    "desk_find": MODERATORS,
    "desk_operation": MODERATORS,
    "desk_record": MODERATORS,
    "hide_author": HERE,
    "history": HERE,
    "history_atom": HERE,
    "about_moderation": Visit(budget=1),
    "about_trust": HERE,
    "about_verification": HERE,
    "account": SIGN_IN_FIRST,
    "account_data": Visit(302, 302, budget=10),
    "account_delete": Visit(302, 302, budget=10),
    "undo_address": Visit(410, 410),
    "account_change_password": SIGN_IN_FIRST,
    "account_confirm_email": HERE,
    "account_confirm_login_code": Visit(302, 302),
    "account_email": SIGN_IN_FIRST,
    "account_email_verification_sent": HERE,
    "account_inactive": HERE,
    "account_login": Visit(200, 302),
    "account_logout": Visit(302, 200),
    "account_reauthenticate": SIGN_IN_FIRST,
    "account_reset_password": HERE,
    "account_reset_password_done": HERE,
    "account_reset_password_from_key": HERE,
    "account_reset_password_from_key_done": HERE,
    "account_set_password": Visit(302, 302),
    "account_signup": Visit(200, 302),
    "api_author": HERE,
    "api_graph": Visit(202, 202),
    "api_trust": HERE,
    "author": Visit(budget=6),
    "author_by_openalex": Visit(404, 404),
    "author_by_orcid": Visit(404, 404),
    "author_short": MOVED,
    "claim": Visit(302, 403),
    "claim_status": Visit(302, 404),
    "claims": SIGN_IN_FIRST,
    "compare": HERE,
    "conflict_csv": HERE,
    "conflict_list": HERE,
    "connection": HERE,
    "development_mail": Visit(404, 404),
    "development_mail_html": Visit(404, 404),
    "development_mails": Visit(404, 404),
    "evidence": Visit(302, 404),
    "explorer": HERE,
    "api_follow": Visit(403, 405),
    "api_invite": Visit(403, 405),
    "block_partner": Visit(302, 405),
    "contact_settings": SIGN_IN_FIRST,
    "conversation": Visit(302, 404),
    "invitation": Visit(302, 404),
    "invite": Visit(302, 409),
    "messages": SIGN_IN_FIRST,
    "report_invitation": Visit(302, 404),
    "report_message": Visit(302, 404),
    "author_feed": HERE,
    "institution_feed": HERE,
    "search_feed": Visit(404, 404),
    "source_feed": HERE,
    "topic_feed": HERE,
    "follow": Visit(302, 200),
    "end_mails": Visit(404, 404),
    "following": SIGN_IN_FIRST,
    "healthz": HERE,
    "home": HERE,
    "institution": HERE,
    "mfa_activate_totp": Visit(302, 302),
    "mfa_add_webauthn": Visit(302, 302),
    "mfa_authenticate": Visit(302, 302),
    "mfa_deactivate_totp": Visit(302, 404),
    "mfa_download_recovery_codes": Visit(302, 404),
    "mfa_edit_webauthn": Visit(302, 302),
    "mfa_generate_recovery_codes": Visit(302, 302),
    "mfa_index": SIGN_IN_FIRST,
    "mfa_list_webauthn": SIGN_IN_FIRST,
    "mfa_login_webauthn": Visit(302, 302),
    "mfa_reauthenticate": Visit(302, 302),
    "mfa_reauthenticate_webauthn": Visit(302, 302),
    "mfa_remove_webauthn": Visit(302, 302),
    "mfa_view_recovery_codes": Visit(302, 404),
    "might_work_together": HERE,
    "missing_work": HERE,
    "over_time": HERE,
    "propose_merge": HERE,
    "orcid_callback": Visit(404, 404),
    "orcid_login": Visit(404, 404),
    "orcid_unknown": Visit(302, 302),
    "edit_author": Visit(302, 404),
    "edit_featured": Visit(302, 404),
    "edit_names": Visit(302, 404),
    "edit_photo": Visit(302, 404),
    "author_photo": Visit(404, 404),
    "own_list": Visit(302, 404),
    "own_list_checked": Visit(302, 404),
    "own_list_live": Visit(302, 404),
    "readyz": HERE,
    "report": HERE,
    "report_author": HERE,
    "report_work": HERE,
    "robots": HERE,
    "search": HERE,
    "suggestions": HERE,
    "slice_again": POST_ONLY,
    "socialaccount_connections": SIGN_IN_FIRST,
    "socialaccount_login_cancelled": HERE,
    "socialaccount_login_error": Visit(401, 401),
    "socialaccount_signup": Visit(302, 302),
    "source": HERE,
    "slice_file": Visit(404, 404),
    "slice_json": Visit(202, 202),
    "slice_panel": HERE,
    "topic": HERE,
    "signed_in": SIGN_IN_FIRST,
    "trust_csv": HERE,
    "trust_history": HERE,
    "trust_json": HERE,
    "unfollow": SIGN_IN_FIRST,
    "not_me": Visit(404, 404),
    "vouches": SIGN_IN_FIRST,
    "work": HERE,
    "work_citation": HERE,
    "work_by_arxiv": Visit(404, 404),
    "work_by_doi": Visit(404, 404),
    "work_short": MOVED,
}
ODD = ["x", "0", "-1", "a" * 3000, "../../etc/passwd", "%00", "\u202eadmin", "'\"><script>", "10.1/%2f", "ünïcode", " "]
ODD_QUERIES = [
    "page=abc",
    "page=0",
    "page=999999",
    "year=x-y",
    "q=%00",
    "topic=%FF",
    "q=" + "z" * 5000,
    "sort=;drop",
    "&&==",
]


def routes():
    """Name -> names of its arguments, for every address but the admin's."""
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "admin/":
            continue
        yield from _routes(pattern, [])


def _routes(pattern, before):
    here = [*before, *(pattern.pattern.converters or pattern.pattern.regex.groupindex)]
    if hasattr(pattern, "url_patterns"):
        for inner in pattern.url_patterns:
            yield from _routes(inner, here)
    else:
        yield pattern.name, here


ROUTES = dict(routes())


@pytest.fixture
def arguments(db):
    work = world.work(
        "On Things", ["Ada Lovelace"], topics=["cs.LG"], institutions={"Ada Lovelace": "Analytical Engines"}
    )
    signed = work.authorships.get()
    place = signed.affiliations.get().institution
    told = proposals.propose("other", author=signed.author, text="Something is odd.")
    known = {
        "claim_status": {"token": "none"},
        "evidence": {"token": "none", "kind": "orcid"},
        "not_me": {"token": "none"},
        "development_mail": {"key": "none"},
        "development_mail_html": {"key": "none"},
        "mfa_edit_webauthn": {"pk": 1},
        "undo_address": {"token": "none"},
        "mfa_remove_webauthn": {"pk": 1},
        "desk_case": {"case": told.case},
        "desk_change": {"key": UUID(int=0)},
        "desk_claim_evidence": {"public_id": signed.author.public_id, "evidence": 1},
        "desk_operation": {"public_id": signed.author.public_id, "name": "merge"},
        "report": {"token": told.token},
        "report_work": {"public_id": work.public_id},
        "author": {"public_id": signed.author.public_id, "slug": signed.author.slug},
        "work": {"public_id": work.public_id, "slug": work.slug},
        "topic": {"scheme": "arxiv", "code": "cs.LG"},
        "institution": {"public_id": place.public_id},
        "source": {"key": "arxiv"},
        "own_list_checked": {"public_id": signed.author.public_id, "batch": 1},
        "author_photo": {"public_id": signed.author.public_id, "key": "none", "side": 128},
        "own_list_live": {"public_id": signed.author.public_id, "batch": 1},
        "block_partner": {"token": "none"},
        "conversation": {"token": "none"},
        "invitation": {"token": "none"},
        "report_invitation": {"token": "none"},
        "report_message": {"token": "none", "message": 1},
        "end_mails": {"kind": "news", "token": "1.none"},
        "author_feed": {"public_id": signed.author.public_id, "format_": "atom"},
        "topic_feed": {"scheme": "arxiv", "code": "cs.LG", "format_": "rss"},
        "institution_feed": {"public_id": place.public_id, "format_": "json"},
        "source_feed": {"key": "arxiv", "format_": "atom"},
        "search_feed": {"format_": "atom"},
        "author_by_orcid": {"text": "0000-0002-1825-0097"},
        "author_by_openalex": {"text": "A5023888391"},
        "work_citation": {"public_id": work.public_id, "suffix": "bib"},
        "work_by_arxiv": {"text": "1905.09747"},
        "work_by_doi": {"text": "10.1234/abc"},
        "account_confirm_email": {"key": "none"},
        "slice_file": {"public_id": signed.author.public_id, "format": "graphml"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
    }

    def of(name):
        found = known.get(name) or known["work" if name.startswith("work") else "author"]
        return {argument: found[argument] for argument in ROUTES[name]}

    return of


@pytest.fixture
def signed_in(client, db):
    client.force_login(User.objects.create_user("ada@example.org", "a long enough word"))
    return client


def test_every_named_page_is_listed_here():
    assert set(ROUTES) == set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_stranger_sees_the_page_within_its_budget(name, client, arguments, django_assert_max_num_queries):
    address = reverse(name, kwargs=arguments(name))
    client.get(address)  # the first look may queue a slice or count a score
    with django_assert_max_num_queries(PAGES[name].budget):
        assert client.get(address).status_code == PAGES[name].stranger


@pytest.mark.parametrize("name", sorted(PAGES))
def test_somebody_signed_in_sees_the_page_within_its_budget(name, signed_in, arguments, django_assert_max_num_queries):
    address = reverse(name, kwargs=arguments(name))
    signed_in.get(address)
    with django_assert_max_num_queries(PAGES[name].budget + SIGNED_IN):
        assert signed_in.get(address).status_code == PAGES[name].signed_in


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_address_is_not_a_server_error(odd, client, arguments):
    for name, wanted in ROUTES.items():
        right = arguments(name)
        for argument in wanted:
            address = reverse(name, kwargs=right).replace(
                quote(str(right[argument]), safe="/:"), quote(odd, safe=""), 1
            )
            assert client.get(address).status_code < 500, address


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_an_odd_question_is_not_a_server_error(query, client, arguments):
    for name in [
        "author",
        "work",
        "topic",
        "institution",
        "search",
        "missing_work",
        "home",
        "explorer",
        "slice_json",
        "trust_json",
        "api_author",
    ]:
        address = reverse(name, kwargs=arguments(name)) + "?" + query
        assert client.get(address).status_code < 500, address


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_carries_the_safe_headers_and_no_inline_code(name, client, arguments):
    response = client.get(reverse(name, kwargs=arguments(name)))
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    if response.headers["Content-Type"].startswith("text/html"):
        body = response.content.decode()
        for inline in (" style=", "<style", " onclick=", " onload=", "javascript:"):
            assert inline not in body
        assert body.count("<script") == body.count('<script type="application/') + body.count(
            '<script type="module" src='
        )
