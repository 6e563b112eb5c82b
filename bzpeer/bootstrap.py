"""Before anything else: .venv holds exactly the locked requirements, and this program runs inside it.

Standard library only, and readable by an old Python, which it has to turn away in plain words.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bzpeer.console import Trouble, say, step

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".bzpeer-installed"
LOCKS = [BASE / "requirements.txt", BASE / "requirements-dev.txt"]
UV = "uv==0.13.9"
ROOM_TO_INSTALL = 1200  # megabytes: .venv takes about 500, the rest is for the installer's cache and the database


def enter() -> None:
    """Install what the lock files name when they have changed, then go on inside .venv.

    With BZPEER_NO_VENV set (a container image, an environment of one's own) nothing is done.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - pip would check this, but here nothing is installed yet
        sys.exit(f"BZPEER needs Python 3.11 or newer, and this is {sys.version.split()[0]}: start it with a newer one.")
    if os.environ.get("BZPEER_NO_VENV"):
        return
    try:
        if not (PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _wanted()):
            _install()
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
    if Path(sys.prefix) != VENV:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def require_space(megabytes: int) -> None:
    free = shutil.disk_usage(BASE).free // 1_000_000
    if free < megabytes:
        raise Trouble(f"The disk is too full: {BASE} needs {megabytes} MB and has {free}. Make room and start again.")


def _wanted() -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS) + sys.version.encode()).hexdigest()


def _install() -> None:
    require_space(ROOM_TO_INSTALL)
    n_packages = sum(lock.read_text().count("==") for lock in LOCKS)
    with step("Environment", f"installing about {n_packages} packages into .venv ..."):
        uv = shutil.which("uv")
        _make_venv(with_pip=uv is None)
        if uv is None:
            _run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
            uv = VENV / "bin" / "uv"
        files = [word for lock in LOCKS for word in ("-r", lock)]
        _run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "--python", PYTHON, *files])
        STAMP.write_text(_wanted())


def _make_venv(with_pip: bool) -> None:
    command = [sys.executable, "-m", "venv", VENV, *([] if with_pip else ["--without-pip"])]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode and _apt_install("python3-venv"):  # Debian and Ubuntu keep it in a package of its own
        made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(
            "Python cannot make a virtual environment here. On Debian or Ubuntu, install what it needs with"
            f" `sudo apt-get install python3-venv`, then start again. ({_last_line(made.stderr or made.stdout)})"
        )


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _apt_install(package: str) -> bool:
    """Whether the package is there now. Only root may try."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {package} with apt-get ...")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return (
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet).returncode == 0
    )


def _run(command: list) -> None:
    # uv would otherwise fetch a Python of its own when it dislikes this one.
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    )
    if done.returncode:
        raise Trouble(f"The requirements could not be installed; check the network and start again.\n{done.stderr}")
