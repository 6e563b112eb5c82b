"""Deleting an account: its record is given back, its words and addresses go, and what it decided stays nameless."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.crypto import get_random_string

from profiles import mailing, sessions
from profiles.claims import transitions
from profiles.contact import ending
from profiles.models import Claim, ClaimEvent, Evidence, Mail, User

_END = {
    Claim.State.SUBMITTED: Claim.State.WITHDRAWN,
    Claim.State.NEEDS_EVIDENCE: Claim.State.WITHDRAWN,
    Claim.State.APPROVED: Claim.State.RELEASED,
    Claim.State.CONTESTED: Claim.State.RELEASED,
}


def delete(user: User) -> None:
    """All of it or nothing. Who decided something in the ledger leaves an empty row there, without address or name."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        address = user.email
        for claim in Claim.objects.filter(user=user, state__in=_END):
            transitions.move(claim, _END[claim.state], role=ClaimEvent.Role.CLAIMANT, by=user)
        Evidence.objects.filter(claim__user=user).delete()
        Claim.objects.filter(user=user).update(name="", statement="", answers=[])
        ending.leave(user)
        sessions.end_all(user)
        Mail.objects.filter(address__in=[address, *_addresses(user)]).delete()
        _detach(user)
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:
            _empty(user)
        mailing.send("account_deleted", address)


def _addresses(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))


def _detach(user: User) -> None:
    """What deleting the row would do to other tables, done whether or not the row can go."""
    for relation in User._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and isinstance(relation, models.ManyToOneRel)):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: user})
        if relation.on_delete is models.CASCADE:
            rows.delete()
        elif relation.on_delete is models.SET_NULL:
            rows.update(**{relation.field.name: None})


def _empty(user: User) -> None:
    User.objects.filter(pk=user.pk).update(
        email=f"{get_random_string(20).lower()}@deleted.invalid",
        name="",
        password="",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
