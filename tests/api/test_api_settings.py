"""Settings come from the environment, and from nowhere else."""

import os
from pathlib import Path

import pytest
from over_http import ROOT
from pydantic import ValidationError

from servanda.settings import SettingsError, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("SERVANDA_")]:
        monkeypatch.delenv(name)


def test_without_an_environment_the_service_listens_on_this_machine_only() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 8000, "info")


def test_the_environment_sets_and_what_is_given_outranks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SERVANDA_HOST", "::1"), ("SERVANDA_PORT", "9"), ("servanda_log_level", "error")):
        monkeypatch.setenv(name, value)
    settings = load_settings(port=10, host=None)
    assert (settings.host, settings.port, settings.log_level) == ("::1", 10, "error")


def test_rulesets_are_those_of_the_setting_or_of_the_folder_or_of_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings().rulesets == ROOT / "rulesets"
    (tmp_path / "rulesets").mkdir()
    assert load_settings().rulesets == Path("rulesets")
    monkeypatch.setenv("SERVANDA_RULESETS", "elsewhere")
    assert load_settings().rulesets == Path("elsewhere")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("SERVANDA_PROT", "did you mean `SERVANDA_PORT`?"),
        ("servanda_prot", "did you mean `SERVANDA_PORT`?"),
        (
            "SERVANDA_SIGNING_CERTIFICATE",
            "there are SERVANDA_HOST, SERVANDA_PORT, SERVANDA_RULESETS, SERVANDA_LOG_LEVEL",
        ),
    ],
)
def test_an_unknown_setting_is_refused_with_what_there_is(
    monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    monkeypatch.setenv(name, "secret")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == f"unknown setting `{name}`, {hint}"


@pytest.mark.parametrize("port", ["-1", "65536", "", "80.5", "http"])
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("SERVANDA_PORT", port)
    with pytest.raises(SettingsError, match=r"^SERVANDA_PORT: "):
        load_settings()


def test_both_ends_of_the_ports_will_do() -> None:
    assert [load_settings(port=port).port for port in (0, 65535)] == [0, 65535]


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1  # type: ignore[misc]
