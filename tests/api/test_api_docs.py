"""The page that shows the API loads nothing from elsewhere."""

import re

import httpx
import pytest


async def test_the_page_and_all_it_loads_come_from_here(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 5
    for address in loaded:
        assert address.startswith("/")
        assert (await client.get(address)).status_code == 200


async def test_the_page_holds_no_script_and_no_style_of_its_own(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page.text) == ["", ""]
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert not re.search(r"\son[a-z]+=", page.text)


async def test_the_browser_is_told_to_load_and_send_nothing_elsewhere(client: httpx.AsyncClient) -> None:
    policy = dict(
        part.split(" ", 1) for part in (await client.get("/docs")).headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "http" not in str(policy)


async def test_it_starts_on_the_description_of_this_service_and_asks_no_validator(client: httpx.AsyncClient) -> None:
    start = (await client.get("/docs/start.js")).text
    assert 'url: "/openapi.json"' in start
    assert "validatorUrl: null" in start
    bundle = await client.get("/docs/swagger-ui-bundle.js")
    assert bundle.headers["content-type"].startswith("text/javascript")
    assert "SwaggerUIBundle" in bundle.text[:2000]


@pytest.mark.parametrize("path", ["/", "/v1"])
async def test_the_addresses_that_one_tries_first_lead_to_the_page(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["location"]) == (307, "/docs")
    assert "/docs" in response.text


async def test_no_other_file_can_be_had(client: httpx.AsyncClient) -> None:
    for name in ("redoc.standalone.js", "..%2Fcore.py", "%2e%2e/core.py", "../core.py"):
        assert (await client.get(f"/docs/{name}")).status_code == 404
