"""What the operator decides, read once from HUB_* and handed down from there.

Only `hub.cli` and `hub.app` import this module. A wrong setting is one sentence and no traceback. Keys that are
not set are made once and kept in `$HUB_DATA_DIR/keys.json`, readable by the hub's own account alone.
"""

import base64
import binascii
import difflib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HUB_"
KEY_BYTES = 32
SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


class WrongSetting(Exception):
    """A setting, or the file of keys, does not let the hub start; the message is one line."""


def _a_database(url: SecretStr) -> SecretStr:
    if url.get_secret_value().partition("://")[0] not in SCHEMES:
        raise ValueError("must be the address of a PostgreSQL, as in postgresql://user@host/name")
    return url


class Settings(BaseSettings):
    """Every setting, by the name of its variable without HUB_. Made by `read`; frozen.

    Sizes are counts of connections per process, times are seconds.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="the address the hub listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="the port it listens on")
    data_dir: Path = Field(
        default=Path("var"), description="the folder of keys, demo callers and the embedded database"
    )
    database_url: Annotated[SecretStr, AfterValidator(_a_database)] | None = Field(
        default=None,
        description="a PostgreSQL 15 or later; without it the hub runs its own in the data folder",
    )
    database_pool: int = Field(
        default=10, ge=1, le=1000, description="connections kept for reads, and for changes"
    )
    database_pgbouncer: bool = Field(
        default=False, description="the database is behind PgBouncer in transaction mode"
    )
    pg_bin: Path | None = Field(
        default=None, description="a folder with PostgreSQL's own programs, to run from there"
    )
    demo_enterprises: int = Field(
        default=2000, ge=0, le=5_000_000, description="enterprises in the demo city"
    )
    log_level: str = Field(
        default="info",
        pattern="^(debug|info|warning|error)$",
        description="the least important thing worth a log line",
    )
    jobs_seconds: float = Field(
        default=60.0,
        ge=0.1,
        le=86400,
        description="how long the jobs rest before they look at the time again",
    )
    citizen_keys: SecretStr | None = Field(
        default=None,
        description="keys that seal citizen ids, as id:base64 of 32 bytes, comma between; the first seals",
    )
    lookup_pepper: SecretStr | None = Field(default=None, description="base64 of 32 bytes: finds citizen ids")
    token_pepper: SecretStr | None = Field(default=None, description="base64 of 32 bytes: recognises tokens")
    bucket_key: SecretStr | None = Field(
        default=None, description="base64 of 32 bytes: deals subjects to buckets"
    )
    audit_key: SecretStr | None = Field(
        default=None, description="base64 of 32 bytes: recognises repeated inputs"
    )

    def keys(self) -> "Secrets":
        """The keys that are set, the others from keys.json, which is made if missing. Raises WrongSetting."""
        named = {name: getattr(self, variable) for name, variable in SINGLE_KEYS.items()}
        kept: Mapping[str, str] = {}
        if self.citizen_keys is None or None in named.values():
            kept = _kept(self.data_dir / "keys.json")
        single = {
            name: _bytes(kept[name] if secret is None else secret.get_secret_value(), SINGLE_KEYS[name])
            for name, secret in named.items()
        }
        ring = kept["citizen_ids"] if self.citizen_keys is None else self.citizen_keys.get_secret_value()
        pairs = [part.strip().partition(":") for part in ring.split(",")]
        citizen_ids = {key_id: _bytes(text, "citizen_keys") for key_id, _, text in pairs if key_id}
        if len(citizen_ids) != len(pairs):
            raise WrongSetting(f"{PREFIX}CITIZEN_KEYS: every key has an id of its own, as in 2027:…,2026:…")
        return Secrets(**single, citizen_ids=citizen_ids, citizen_id_key=pairs[0][0])


# The field of Secrets (and the name in keys.json) -> the setting that may say it instead.
SINGLE_KEYS = {
    "bucket": "bucket_key",
    "lookup": "lookup_pepper",
    "token": "token_pepper",
    "audit": "audit_key",
}


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The hub's keys: 32 bytes each; `citizen_ids` by key id, so that keys rotate, `citizen_id_key` seals."""

    bucket: bytes
    lookup: bytes
    token: bytes
    audit: bytes
    citizen_ids: Mapping[str, bytes]
    citizen_id_key: str


def read() -> Settings:
    """The settings of this process's environment. Raises WrongSetting, in one line, for the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        variable = PREFIX + "_".join(str(part) for part in problem["loc"]).upper()
        said = problem["msg"].removeprefix("Value error, ")
        raise WrongSetting(f"{variable}: {said[0].lower()}{said[1:]}") from None


def unknown(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each HUB_ variable that is no setting: most often a misspelt one."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    sentences = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            sentences.append(f"{name} is not a setting of the hub{hint}")
    return sentences


def _bytes(text: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongSetting(f"{PREFIX}{setting.upper()}: must be base64 of {KEY_BYTES} random bytes")
    return key


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        _make(path)
    try:
        if path.stat().st_mode & 0o077:
            raise WrongSetting(f"{path} may be read by others: run chmod 600 on it")
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in (*SINGLE_KEYS, "citizen_ids")}
    except OSError as error:
        raise WrongSetting(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise WrongSetting(f"{path} does not hold the hub's keys: restore it from a backup") from None


def _make(path: Path) -> None:
    # Written whole under another name, then given its own: of two first starts at once, one wins for both.
    fresh = {name: _random() for name in SINGLE_KEYS}
    fresh["citizen_ids"] = f"k1:{_random()}"
    try:
        path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".keys-", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(fresh, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    except OSError as error:
        raise WrongSetting(f"{path} cannot be written: {error.strerror}") from None


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
