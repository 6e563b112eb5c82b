from celery import shared_task

from publications import summaries


@shared_task(name="publications.count_due_summaries")
def count_due_summaries() -> None:
    """What is left after these is taken up at the next beat."""
    for _ in range(20):
        if not summaries.count_due():
            return
