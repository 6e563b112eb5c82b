"""The suite in several processes at once: each has a database of its own (pytest-django), and here a Redis of its own.

A plugin, because it has to come before the settings are read.
"""

import os
from urllib.parse import urlsplit

if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # gw0, gw1 …
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
