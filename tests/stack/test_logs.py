import json
import logging
import sys

import structlog

from bzpeer import logs


def written(**record):
    """What a line looks like in production."""
    lines = logs.configuration(readable=False)["formatters"]["lines"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=lines["processors"], foreign_pre_chain=lines["foreign_pre_chain"]
    )
    return json.loads(formatter.format(logging.makeLogRecord({"name": "library", "levelname": "WARNING"} | record)))


def test_a_library_s_line_is_json_and_carries_the_id_of_the_request():
    with structlog.contextvars.bound_contextvars(request_id="one"):
        line = written(msg="%s apples", args=(3,))
    assert (line["event"], line["logger"], line["request_id"]) == ("3 apples", "library", "one")


def test_the_key_of_a_link_in_a_mail_is_not_written():
    line = written(msg="Not Found: /accounts/password/reset/key/4-c8x-0f3/")
    assert line["event"] == "Not Found: /accounts/password/reset/key/.../"


def test_an_error_is_written_without_the_values_at_hand():
    password = "-".join(["correct", "horse"])
    try:
        raise ValueError(len(password))
    except ValueError:
        line = written(msg="failed", exc_info=sys.exc_info())
    assert "ValueError: 13" in line["exception"]
    assert password not in json.dumps(line)
