"""What is asked for each kind of proposal: as little as a moderator needs."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from profiles.models import Proposal
from profiles.models.proposal import MOST_LETTERS
from publications import lookup
from publications.models import Author, Work

Kind = Proposal.Kind
_BOX = {"class": "field-input"}
_LONG = forms.Textarea(attrs={**_BOX, "rows": 5, "maxlength": MOST_LETTERS})
_SAY = f"At most {MOST_LETTERS} letters. Moderators read it; nobody else does."


class Report(forms.Form):
    """What every proposal may carry: words, an address for the answer, and a box that only machines fill in."""

    kind: ClassVar[str] = Kind.OTHER
    question: ClassVar[str] = "What is wrong?"

    text = forms.CharField(max_length=MOST_LETTERS, widget=_LONG, help_text=_SAY)
    email = forms.EmailField(
        required=False,
        label="Your e-mail address (you can leave this empty)",
        help_text="We write once, to tell you the outcome, and then forget the address.",
        widget=forms.EmailInput(attrs={**_BOX, "autocomplete": "email"}),
    )
    homepage = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={**_BOX, "autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: object = None, *, record: Author | Work, initial: dict | None = None) -> None:
        super().__init__(data, initial=initial)
        self.record = record
        self.fields["text"].label = self.question
        if "works" in self.fields and isinstance(record, Author):
            self.fields["works"].queryset = Work.objects.filter(authorships__author=record).distinct()

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError("This has to stay empty: it is there to catch machines.")
        return ""

    def said(self) -> dict:
        """What ``proposals.propose`` wants to know, beside what the proposal is about."""
        return {key: value for key, value in self.cleaned_data.items() if key != "homepage" and value}


def _works(required: bool) -> forms.Field:
    nothing = {"required": "Tick at least one work.", "invalid_choice": "One of the works is not on this record."}
    return forms.ModelMultipleChoiceField(
        Work.objects.none(), to_field_name="public_id", required=required, error_messages=nothing, label="Works"
    )


class Merge(Report):
    kind, question = Kind.MERGE, "How can a moderator see that it is one person?"

    others = forms.ModelMultipleChoiceField(
        Author.objects.visible(), to_field_name="public_id", required=False, label="Other records"
    )
    address = forms.CharField(
        required=False,
        max_length=300,
        label="Address of another record",
        help_text="Its page here, or its ORCID iD, when it is not in the list.",
        widget=forms.TextInput(attrs=_BOX),
    )
    field_order = ["others", "address", "text"]

    def clean_address(self) -> Author | None:
        text = self.cleaned_data["address"].strip()
        found = text and author_named(text)
        if text and not found:
            raise forms.ValidationError("There is no record at this address here.")
        return found or None

    def clean(self) -> dict:
        said = super().clean()
        others = {*said.get("others", ()), *filter(None, [said.pop("address", None)])} - {self.record}
        if not others and not self.errors:
            raise forms.ValidationError("Say which other record is the same person.")
        return said | {"others": sorted(others, key=lambda other: other.public_id)}


class Split(Report):
    kind, question = Kind.SPLIT, "Who are the people, and how can one tell them apart?"
    works = _works(required=False)


class NotMine(Report):
    kind, question = Kind.NOT_MINE, "Whose are they, and how can a moderator see it?"
    works = _works(required=True)


class MissingWork(Report):
    kind, question = Kind.MISSING_WORK, "Anything a moderator should know (you can leave this empty)"
    identifier = forms.CharField(
        max_length=300,
        label="Which work?",
        help_text="Its DOI, its arXiv id, its page here, or its title.",
        widget=forms.TextInput(attrs=_BOX),
    )
    field_order = ["identifier", "text"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def said(self) -> dict:
        said = super().said()
        return said | {"works": works_named(said["identifier"])}


class WrongName(Report):
    kind, question = Kind.WRONG_NAME, "How can a moderator see it?"
    name = forms.CharField(max_length=200, label="What the name should be", widget=forms.TextInput(attrs=_BOX))
    field_order = ["name", "text"]


class WrongFact(Report):
    kind, question = Kind.WRONG_FACT, "What is wrong, and what is right?"
    OF_AUTHOR = {
        "orcid": "The ORCID iD",
        "institution": "An institution",
        "topic": "The topics",
        "years": "The years",
        "coauthors": "The people around",
        "trust": "The trust score",
        "other": "Something else",
    }
    OF_WORK = {
        "title": "The title",
        "abstract": "The abstract",
        "authors": "The authors",
        "year": "The year or the versions",
        "source": "Where it was published",
        "identifier": "The identifiers and links",
        "retraction": "Whether it is retracted",
        "other": "Something else",
    }
    fact = forms.ChoiceField(label="What is it about?", widget=forms.Select(attrs=_BOX))
    field_order = ["fact", "text"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        facts = self.OF_AUTHOR if isinstance(self.record, Author) else self.OF_WORK
        self.fields["fact"].choices = facts.items()


class Hide(Report):
    kind, question = Kind.HIDE, "Why, and how can a moderator see that the page is about you?"


FORMS = {form.kind: form for form in (Merge, Split, NotMine, MissingWork, WrongName, WrongFact, Hide, Report)}


def author_named(text: str) -> Author | None:
    """The record an address, a bare public id or an ORCID iD leads to."""
    try:
        identifier = lookup.read(text)
    except ValueError:
        return None
    if identifier:
        found = [each for each in lookup.records(identifier) if isinstance(each, Author)]
        return found[0] if found else None
    wanted = text.partition("/authors/")[2].partition("/")[0] or text
    record = Author.objects.select_related("merged_into").filter(public_id=wanted.replace("\0", "")).first()
    record = record and record.survivor()
    return record if record and not record.hidden_at else None


def works_named(text: str) -> list[Work]:
    """The works an identifier, an address here or a bare public id leads to; none for other words."""
    try:
        identifier = lookup.read(text)
    except ValueError:
        identifier = None
    if identifier:
        return [each for each in lookup.records(identifier) if isinstance(each, Work)]
    wanted = text.partition("/works/")[2].partition("/")[0] or text
    return list(Work.objects.filter(public_id=wanted))
