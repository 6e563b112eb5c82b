"""What a worker would have sent by now."""

from django.core import mail
from django.core.mail import EmailMessage

from profiles import mailing


def delivered() -> list[EmailMessage]:
    """Every mail so far, with what was due until now."""
    mailing.send_due()
    return mail.outbox
