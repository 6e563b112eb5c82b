"""How gunicorn serves the site: `python -m gunicorn --config=python:bzpeer.gunicorn --bind=ADDRESS`."""

from bzpeer import logs

wsgi_app = "bzpeer.wsgi"
workers = 2
threads = 4
control_socket_disable = True  # nobody uses it, and a read-only container has no place for it
logconfig_dict = logs.configuration(readable=False)
