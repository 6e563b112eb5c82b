"""Signing in with an ORCID iD: OpenID Connect as ORCID speaks it, over django-allauth's OAuth 2 client.

A person is known by who says so and what it says: issuer and subject, which together are the iD's address. Never by an
e-mail address. An iD is linked to an account from within it, after its password; it makes no account by itself, so
nobody can prepare one under somebody else's address.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import jwt
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.orcid.provider import OrcidProvider
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from profiles import orcid
from publications import identifiers

log = structlog.get_logger(__name__)


class OrcidEndpoints(OAuth2Adapter):
    provider_id = "orcid"

    @property
    def authorize_url(self) -> str:
        return f"{settings.ORCID_URL}/oauth/authorize"

    @property
    def access_token_url(self) -> str:
        return f"{settings.ORCID_URL}/oauth/token"

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, pkce_code_verifier: str | None = None
    ) -> dict:
        """What ORCID gives for the code. Whatever it answers instead of that is one kind of error."""
        self.nonce = _nonce(pkce_code_verifier or "")
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, TypeError, AttributeError, ValueError) as problem:
            raise OAuth2Error(f"not an answer: {problem!r}") from problem

    def parse_token(self, data: dict) -> SocialToken:
        """Nothing is asked of ORCID in the person's name, so neither token nor date is kept."""
        return SocialToken(token="")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: dict) -> SocialLogin:
        claims = self._checked(kwargs["response"].get("id_token"), app.client_id)
        return self.get_provider().sociallogin_from_response(request, claims)

    def _checked(self, id_token: object, client_id: str) -> dict:
        """The claims of a token that came straight from ORCID: for us, from ORCID, in time, about this very sign-in."""
        try:
            claims = jwt.decode(
                id_token,
                options={
                    "verify_signature": False,  # it came over TLS from who would sign it (OpenID Connect Core, 3.1.3.7)
                    "verify_exp": True,
                    "verify_iss": True,
                    "verify_aud": True,
                    "require": ["iss", "aud", "sub", "exp", "nonce"],
                },
                audience=client_id,
                issuer=settings.ORCID_URL,
            )
            if claims["nonce"] != self.nonce:
                raise OAuth2Error("the nonce is another sign-in's")
            return claims | {"sub": identifiers.orcid(claims["sub"])}
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as problem:
            raise OAuth2Error(f"not a token for us: {problem!r}") from problem


class Orcid(OrcidProvider):
    name = "ORCID"
    oauth2_adapter_class = OrcidEndpoints
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_pkce_params(self) -> dict:
        """PKCE, and a nonce that follows from its secret, so that both are this sign-in's."""
        made = super().get_pkce_params()
        return made | {"nonce": _nonce(made["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict:
        return self.get_auth_params()  # a link cannot add any

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def extract_uid(self, data: dict) -> str:
        return f"{data['iss']}/{data['sub']}"

    def extract_common_fields(self, data: dict) -> dict:
        return {}

    def extract_extra_data(self, data: dict) -> dict:
        """The name as ORCID shows it, for the account page; nothing when it is not public."""
        names = [data.get("given_name"), data.get("family_name")]
        return {"name": " ".join(name for name in names if isinstance(name, str))[:200]}


class OrcidAccounts(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An unknown iD opens nothing: it is remembered as proven in this session, and a page says what to do."""
        orcid.prove(request.session, sociallogin.account.uid)
        process = sociallogin.state.get("process")
        if process == AuthProcess.LOGIN and not sociallogin.is_existing:
            raise ImmediateHttpResponse(redirect(_asking_to_hide(sociallogin) or "orcid_unknown"))
        if process == AuthProcess.CONNECT and request.user.is_authenticated:
            linked = SocialAccount.objects.filter(user=request.user).exclude(uid=sociallogin.account.uid)
            if linked.exists():
                messages.error(request, "Your account is linked to another iD. Unlink that one first.")
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    def on_authentication_error(
        self, request: HttpRequest, provider: Orcid, exception: object = None, **_: object
    ) -> None:
        log.warning("orcid_sign_in_failed", problem=type(exception).__name__)  # its text may hold what ORCID sent

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _asking_to_hide(sociallogin: SocialLogin) -> str:
    """The page from which somebody without an account came to prove their iD, if it was that one."""
    there = sociallogin.state.get("next") or ""
    with suppress(Resolver404):
        return there if resolve(there).url_name == "hide_author" else ""
    return ""


def _nonce(verifier: str) -> str:
    return sha256(b"nonce:" + verifier.encode()).hexdigest()
