#!/usr/bin/env python3
"""`python3 manage.py up` starts everything, `python3 manage.py test` tests everything; the rest is Django's."""

import sys

from bzpeer import bootstrap

if __name__ == "__main__":
    bootstrap.enter()  # from here on, inside .venv

    from bzpeer import run

    sys.exit(run.main(sys.argv[1:]))
