"""What the operator decides: defaults, words for what is wrong, and keys that are made once."""

import base64
import json
import os
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from hub.settings import Secrets, Settings, WrongSetting, read, unknown

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()
KEY_VARIABLES = (
    "HUB_CITIZEN_KEYS",
    "HUB_LOOKUP_PEPPER",
    "HUB_TOKEN_PEPPER",
    "HUB_BUCKET_KEY",
    "HUB_AUDIT_KEY",
)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No HUB_ variable but a data folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_without_a_word_the_hub_is_a_local_one_with_a_database_and_a_city_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HUB_DATA_DIR")
    settings = read()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("var"))
    assert (settings.database_url, settings.pg_bin) == (None, None)
    assert settings.demo_enterprises == 2000


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "")
    assert read().port == 8000


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read().port = 1


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        (
            "HUB_PORT",
            "eighty",
            "HUB_PORT: input should be a valid integer, unable to parse string as an integer",
        ),
        ("HUB_PORT", "70000", "HUB_PORT: input should be less than or equal to 65535"),
        ("HUB_DEMO_ENTERPRISES", "-1", "HUB_DEMO_ENTERPRISES: input should be greater than or equal to 0"),
        (
            "HUB_DATABASE_URL",
            "mysql://hub:secret@host/hub",
            "HUB_DATABASE_URL: must be the address of a PostgreSQL, as in postgresql://user@host/name",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(WrongSetting) as wrong:
        read()
    assert str(wrong.value) == words


def test_a_password_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgres://hub:secret@host/hub")
    monkeypatch.setenv("HUB_TOKEN_PEPPER", KEY)
    shown = repr(read())
    assert "secret@" not in shown
    assert KEY not in shown


def test_a_misspelt_variable_is_pointed_out() -> None:
    assert unknown({"HUB_PROT": "1", "HUB_PORT": "1", "PATH": ""}) == [
        "HUB_PROT is not a setting of the hub; did you mean HUB_PORT?"
    ]
    assert unknown({"HUB_XYZZY_QUUX": "1"}) == ["HUB_XYZZY_QUUX is not a setting of the hub"]


def test_keys_are_made_once_and_kept_from_other_eyes(data_dir: Path) -> None:
    first = read().keys()
    kept = data_dir / "keys.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert read().keys() == first
    assert len({first.bucket, first.lookup, first.token, first.audit, *first.citizen_ids.values()}) == 5
    assert set(map(len, first.citizen_ids.values())) == {32}
    assert (first.citizen_id_key, list(first.citizen_ids)) == ("k1", ["k1"])
    assert [path.name for path in data_dir.iterdir()] == ["keys.json"]
    assert "object at" in repr(first)


def test_two_first_starts_at_once_get_the_same_keys(data_dir: Path) -> None:
    found: list[Secrets] = []
    starts = [threading.Thread(target=lambda: found.append(read().keys())) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(found) == 8
    assert all(keys == found[0] for keys in found)


def test_a_key_that_is_set_is_used_and_the_others_are_kept(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    kept = read().keys()
    monkeypatch.setenv("HUB_TOKEN_PEPPER", KEY)
    keys = read().keys()
    assert keys.token == b"k" * 32
    assert keys.lookup == kept.lookup
    assert KEY not in (data_dir / "keys.json").read_text()


def test_where_every_key_is_set_nothing_is_written(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    for name in KEY_VARIABLES:
        monkeypatch.setenv(name, f"a:{KEY}" if name == "HUB_CITIZEN_KEYS" else KEY)
    assert read().keys().citizen_ids == {"a": b"k" * 32}
    assert not data_dir.exists()


def test_the_first_citizen_key_seals_and_the_others_still_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CITIZEN_KEYS", f"new:{KEY}, old:{OTHER}")
    keys = read().keys()
    assert keys.citizen_id_key == "new"
    assert keys.citizen_ids == {"new": b"k" * 32, "old": b"o" * 32}


@pytest.mark.parametrize("value", ["short", "!" * 44, base64.b64encode(b"k" * 31).decode()])
def test_a_key_that_is_none_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HUB_TOKEN_PEPPER", value)
    with pytest.raises(WrongSetting) as wrong:
        read().keys()
    assert str(wrong.value) == "HUB_TOKEN_PEPPER: must be base64 of 32 random bytes"


@pytest.mark.parametrize("value", [f":{KEY}", KEY, f"a:{KEY},a:{OTHER}", f"a:{KEY},"])
def test_a_ring_of_citizen_keys_names_each_key_once(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HUB_CITIZEN_KEYS", value)
    with pytest.raises(WrongSetting, match=r"^HUB_CITIZEN_KEYS: "):
        read().keys()


def test_keys_that_others_may_read_are_refused(data_dir: Path) -> None:
    read().keys()
    (data_dir / "keys.json").chmod(0o644)
    with pytest.raises(WrongSetting, match=r"keys\.json may be read by others: run chmod 600 on it$"):
        read().keys()


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"bucket": KEY})])
def test_a_file_of_keys_that_is_damaged_is_never_replaced(data_dir: Path, text: str) -> None:
    data_dir.mkdir()
    kept = data_dir / "keys.json"
    kept.touch(mode=0o600)
    kept.write_text(text)
    with pytest.raises(WrongSetting, match="does not hold the hub's keys: restore it from a backup"):
        read().keys()
    assert kept.read_text() == text


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, found in Settings.model_fields.items() if not found.description] == []
