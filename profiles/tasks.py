from celery import shared_task

from profiles import proposals, scoring


@shared_task(name="profiles.rescore_due_authors")
def rescore_due_authors() -> None:
    """What is left after these chunks is taken up at the next beat."""
    for _ in range(5):
        if not scoring.rescore_due():
            return


@shared_task(name="profiles.tell_outcomes")
def tell_outcomes() -> None:
    proposals.tell_outcomes()
