from celery import shared_task

from profiles import digests, mailing, own_lists, scoring
from profiles.claims import bringing, checking
from profiles.contact import noticing


@shared_task(name="profiles.rescore_due_authors")
def rescore_due_authors() -> None:
    """What is left after these chunks is taken up at the next beat."""
    for _ in range(5):
        if not scoring.rescore_due():
            return


@shared_task(name="profiles.check_due_evidence", soft_time_limit=240, time_limit=300)
def check_due_evidence() -> None:
    checking.check_due(bringing.CHECKS)


@shared_task(name="profiles.end_due_claims")
def end_due_claims() -> None:
    checking.end_due()


@shared_task(name="profiles.send_due_mails")
def send_due_mails() -> None:
    mailing.send_due()


@shared_task(name="profiles.forget_old_mails")
def forget_old_mails() -> None:
    mailing.forget_old()


@shared_task(name="profiles.tell_of_contact")
def tell_of_contact() -> None:
    noticing.send_due()


@shared_task(name="profiles.send_due_digests")
def send_due_digests() -> None:
    """What is left after a run is taken up at the next beat."""
    digests.send_due()


# Acknowledged at once: the rows bring it back, not the message. Names on thousands of works may take a while.
@shared_task(name="profiles.bring_in_own_lists", acks_late=False, soft_time_limit=600, time_limit=660)
def bring_in_own_lists() -> None:
    own_lists.bring_in_due()
