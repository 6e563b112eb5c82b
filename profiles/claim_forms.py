"""What is asked of somebody who claims a record."""

from __future__ import annotations

from django import forms

from profiles.claims.filing import LEAST_LETTERS
from profiles.claims.sampling import Asked
from profiles.models import Evidence
from profiles.models.claim import MOST_LETTERS

_BOX = {"class": "field-input"}
_SAY = f"Say how we can check that this is you ({LEAST_LETTERS} to {MOST_LETTERS} characters)."


def _words(label: str, hint: str, *, least: int = LEAST_LETTERS, problem: str = _SAY) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        min_length=least,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={**_BOX, "rows": 5, "maxlength": MOST_LETTERS}),
        error_messages=dict.fromkeys(("required", "min_length", "max_length"), problem),
    )


class ClaimForm(forms.Form):
    works = forms.MultipleChoiceField(required=False, label="Which of these works are yours?")
    name = forms.CharField(
        max_length=200,
        label="Your name, as it stands on your works",
        widget=forms.TextInput(attrs={**_BOX, "autocomplete": "name"}),
        error_messages={"required": "Say under which name you publish."},
    )
    statement = _words(
        "How can we check that this is you?",
        f"For example a page that lists your works, or where you worked when you wrote them. {LEAST_LETTERS} to "
        f"{MOST_LETTERS} characters; moderators read it, nobody else does.",
    )

    def __init__(self, data: object = None, *, asked: Asked, initial: dict | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["works"].choices = [(each.public_id, each.title_text) for each in asked.works]
        self.fields["works"].error_messages["invalid_choice"] = "One of the works was not asked about."


class AnswerForm(forms.Form):
    """Back to the moderators with what they asked for."""

    text = _words("What you brought, or where we can see it", "Moderators read it; nobody else does.")


class AppealForm(forms.Form):
    text = _words(
        "What should be looked at again?",
        "Say what was overlooked or what has changed. Moderators read it; nobody else does.",
        problem=f"Say what should be looked at again ({LEAST_LETTERS} to {MOST_LETTERS} characters).",
    )


class BringForm(forms.Form):
    """One proof: what it takes depends on its kind."""

    subject = forms.CharField(max_length=500)

    def __init__(self, data: object = None, *, kind: str, choices: list[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        if kind == Evidence.Kind.ORCID:
            del self.fields["subject"]
        elif kind == Evidence.Kind.INSTITUTIONAL_EMAIL:
            box = forms.EmailInput(attrs={**_BOX, "autocomplete": "email"})
            self.fields["subject"] = forms.EmailField(label="Your address there", widget=box)
        elif kind == Evidence.Kind.HOME_PAGE:
            self.fields["subject"].label = "Its address"
            self.fields["subject"].widget = forms.URLInput(attrs=_BOX)
        else:
            label = "Whom shall we ask?" if kind == Evidence.Kind.VOUCH else "Which address?"
            error = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
            self.fields["subject"] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, error_messages=error
            )


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=20,
        label="The code from the mail",
        widget=forms.TextInput(attrs={**_BOX, "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": "Type the code from the mail."},
    )
