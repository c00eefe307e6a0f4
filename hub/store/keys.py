"""The hub's secrets at work: buckets, look-up hashes, sealed citizen ids, token hashes.

Every purpose has a key of its own; the citizen-id cipher has a ring, so that keys can rotate.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Mapping

_NONCE = 12


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`citizen_ids`: key id -> 32 bytes; the newest is `citizen_id_key`. The rest: 32 bytes each."""

    bucket: bytes
    lookup: bytes
    token: bytes
    audit: bytes
    citizen_ids: Mapping[str, bytes]
    citizen_id_key: str

    def bucket_of(self, subject_key: str) -> int:
        """0–255 for a subject's code or citizen id; shared by thousands of subjects."""
        return _digest(self.bucket, subject_key)[0]

    def lookup_hash(self, citizen_id: str) -> bytes:
        """The 32 bytes under which a citizen id is found without being stored in clear."""
        return _digest(self.lookup, citizen_id)

    def token_hash(self, token: str) -> bytes:
        """The 32 bytes stored for a bearer token."""
        return _digest(self.token, token)

    def input_hash(self, text: str) -> bytes:
        """The 32 bytes by which a repeated input is recognised (idempotency)."""
        return _digest(self.audit, text)

    def seal(self, citizen_id: str) -> tuple[bytes, str]:
        """The citizen id encrypted by AES-256-GCM (nonce first), and the id of the key used."""
        nonce = secrets.token_bytes(_NONCE)
        cipher = AESGCM(self.citizen_ids[self.citizen_id_key])
        sealed = cipher.encrypt(nonce, citizen_id.encode(), self.citizen_id_key.encode())
        return nonce + sealed, self.citizen_id_key

    def open(self, sealed: bytes, key_id: str) -> str:
        """The citizen id again; KeyError for an unknown key, InvalidTag for a changed text."""
        cipher = AESGCM(self.citizen_ids[key_id])
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], key_id.encode()).decode()


def _digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
