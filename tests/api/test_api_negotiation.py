"""What callers send and accept."""

import pytest

from servanda.api.negotiation import is_gzip, language_of, require_acceptable, require_json
from servanda.api.problems import Refusal


@pytest.mark.parametrize(
    "accept",
    [
        [],
        [""],
        ["*/*"],
        ["application/*"],
        ["application/json"],
        ["APPLICATION/JSON"],
        ["text/html, application/json;q=0.1"],
        ["text/html", "*/*;q=0.001"],
        ["application/json; q=1.000"],
        ["text/*;q=0, */*"],
        ["nonsense"],
        ["application/problem+json"],
        ["application/problem+json, application/json"],
    ],
)
def test_json_is_acceptable(accept: list[str]) -> None:
    require_acceptable(accept, "application/json")


@pytest.mark.parametrize(
    "accept",
    [
        ["text/html"],
        ["application/json;q=0"],
        ["application/json;q=0, */*"],
        ["application/*;q=0.0, */*"],
        ["*/*;q=0"],
        ["application/problem+json, text/html"],
        ["application/json;q=often"],
        ["application/json;q=1.5"],
    ],
)
def test_json_is_not_acceptable(accept: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        require_acceptable(accept, "application/json")
    assert refused.value.slug == "not-acceptable"
    assert [error.message for error in refused.value.errors] == ["this address answers with `application/json`"]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ([], "en"),
        (["uk"], "uk"),
        (["UK"], "uk"),
        (["uk-UA"], "uk"),
        (["uk-Cyrl-UA"], "uk"),
        (["de"], "en"),
        (["de, ru;q=0.5"], "ru"),
        (["ru;q=0.5, uk"], "uk"),
        (["ru, uk"], "ru"),
        (["uk", "ru"], "uk"),
        (["uk;q=0, ru;q=0.1"], "ru"),
        (["*"], "en"),
        (["en;q=0, *;q=0.1"], "ru"),
        (["uk;q=0"], "en"),
        (["uk;q=x"], "en"),
        (["*;q=0"], "en"),
        ([";;,=,*;"], "en"),
        (["u"], "en"),
    ],
)
def test_the_language_of_messages_is_the_one_that_the_caller_likes_best(wanted: list[str], language: str) -> None:
    assert language_of(wanted, {"en", "uk", "ru"}) == language


@pytest.mark.parametrize(
    "value",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json;",
    ],
)
def test_json_in_utf8_is_taken(value: str) -> None:
    require_json([value])


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ([], "unsupported-media-type"),
        ([""], "unsupported-media-type"),
        (["text/json"], "unsupported-media-type"),
        (["application/problem+json"], "unsupported-media-type"),
        (["application/json; charset=latin-1"], "unsupported-media-type"),
        (["application/json; charset=utf-16"], "unsupported-media-type"),
        (["application/json; profile=x"], "unsupported-media-type"),
        (["application/json, application/json"], "unsupported-media-type"),
        (["application/json", "application/json"], "bad-request"),
    ],
)
def test_other_bodies_are_refused(values: list[str], slug: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_json(values)
    assert refused.value.slug == slug


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "Content-Type must be `application/json`, and is not there"),
        (["text/csv"], "Content-Type must be `application/json`"),
        (
            ["application/json; charset=latin-1"],
            "Content-Type `application/json` takes no parameter but `charset=utf-8`",
        ),
    ],
)
def test_a_refused_body_is_told_what_is_offered(values: list[str], message: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_json(values)
    assert [error.message for error in refused.value.errors] == [message]
    assert refused.value.headers == {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("values", "compressed"),
    [
        ([], False),
        (["identity"], False),
        (["gzip"], True),
        (["GZIP"], True),
        (["x-gzip"], True),
        (["identity, gzip"], True),
    ],
)
def test_one_gzip_is_a_known_coding(values: list[str], compressed: bool) -> None:
    assert is_gzip(values) == compressed


@pytest.mark.parametrize("values", [["br"], ["deflate"], ["gzip, gzip"], ["gzip", "gzip"], ["zstd"], ["gzip;q=1"]])
def test_other_codings_are_refused_with_the_one_that_is_known(values: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        is_gzip(values)
    assert refused.value.slug == "unsupported-content-encoding"
    assert refused.value.headers == {"Accept-Encoding": "gzip"}
