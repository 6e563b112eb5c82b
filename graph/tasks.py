from celery import shared_task

from graph import slices, ties


@shared_task(name="graph.build_slice", soft_time_limit=slices.BUILD_SECONDS, time_limit=slices.BUILD_SECONDS + 5)
def build_slice(author_id: int) -> None:
    slices.build(author_id)


@shared_task(name="graph.resend_due_slices")
def resend_due_slices() -> None:
    slices.resend_due()


@shared_task(name="graph.count_due_ties")
def count_due_ties() -> None:
    """What is left after these chunks is taken up at the next beat."""
    for _ in range(3):
        if not ties.count_due():
            return
