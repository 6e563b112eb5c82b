"""Imports as processes of their own that can be killed: each line of standard input is a file, each gets a process.

Django is set up once; every import is a fork of that, so twenty of them take no twenty starts. Prints the id of each
process when it begins, and its exit status when it ended.
"""

import os
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.db import connection

    from publications import importing, preparing

    preparing.CHUNK, importing.LARGE = 5, 0  # many checkpoints, and a second process even for a small file
    for name in map(str.strip, sys.stdin):
        connection.close()
        if pid := os.fork():
            print(pid, flush=True)
            print(os.waitpid(pid, 0)[1], flush=True)
            continue
        try:
            importing.import_file(Path(name))
        except importing.ImportRefused as refusal:
            os._exit(3 if "already" in str(refusal) else 1)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(2)
        os._exit(0)


if __name__ == "__main__":
    main()
