"""Settings files: defaults that are safe, mistakes that are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load_settings


def load(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "stocktake.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_without_a_file_everything_has_a_default() -> None:
    assert load_settings(None) == Settings()


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing set\n") == Settings()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        sources:
          - path: /srv/share
            exclude: ["*.bak"]
        provider:
          name: Rosewood House
          phones: ["01632 960123"]
        holds:
          - name: Inquiry
            paths: ["*/Covid/*"]
            from: 2020-01-01
            until: 2022-07-31
        limits:
          seconds: 5
        workers: 3
        """,
    )
    assert settings.sources[0].path == Path("/srv/share")
    assert settings.sources[0].exclude == ("*.bak",)
    assert settings.provider.phones == ("01632 960123",)
    assert settings.holds[0].starts == date(2020, 1, 1)
    assert settings.limits.seconds == 5
    assert settings.workers == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limts: {}", "unknown setting 'limts'; did you mean 'limits'?"),
        ("limits: {secnds: 5}", "unknown setting 'limits.secnds'; did you mean 'seconds'?"),
        ("holds: [{name: x, form: 2020-01-01}]", "did you mean 'from'?"),
        ("provider: {zzz: 1}", "known here: name, addresses, phones, email_domains"),
        ("limits: {seconds: -1}", "limits.seconds: input should be greater than 0"),
        ("sources: /srv/share", "sources: input should be a valid tuple"),
        ("- a\n- b", "expected settings such as 'sources:', found a list"),
        ("just words", "found a single value"),
        ("a: [", "is not valid YAML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)
    assert "stocktake.yaml" in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stocktake.yaml"
    path.write_bytes(b"\xff\xfe\x00limits")
    with pytest.raises(SettingsError, match="not valid YAML"):
        load_settings(path)
