"""The README of the client: its examples run, one after the other, against a service, and say what it shows."""

import contextlib
import io
import re
from typing import Any

from either import ROOT

import servanda_client

README = (ROOT / "clients/python/README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"


def test_the_examples_say_what_the_page_shows(address: str) -> None:
    examples = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", README, re.M | re.S)
    assert len(examples) == README.count("```python") >= 4
    names: dict[str, Any] = {}
    for code, shown in examples:
        assert ADDRESS in code
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(code.replace(ADDRESS, address), "README.md", "exec"), names)
        assert said.getvalue() == shown


def test_the_page_names_every_method_option_and_exception() -> None:
    methods = [name for name in vars(servanda_client.Client) if not name.startswith("_") and name != "close"]
    errors = [
        name
        for name, member in vars(servanda_client).items()
        if isinstance(member, type) and issubclass(member, servanda_client.ServandaError)
    ]
    for name in (*methods, *errors):
        assert re.search(rf"`{name}\b", README), name
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / "clients/python" / link).exists(), link
