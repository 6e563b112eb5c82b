from django.apps import AppConfig


class BzpeerConfig(AppConfig):
    name = "bzpeer"

    def ready(self) -> None:
        # Without this, `shared_task.delay()` in the web process would look for a broker at amqp://localhost.
        from bzpeer import celery  # noqa: F401
