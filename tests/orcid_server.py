"""An ORCID on loopback: signs people in by OpenID Connect, lists works, and misbehaves when told to."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

ADA = "0000-0002-1825-0097"
CLIENT, SECRET = "APP-TEST", "a secret of the test"


class OrcidServer:
    """``person``: who signs in there. ``claims``: said instead of the right ones (None = left out). ``says``: a
    function of the right answer to the exchange of a code, for (status, type, body) instead. ``works``: a body."""

    def __init__(self) -> None:
        self.person, self.name = ADA, {"given_name": "Ada", "family_name": "Lovelace"}
        self.claims: dict = {}
        self.says = None
        self.works: object = {"group": []}
        self.codes: dict[str, dict] = {}
        self.exchanges = 0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"orcid": self}))
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def authorize(self, address: str) -> dict:
        """The person signs in at the address they were sent to; what they bring back."""
        assert address.startswith(f"{self.url}/oauth/authorize?")
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def exchange(self, said: dict) -> tuple[int, str, bytes]:
        self.exchanges += 1
        asked = self.codes.pop(said.get("code"), None)
        if not asked or said.get("client_secret") != SECRET or said["redirect_uri"] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        challenge = urlsafe_b64encode(sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if challenge != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.person, "exp": int(time.time()) + 600, **self.name}
        claims |= {"nonce": asked["nonce"]} | self.claims
        token = jwt.encode({key: value for key, value in claims.items() if value is not None}, "k" * 32, "HS256")
        right = {"access_token": "secret", "token_type": "bearer", "expires_in": 631138518, "id_token": token}
        return self.says(right) if self.says else _json(right)


def _json(said: object, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json;charset=UTF-8", json.dumps(said).encode()


class _Handler(BaseHTTPRequestHandler):
    orcid: OrcidServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(*self.orcid.exchange({key: values[0] for key, values in parse_qs(body).items()}))

    def do_GET(self) -> None:
        works = self.orcid.works
        self._answer(*(works() if callable(works) else _json(works)))

    def _answer(self, status: int, kind: str | None, body: bytes) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def way_back(brought: dict) -> str:
    return f"/accounts/orcid/callback/?{urlencode(brought)}"
