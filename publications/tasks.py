from celery import shared_task

from publications import attribution, batches, summaries

DAY = 24 * 3600


@shared_task(name="publications.count_due_summaries")
def count_due_summaries() -> None:
    """What is left after these is taken up at the next beat."""
    for _ in range(20):
        if not summaries.count_due():
            return


@shared_task(name="publications.attribute_due")
def attribute_due() -> None:
    attribution.attribute_due()


# Acknowledged at once, for it may take hours: the row brings it back, not the message.
@shared_task(name="publications.run_due_imports", acks_late=False, soft_time_limit=DAY, time_limit=DAY + 60)
def run_due_imports() -> None:
    batches.run_due()


@shared_task(name="publications.delete_old_uploads")
def delete_old_uploads() -> None:
    batches.delete_old_files()
