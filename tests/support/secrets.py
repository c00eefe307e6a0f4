"""The tests' keys: always the same, so that what they make can be told beforehand."""

from hashlib import sha256

from hub.store.keys import Keys


def _key(purpose: str) -> bytes:
    return sha256(f"the tests' {purpose} key".encode()).digest()


KEYS = Keys(
    bucket=_key("bucket"),
    lookup=_key("lookup"),
    token=_key("token"),
    audit=_key("audit"),
    citizen_ids={"k2": _key("second citizen"), "k1": _key("first citizen")},
    citizen_id_key="k2",
)
