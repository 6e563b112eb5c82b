from __future__ import annotations

from django import forms

from publications.uploads import SMALL

_TOO_LARGE = "This list is larger than 1 MB. Split it, and bring one part after the other."


class OwnListForm(forms.Form):
    """A BibTeX list, pasted or as a file; ``content`` are its bytes and ``called`` its name once the form is valid."""

    text = forms.CharField(
        label="Paste BibTeX",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "field-input", "rows": 12, "spellcheck": "false"}),
        help_text="Entries as your reference manager or dblp gives them: @article{…}, @inproceedings{…} and so on.",
    )
    file = forms.FileField(
        label="Or choose a .bib file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "field-input", "accept": ".bib,.bibtex,.txt"}),
        help_text="At most 1 MB and 2,000 entries, in UTF-8.",
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text.encode(errors="replace")) > SMALL:
            raise forms.ValidationError(_TOO_LARGE)
        return text

    def clean(self) -> dict:
        said = super().clean()
        text, file = said.get("text", ""), said.get("file")
        if self.errors:
            return said
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError(
                "Paste a list or choose a file." if not file else "Choose one: the text or the file."
            )
        if file and file.size > SMALL:
            raise forms.ValidationError({"file": _TOO_LARGE})
        self.content = file.read() if file else text.encode(errors="replace")
        self.called = file.name if file else "pasted list"
        return said
