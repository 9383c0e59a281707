"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import werven

MODULES = sorted(module.name for module in pkgutil.walk_packages(werven.__path__, "werven."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    module = import_module(name)
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_the_example_of_the_ranking_is_among_them() -> None:
    tests = doctest.DocTestFinder().find(import_module("werven.ranking.rank"))
    assert {test.name for test in tests if test.examples} == {"werven.ranking.rank.rank_works"}
