"""The line of apps holds: publications <- graph <- profiles <- bzpeer. Late strings carry no code and do not count."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINE = ["publications", "graph", "profiles", "bzpeer"]
LAYER_NAMES = {"services", "selectors", "utils", "helpers", "managers", "mixins"}


def modules(app):
    return sorted(p for p in (ROOT / app).rglob("*.py"))


def imported_apps(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("app", LINE)
def test_an_app_imports_only_from_apps_to_its_left(app):
    to_the_right = set(LINE[LINE.index(app) + 1 :])
    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imported_apps(path)
        if name in to_the_right
    ]
    assert against == []


def test_no_module_is_named_after_a_layer():
    named = [str(p.relative_to(ROOT)) for app in LINE for p in modules(app) if p.stem in LAYER_NAMES]
    assert named == []


def test_pure_modules_know_no_database():
    pure = ["identifiers", "names", "fingerprints", "records", "mathtext", "sources", "topics", "invented"]
    for name in pure:
        for path in [ROOT / f"publications/{name}.py", *(ROOT / f"publications/{name}").glob("*.py")]:
            if path.exists():
                assert "django" not in set(imported_apps(path)), f"{path.relative_to(ROOT)} should not need Django"


def test_what_runs_before_the_environment_exists_needs_only_the_standard_library():
    assert list(imported_apps(ROOT / "bzpeer/__init__.py")) == []
    third_party = {"django", "celery", "redis", "psycopg2", "environ", "structlog"}
    assert third_party.isdisjoint(imported_apps(ROOT / "bzpeer/bootstrap.py"))
