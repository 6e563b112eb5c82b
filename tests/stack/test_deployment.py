import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from bzpeer import up
from bzpeer.bootstrap import BASE

COMPOSE = BASE / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose():
    return YAML(typ="safe").load(COMPOSE)["services"]


def test_the_compose_file_follows_the_compose_specification():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_containers_run_what_up_runs(compose):
    prepare = " && ".join(" ".join(["python", "manage.py", *command]) for command in up.PREPARE.values())
    assert compose["migrate"]["command"] == ["sh", "-c", prepare]
    assert compose["web"]["command"] == ["python", "-m", *up.GUNICORN, "--bind=0.0.0.0:8000"]
    assert compose["worker"]["command"] == ["python", "-m", *up.WORKER]
    assert compose["beat"]["command"] == ["python", "-m", *up.BEAT, "--schedule=/tmp/beat-schedule"]


def test_every_container_that_stays_is_watched_and_ours_can_change_nothing(compose):
    assert all("healthcheck" in service for name, service in compose.items() if name != "migrate")
    for name in ("migrate", "web", "worker", "beat"):
        assert compose[name]["image"] == "bzpeer"
        assert compose[name]["read_only"]
        assert compose[name]["cap_drop"] == ["ALL"]
    assert "USER 10001" in (BASE / "Dockerfile").read_text()


def test_the_lock_files_name_no_place_to_fetch_from():
    for lock in ("requirements.txt", "requirements-dev.txt"):
        lines = (BASE / lock).read_text().splitlines()
        assert not [line for line in lines if "://" in line or line.startswith("-")]
