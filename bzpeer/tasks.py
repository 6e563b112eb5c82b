from celery import shared_task

from bzpeer import heartbeat as sign_of_life


@shared_task(name="bzpeer.heartbeat")
def heartbeat() -> None:
    sign_of_life.record()
