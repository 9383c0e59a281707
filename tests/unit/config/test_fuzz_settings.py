"""A small sample of the fuzzer over the configuration; the whole of it is benchmarks/fuzz_settings.py."""

from __future__ import annotations

import random
from pathlib import Path

import fuzz_settings
import pytest

from werven.config.settings import Config, fields


def test_a_sample_of_values_is_refused_or_legal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(17)
    monkeypatch.setattr(fuzz_settings, "VALUES", dict(chance.sample(sorted(fuzz_settings.VALUES.items()), 5)))
    keys = chance.sample(list(fuzz_settings.ACCEPTS), 20)
    assert fuzz_settings.failures(list(fuzz_settings.settings(keys, tmp_path))) == []


def test_damaged_files_are_refused_or_read(tmp_path: Path) -> None:
    assert fuzz_settings.failures(list(fuzz_settings.damages(60, random.Random(17), tmp_path))) == []


def test_every_key_is_tried() -> None:
    keys = {name for name, _ in fields(Config)}
    assert keys <= {*fuzz_settings.ACCEPTS}
