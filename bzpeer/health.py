"""Two addresses for whoever runs the site: is this process alive, and can it serve pages."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg2
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from bzpeer import heartbeat

PATIENCE = 1.0  # seconds each service has to answer
threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="readyz")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 unless the database and Redis answer. A worker's age is told but not required: pages do without it."""
    parameters = connection.get_connection_params() | {"connect_timeout": 1}
    # A frozen service accepts connections and says nothing, so someone else than this request has to wait for it.
    database = threads.submit(lambda: psycopg2.connect(**parameters).close())
    redis = threads.submit(heartbeat.age)
    services = {"database": _state(database), "redis": _state(redis)}
    ready = set(services.values()) == {"ok"}
    age = redis.result() if services["redis"] == "ok" else None
    return JsonResponse({"ready": ready, **services, "worker_seen_seconds_ago": age}, status=200 if ready else 503)


def _state(answer: Future[Any]) -> str:
    try:
        answer.result(timeout=PATIENCE)
    except TimeoutError:
        return "no answer"
    except (psycopg2.Error, RedisError):
        return "failing"
    return "ok"
