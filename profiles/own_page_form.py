"""What the holder of a record may say about themselves, checked at the door."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models.functions import Now

from profiles.contact.forms import Words
from profiles.models import SelfDescription
from profiles.models.self_description import MOST_LETTERS, MOST_LINKS, Reader
from publications.bibliography import Place

_BOX = {"class": "field-input"}
_LONGEST_LINK = 300
_is_web_address = URLValidator(schemes=["http", "https"])
_SAID = ("bio", "pronounced", "links", "affiliation", "hides_number", "is_unlisted")
READERS = {
    "bio": "About you",
    "pronounced": "How the name is said",
    "links": "Links",
    "featured": "Featured works",
    "photo": "Photo",
    "affiliation": "Institution that stands first",
    "followers": "Number of followers",
}


class OwnPageForm(forms.Form):
    bio = Words(most=MOST_LETTERS, label="About you", hint="Plain text, up to 1,000 characters.")
    pronounced = forms.CharField(
        max_length=120,
        required=False,
        label="How your name is said",
        help_text="In plain letters, such as “shin-YING lee”.",
        widget=forms.TextInput(attrs={**_BOX, "dir": "auto"}),
    )
    links = Words(most=2000, label="Links", hint=f"Up to {MOST_LINKS} web addresses, one a line.")
    affiliation = forms.ChoiceField(
        required=False,
        label="Institution to stand under your name",
        help_text="Those your works print. Another one comes with the next work that names it.",
        widget=forms.Select(attrs=_BOX),
    )
    hides_number = forms.BooleanField(
        required=False, label="Leave out the trust number; level and evidence stay to be seen"
    )
    is_unlisted = forms.BooleanField(required=False, label="Ask search engines to leave my page out")

    def __init__(self, data: object = None, *, said: SelfDescription, places: list[Place]) -> None:
        initial = {name: getattr(said, name) for name in _SAID} | {"links": "\n".join(said.links)}
        super().__init__(data, initial=initial | {f"{name}_for": said.reader_of(name) for name in READERS})
        self.said = said
        self.fields["bio"].required = self.fields["links"].required = False
        self.fields["bio"].widget.attrs["rows"], self.fields["links"].widget.attrs["rows"] = 6, 5
        known = [(place.public_id, place.name) for place in places]
        self.fields["affiliation"].choices = [("", "What the latest works print"), *known]
        for name, label in READERS.items():
            self.fields[f"{name}_for"] = forms.ChoiceField(
                label=label, choices=Reader.choices, widget=forms.Select(attrs=_BOX)
            )

    @property
    def reader_fields(self) -> list[forms.BoundField]:
        return [self[f"{name}_for"] for name in READERS]

    def clean_bio(self) -> str:
        return self.cleaned_data["bio"].strip()

    def clean_links(self) -> list[str]:
        links = list(dict.fromkeys(filter(None, (line.strip() for line in self.cleaned_data["links"].split("\n")))))
        if len(links) > MOST_LINKS:
            raise ValidationError(f"You can give {MOST_LINKS} links. Remove one first.")
        for link in links:
            _check_link(link)
        return links

    def save(self) -> None:
        said = {name: self.cleaned_data[name] for name in _SAID}
        readers = {name: self.cleaned_data[f"{name}_for"] for name in READERS}
        said["readers"] = {name: reader for name, reader in readers.items() if reader != Reader.EVERYONE}
        SelfDescription.objects.update_or_create(user=self.said.user, defaults=said | {"changed_at": Now()})


def _check_link(link: str) -> None:
    try:
        _is_web_address(link)
    except ValidationError:
        raise ValidationError(f"“{link[:80]}” is no web address: it begins with https:// or http://.") from None
    if len(link) > _LONGEST_LINK:
        raise ValidationError(f"A link may have {_LONGEST_LINK} characters.")
    if "@" in link.split("//")[1].partition("/")[0]:
        raise ValidationError(f"“{link[:80]}” holds a name or password before the @: leave it out.")
