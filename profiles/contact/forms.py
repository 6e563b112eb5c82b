"""What people write to each other, checked at the door: plain text of a certain length."""

from __future__ import annotations

import re

from django import forms

from profiles.models import Message, Profile, User
from profiles.models.invitation import Purpose, WhoMayWrite
from profiles.models.proposal import MOST_LETTERS

_MOST_LINKS = 3
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class Words(forms.CharField):
    """Line ends as one sign each, so that what is counted here is what was counted while typing."""

    def __init__(self, *, most: int, label: str, hint: str) -> None:
        widget = forms.Textarea(attrs={"class": "field-input", "rows": 8, "maxlength": most, "dir": "auto"})
        super().__init__(label=label, help_text=hint, widget=widget, max_length=most)

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class InvitationForm(forms.Form):
    purpose = forms.ChoiceField(
        label="What for",
        choices=[("", "Choose one"), *Purpose.choices],
        widget=forms.Select(attrs={"class": "field-input"}),
    )
    text = Words(
        most=MOST_LETTERS,
        label="Your invitation",
        hint="Plain text, up to 1,000 characters. Links stay text until it is accepted. Your address is not shown.",
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(_LINK.findall(text)) > _MOST_LINKS:
            raise forms.ValidationError(f"An invitation may hold {_MOST_LINKS} links at most.")
        return text


class MessageForm(forms.Form):
    text = Words(most=Message.MOST_LETTERS, label="Your message", hint="Plain text, up to 4,000 characters.")


class ReportForm(forms.Form):
    text = Words(most=MOST_LETTERS, label="What is wrong with it", hint="A moderator reads this.")


class SettingsForm(forms.Form):
    """``who_may_write`` for who holds a record; the others have nobody to be written to as."""

    who_may_write = forms.ChoiceField(
        label="Who may invite you to a conversation",
        choices=[(value, label.capitalize()) for value, label in WhoMayWrite.choices],
        widget=forms.RadioSelect,
    )
    hears_of_contact = forms.BooleanField(
        label="Tell me by mail that something waits, once a day at most", required=False
    )

    def __init__(self, data: object, *, user: User, held: Profile | None) -> None:
        super().__init__(data, initial={"hears_of_contact": user.hears_of_contact})
        self.user, self.held = user, held
        if held:
            self.fields["who_may_write"].initial = held.who_may_write
        else:
            del self.fields["who_may_write"]

    def save(self) -> None:
        User.objects.filter(pk=self.user.pk).update(hears_of_contact=self.cleaned_data["hears_of_contact"])
        if self.held:
            Profile.objects.filter(pk=self.held.pk).update(who_may_write=self.cleaned_data["who_may_write"])
