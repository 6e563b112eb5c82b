"""How django-allauth does things here where its own way would not do."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter

from profiles import mailing


class Accounts(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The mail is due once the change it tells about is committed, and is worded in our own files."""
        name = template_prefix.rpartition("/")[2].removesuffix("_signup")
        said = {key: value for key, value in context.items() if isinstance(value, str)}
        if when := context.get("timestamp"):
            said["when"] = f"{when:%-d %B %Y, %H:%M} UTC"
        mailing.send(name, email, said)
