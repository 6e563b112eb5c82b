"""Who may do what: every named address, by every role, with GET and with POST. One that is not listed fails the suite.

The owner holds the record, sent the invitation and takes part in the conversation; nobody else learns that the latter
exist (404). The key is somebody else's whom nobody here is. What a link in a mail opens, it opens for whoever has it.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from profiles import address_changes, proposals, unsubscribing
from profiles.claims import codes
from profiles.contact import inviting
from profiles.models import Message
from publications import curation
from tests import people, world
from tests.test_pages import ROUTES

ROLES = ("stranger", "somebody", "owner", "moderator")
# "statuses of GET / statuses of POST": one for all, or one a role in this order.
EXPECTED = {
    "200 / 200": """
        account_reset_password account_reset_password_from_key end_mails not_me report_author report_work
    """,
    "200 / 302": "report undo_address",
    "200 / 400": "propose_merge",
    "200 / 403 403 302 403": "hide_author",
    "200 / 404": "account_confirm_email",
    "200 / 405": """
        about_moderation about_sources about_trust about_verification account_email_verification_sent account_inactive
        account_reset_password_done account_reset_password_from_key_done api_author api_trust author author_feed
        compare conflict_csv conflict_list connection explorer healthz history history_atom home institution
        institution_feed might_work_together missing_work over_time readyz robots search slice_panel
        socialaccount_login_cancelled source source_feed suggestions topic topic_feed trust_csv trust_history
        trust_json work work_citation
    """,
    "200 302 302 302 / 200 302 302 302": "account_login account_signup",
    "202 / 405": "api_graph slice_json",
    "301 / 405": "author_short work_short",
    "302 / 302": """
        account_confirm_login_code account_data account_delete account_set_password mfa_activate_totp
        mfa_add_webauthn mfa_authenticate mfa_edit_webauthn mfa_generate_recovery_codes mfa_login_webauthn
        mfa_reauthenticate_webauthn mfa_remove_webauthn socialaccount_signup
    """,
    "302 / 405": "orcid_unknown",
    "302 200 200 200 / 302": "account_email account_logout following signed_in unfollow vouches",
    "302 200 200 200 / 302 200 200 200": """
        account_change_password account_reauthenticate contact_settings socialaccount_connections
    """,
    "302 200 200 200 / 302 302 409 302": "follow",
    "302 200 200 200 / 302 405 405 405": "account claims messages mfa_index mfa_list_webauthn",
    "302 200 409 200 / 302 400 409 400": "claim",
    "302 302 302 200 / 302 302 302 200": "mfa_reauthenticate",
    "302 403 403 200 / 302 403 403 400": "desk_case desk_change desk_claim_case desk_operation",
    "302 403 403 200 / 405": "desk desk_claims desk_record",
    "302 403 403 404 / 405": "desk_find",
    "302 403 409 403 / 302 400 400 400": "invite",
    "302 404 200 404 / 302 404 302 404": "claim_status edit_featured invitation",
    "302 404 200 404 / 302 404 400 404": "conversation edit_author edit_photo evidence own_list",
    "302 404 200 404 / 302 404 409 404": "edit_names",
    "302 404 404 302 / 302 404 404 302": "mfa_deactivate_totp",
    "302 404 404 404 / 302 404 404 404": """
        mfa_download_recovery_codes own_list_checked report_invitation report_message
    """,
    "302 404 404 404 / 302 405 405 405": "mfa_view_recovery_codes own_list_live",
    "302 405 405 405 / 302 404 302 404": "block_partner",
    "401 / 405": "socialaccount_login_error",
    "403 405 405 405 / 403 403 409 403": "api_invite",
    "403 405 405 405 / 403 405 405 405": "api_follow",
    "404 / 404": "orcid_callback orcid_login",
    "404 / 405": """
        author_by_openalex author_by_orcid author_photo development_mail development_mail_html development_mails
        search_feed slice_file work_by_arxiv work_by_doi
    """,
    "405 / 302": "slice_again",
    "405 / 302 403 403 200": "desk_claim_evidence",
    "405 / 302 403 403 302": "desk_claim_look",
}


@pytest.fixture
def objects(db):
    """What the addresses are about, by name of the argument, and the clients, by role."""
    work = world.work("On Things", ["Ada Lovelace"], topics=["cs.LG"], institutions={"Ada Lovelace": "Engines"})
    ada, bo = work.authorships.get().author, world.work("On Others", ["Bo Li"]).authorships.get().author
    owner, partner = people.holder(ada).user, people.holder(bo).user
    old_address = address_changes.undo_link(owner, "old@example.org").rstrip("/").rpartition("/")[2]
    evidence = people.prove(owner.profile.claim, "institutional_email", "anchor")
    told = proposals.propose("other", author=ada, text="Something is odd.")
    change = curation.carry_out(curation.plan_rename(bo, "B. Li"), reason="As printed.", role="operator")
    invitation = inviting.invite(owner, bo, purpose="data", text="Your graphs and my engines belong together.")
    conversation = inviting.accept(invitation, partner)
    mine = conversation.participants.get(user=owner)
    message = Message.objects.create(conversation=conversation, participant=mine, text="Hello.")
    key = partner.authenticator_set.create(type="webauthn", data={"name": "Phone"})
    of_route = {
        "conversation": conversation.token,
        "block_partner": conversation.token,
        "report_message": conversation.token,
        "claim_status": owner.profile.claim.token,
        "evidence": owner.profile.claim.token,
        "not_me": codes.token(evidence),
        "invitation": invitation.token,
        "report_invitation": invitation.token,
        "report": told.token,
        "undo_address": old_address,
        "end_mails": unsubscribing.address("news", owner).rstrip("/").rpartition("/")[2],
        "development_mail": "none",
        "development_mail_html": "none",
        "account_confirm_email": "none",
    }
    arguments = {
        "public_id": ada.public_id,
        "slug": ada.slug,
        "scheme": "arxiv",
        "code": "cs.LG",
        "format": "graphml",
        "format_": "atom",
        "suffix": "bib",
        "batch": 1,
        "side": 128,
        "case": told.case,
        "name": "rename",
        "key": change.key,
        "kind": "news",
        "token": "none",
        "message": message.pk,
        "evidence": people.prove(owner.profile.claim, "printed_address").pk,
        "pk": key.pk,
        "uidb36": "1",
        "text": "none",
    }
    own = {"work": work, "work_short": work, "work_citation": work, "report_work": work}

    def address(name):
        given = dict(arguments)
        if name in of_route:
            given["token"] = given["key"] = of_route[name]
        if name in own:
            given |= {"public_id": own[name].public_id, "slug": own[name].slug}
        if name.startswith("institution"):
            given["public_id"] = work.authorships.get().affiliations.get().institution.public_id
        if name.startswith("source"):
            given["key"] = "arxiv"
        if name == "evidence":
            given["kind"] = "institutional_email"
        if name == "account_reset_password_from_key":
            given["key"] = "none"
        return reverse(name, kwargs={argument: given[argument] for argument in ROUTES[name]})

    clients = {role: Client() for role in ROLES}
    for role, user in (("somebody", people.account()), ("owner", owner), ("moderator", people.moderator())):
        user.set_password("a long walk in May")
        user.save()
        clients[role].force_login(user)
    return address, clients


def statuses(client, method, address):
    """What is answered; whatever it did is undone."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        status = getattr(client, method)(address).status_code
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return status


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_each_role_as_listed(method, objects, redis_client):
    address, clients = objects
    found = {}
    for name in ROUTES:
        redis_client.flushdb()  # limits have tests of their own
        found[name] = [statuses(clients[role], method, address(name)) for role in ROLES]
    listed = {name: expected(row)[method] for row, names in EXPECTED.items() for name in names.split()}
    assert set(ROUTES) - set(listed) == set(), "not listed here"
    assert {name: codes for name, codes in found.items() if codes != listed[name]} == {}


def expected(row):
    sides = [[int(code) for code in side.split()] for side in row.split(" / ")]
    return dict(zip(("get", "post"), (side * len(ROLES) if len(side) == 1 else side for side in sides), strict=True))
