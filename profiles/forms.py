"""The account forms of django-allauth in our words: label above, hint under it, nothing inside the box."""

from __future__ import annotations

from typing import ClassVar

from allauth.account import forms
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as keys
from django.contrib.auth.hashers import make_password
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse

from profiles import accounts, mailing
from profiles.models import User

_LONG_ENOUGH = "At least 10 characters, and not one of the passwords everybody uses."


class _InOurWords:
    """Every field named in ``words`` gets this label and hint."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].widget.attrs.pop("placeholder", None)
            if not isinstance(self.fields[name], BooleanField):
                self.fields[name].widget.attrs["class"] = "field-input"


class SignIn(_InOurWords, forms.LoginForm):
    words = {"login": ("E-mail address", ""), "password": ("Password", "")}


class SignUp(_InOurWords, forms.SignupForm):
    words = {
        "email": ("E-mail address", "We send a link there to confirm it. It is shown to nobody."),
        "password1": ("Password", _LONG_ENOUGH),
        "password2": ("Password again", ""),
    }

    def validate_unique_email(self, value: str) -> str:
        accounts.forget_unconfirmed(value)
        return super().validate_unique_email(value)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Takes as long for an address that has an account."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ForgottenPassword(_InOurWords, forms.ResetPasswordForm):
    words = {"email": ("E-mail address", "The one you signed up with.")}

    def clean_email(self) -> str:
        """Only who has confirmed the address can choose a new password with it."""
        email = super().clean_email()
        confirmed = set(EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user", flat=True))
        self.users = [user for user in self.users if user.pk in confirmed]
        return email

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Takes as long for an address that has no account."""
        if not self.users:
            mailing.send("password_reset_key", "nobody@example.invalid", refused="No account has the address.")
        return super().save(request, **kwargs)


class NewPassword(_InOurWords, forms.ResetPasswordKeyForm):
    words = {"password1": ("New password", _LONG_ENOUGH), "password2": ("New password again", "")}


class FirstPassword(_InOurWords, forms.SetPasswordForm):
    words = NewPassword.words


class ChangePassword(_InOurWords, forms.ChangePasswordForm):
    words = {"oldpassword": ("Present password", ""), **NewPassword.words}


class ChangeEmail(_InOurWords, forms.AddEmailForm):
    words = {"email": ("New e-mail address", "We send a link there. Until you follow it, the present one stays.")}


class ConfirmItIsYou(_InOurWords, forms.ReauthenticateForm):
    words = {"password": ("Password", "")}


class Code(_InOurWords, codes.AuthenticateForm):
    words = {"code": ("Code", "Six digits from your app, or one of your recovery codes.")}


class CodeAgain(_InOurWords, codes.ReauthenticateForm):
    words = Code.words


class FirstCode(_InOurWords, apps.ActivateTOTPForm):
    words = {"code": ("Code", "Six digits, as your app shows them now.")}


class NewKey(_InOurWords, keys.AddWebAuthnForm):
    words = {
        "name": ("Name", "To tell your keys apart."),
        "passwordless": (
            "Sign in with it alone",
            "Without the password; the key asks for finger, face or PIN.",
        ),
    }


class KeyName(_InOurWords, keys.EditWebAuthnForm):
    words = {"name": ("Name", "To tell your keys apart.")}
