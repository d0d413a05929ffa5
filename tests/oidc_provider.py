"""A small OpenID Connect provider on loopback: discovery, authorization by code with PKCE, tokens signed by RS256, keys.

Whoever `person` says is logged in there, without a page to click on. Only what a real provider would accept is accepted.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlparse

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "console", "not-a-secret-of-anybody"


class Provider(ThreadingHTTPServer):
    """Use as a context manager; `address` is its issuer."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"use": "sig", "kid": "one"})
        self.person: dict = {}
        """Claims of whoever is logged in at the provider: name, email, email_verified."""
        self.codes: dict[str, dict] = {}

    def __enter__(self) -> "Provider":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def secrets(self, roles: dict[str, list[str]]) -> str:
        """A secrets.toml for the console; Streamlit puts its own port into the address that people come back to."""
        lines = [f"{role} = {json.dumps(people)}" for role, people in roles.items()]
        return "\n".join(
            ["[auth]", 'redirect_uri = "http://localhost:{port}/oauth2callback"', f'cookie_secret = "{secrets.token_hex(32)}"',
             f'client_id = "{CLIENT}"', f'client_secret = "{SECRET}"',
             f'server_metadata_url = "{self.address}/.well-known/openid-configuration"', "[roles]", *lines, ""]
        )  # fmt: skip

    def token(self, asked: dict) -> dict:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], "sub": asked["email"]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | {k: asked[k] for k in asked["told"]}, self.key)
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        at, asked = urlparse(self.path), {k: v[0] for k, v in parse_qs(urlparse(self.path).query).items()}
        issuer = self.server.address
        if at.path == "/.well-known/openid-configuration":
            self._say(
                {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                 "jwks_uri": f"{issuer}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
                 "token_endpoint_auth_methods_supported": ["client_secret_basic"]}
            )  # fmt: skip
        elif at.path == "/jwks":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif at.path == "/authorize" and asked.get("client_id") == CLIENT and "openid" in asked["scope"]:
            code = secrets.token_urlsafe()
            told = dict(self.server.person)
            self.server.codes[code] = told | {"told": list(told), "nonce": asked["nonce"], "challenge": asked["code_challenge"]}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            self.end_headers()
        else:
            self._say({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        sent = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        login = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        asked = self.server.codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if login != f"{CLIENT}:{SECRET}" or asked is None or proof != asked["challenge"]:
            self._say({"error": "invalid_grant"}, 400)
        else:
            self._say(self.server.token(asked))

    def _say(self, document: dict, status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""
