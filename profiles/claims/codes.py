"""Codes mailed to an address, so that who reads its mail can show it: single use, 24 hours, five tries, bound to
account, claim and address. Each mail has a way to say "this was not me" that needs no account."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from profiles import mailing
from profiles.claims.turns import BUSY, in_turn
from profiles.models import ClosedAddress, Evidence, EvidenceCode

HOURS, MOST_TRIES, MOST_A_YEAR = 24, 5, 3
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
_SALT = "evidence code"
_SIGNED = "this was not me"


class CodeRefused(ValueError):
    """No code is sent, or this one does not count; the message is a sentence for people."""


def send(evidence: Evidence) -> None:
    """Mail a new code; earlier ones of this evidence end. Raises CodeRefused."""
    address = evidence.subject
    _check_may_write(address)
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    EvidenceCode.objects.filter(evidence=evidence, used_at=None).update(expires_at=Now())
    EvidenceCode.objects.create(
        evidence=evidence,
        address=address,
        digest=_digest(evidence, code),
        expires_at=timezone.now() + timedelta(hours=HOURS),
    )
    context = {
        "code": f"{code[:4]} {code[4:]}",
        "hours": HOURS,
        "name": evidence.claim.author.survivor().display_name,
        "not_me": settings.SITE_URL + reverse("not_me", args=[token(evidence)]),
    }
    mailing.send("evidence_code", address, context)


def enter(evidence: Evidence, text: str) -> None:
    """The code as its reader typed it. Raises CodeRefused; a wrong one costs a try."""
    said = "".join(text.upper().split())
    with in_turn(CodeRefused(BUSY)):
        code = EvidenceCode.objects.select_for_update().filter(evidence=evidence, used_at=None).order_by("-pk").first()
        if code is None or code.expires_at <= timezone.now():
            raise CodeRefused("There is no code to enter any more. Ask for a new one.")
        if code.tries < MOST_TRIES:
            right = constant_time_compare(code.digest, _digest(evidence, said))
            if right:
                EvidenceCode.objects.filter(pk=code.pk).update(used_at=Now())
                return
            EvidenceCode.objects.filter(pk=code.pk).update(tries=F("tries") + 1)
            code.tries += 1
    left = MOST_TRIES - code.tries
    if not left:
        raise CodeRefused("Too many tries. Ask for a new code.")
    raise CodeRefused(f"That is not the code. {left} {'try is' if left == 1 else 'tries are'} left.")


def token(evidence: Evidence) -> str:
    """Of the page that says "this was not me"."""
    return signing.dumps(evidence.pk, salt=_SIGNED)


def of_token(text: str) -> Evidence | None:
    """The evidence a mail was about; None when the address of the page was made up."""
    try:
        pk = signing.loads(text, salt=_SIGNED)
    except signing.BadSignature:
        return None
    return Evidence.objects.select_related("claim__author").filter(pk=pk).first()


def close(address: str) -> None:
    """No code goes there any more."""
    ClosedAddress.objects.get_or_create(digest=_of_address(address))


def _check_may_write(address: str) -> None:
    if ClosedAddress.objects.filter(digest=_of_address(address)).exists():
        raise CodeRefused("Whoever reads this address asked us not to write there.")
    year = timezone.now() - timedelta(days=365)
    if EvidenceCode.objects.filter(address=address, created_at__gt=year).count() >= MOST_A_YEAR:
        raise CodeRefused(f"We write to one address at most {MOST_A_YEAR} times a year.")


def _digest(evidence: Evidence, code: str) -> str:
    bound = f"{evidence.claim.user_id} {evidence.claim_id} {evidence.subject} {code}"
    return salted_hmac(_SALT, bound, algorithm="sha256").hexdigest()


def _of_address(address: str) -> str:
    return salted_hmac(_SALT, address.lower(), algorithm="sha256").hexdigest()
