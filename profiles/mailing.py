"""The one way a mail leaves: a row that is due, written with what it tells about, and sent after the commit.

A row is claimed before the mail server hears of it, so no mail goes out twice, whatever is killed or run twice. What
the mail server has certainly not taken is tried again; what it may have taken is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic
from typing import NamedTuple

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.template import Context
from django.template.loader import get_template

from profiles.models import Mail, User
from publications import workers

MOST_ATTEMPTS = 15  # with the pauses between them: three days
KEEP = timedelta(days=30)
_LONGEST_PAUSE = timedelta(hours=12)
_LOST = timedelta(minutes=10)  # whoever has been at one mail for that long was killed
_A_RUN, _RUN_SECONDS = 200, 30

log = structlog.get_logger(__name__)


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


def send(
    name: str,
    to: User | str,
    context: Mapping[str, object] | None = None,
    *,
    due_at: datetime | None = None,
    once: str | None = None,
    unsubscribe: str = "",
    refused: str = "",
) -> Mail:
    """Write down that this mail is due; a worker sends it after the commit. The earlier row when ``once`` is known.

    ``name``: of ``templates/profiles/mail/<name>.subject.txt``, ``.txt`` and ``.html``. ``to``: an account, at whatever
    address it has when the mail goes out, or an address. ``context``: values of JSON; dates in words. ``unsubscribe``:
    an absolute address that takes a POST without signing in, for mails that come again and again. ``refused``: why it
    will not be sent after all, where it must take as long as if it were.
    """
    for file in _files(name):
        get_template(file)  # what cannot be rendered is an error of the sender's, not the worker's
    said = {"name": name, "context": dict(context or {}), "unsubscribe": unsubscribe, "refused": refused}
    said |= {"user": to} if isinstance(to, User) else {"address": to}
    said |= {"due_at": due_at} if due_at else {}
    mail = Mail.objects.get_or_create(once=once, defaults=said)[0] if once else Mail.objects.create(**said)
    transaction.on_commit(partial(workers.send, "profiles.send_due_mails"))
    return mail


def rendered(name: str, context: Mapping[str, object]) -> Rendered:
    """The three files of a mail, filled in. Only HTML is escaped; the subject is one line."""
    subject, text, html = (
        get_template(file).template.render(
            Context({**context, "site": settings.SITE_URL}, autoescape=file.endswith(".html"))
        )
        for file in _files(name)
    )
    return Rendered("BZPEER: " + " ".join(subject.split()), text.strip() + "\n", html)


def send_due() -> int:
    """Send what is due, the longest waiting first, for half a minute; how many mails went out."""
    lost = Mail.objects.filter(claimed_at__lt=Now() - _LOST, sent_at=None, refused="")
    lost.update(refused="The worker was stopped while sending; it may have arrived.", context={})
    sent = 0
    for mail in _claimed():
        server = get_connection()
        try:
            server.open()
        except (SMTPException, OSError) as problem:
            _later(mail, problem)
            break  # the server is away; the others stay as they are
        try:
            sent += _send(mail, server)
        finally:
            with suppress(SMTPException, OSError):
                server.close()
    return sent


def forget_old() -> None:
    """Rows older than a month tell nobody anything any more."""
    Mail.objects.filter(created_at__lt=Now() - KEEP).exclude(sent_at=None, refused="").delete()


def _files(name: str) -> list[str]:
    return [f"profiles/mail/{name}.{suffix}" for suffix in ("subject.txt", "txt", "html")]


def _claimed() -> Iterator[Mail]:
    """Due mails, each for nobody else; committed before the mail server hears of it."""
    until = monotonic() + _RUN_SECONDS
    for pk in list(Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:_A_RUN]):
        if monotonic() > until:
            return
        if Mail.objects.due().filter(pk=pk).update(claimed_at=Now(), attempts=F("attempts") + 1):
            yield Mail.objects.select_related("user").get(pk=pk)


def _send(mail: Mail, server: BaseEmailBackend) -> bool:
    if mail.user and not mail.user.is_active:
        return _give_up(mail, "The account is closed.")
    try:
        _message(mail, server).send()
    except SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        return _later(mail, problem) if codes and max(codes) < 500 else _give_up(mail, repr(problem))
    except SMTPResponseException as problem:
        return _later(mail, problem) if problem.smtp_code < 500 else _give_up(mail, repr(problem))
    except (SMTPException, OSError) as problem:
        return _give_up(mail, f"The mail server fell silent; it may have arrived. {problem!r}")
    Mail.objects.filter(pk=mail.pk).update(sent_at=Now(), context={})
    return True


def _message(mail: Mail, server: BaseEmailBackend) -> EmailMultiAlternatives:
    said = rendered(mail.name, mail.context)
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers |= {"List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    to = mail.user.email if mail.user else mail.address
    message = EmailMultiAlternatives(said.subject, said.text, None, [to], connection=server, headers=headers)
    message.attach_alternative(said.html, "text/html")
    return message


def _later(mail: Mail, problem: Exception) -> bool:
    if mail.attempts >= MOST_ATTEMPTS:
        return _give_up(mail, f"Tried {mail.attempts} times. {problem!r}")
    log.warning("mail_waits", mail=mail.pk, name=mail.name, problem=type(problem).__name__)
    pause = min(timedelta(minutes=2 ** (mail.attempts - 1)), _LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk).update(claimed_at=None, due_at=Now() + pause)
    return False


def _give_up(mail: Mail, why: str) -> bool:
    log.warning("mail_given_up", mail=mail.pk, name=mail.name)
    Mail.objects.filter(pk=mail.pk).update(refused=why[:200], context={})
    return False
