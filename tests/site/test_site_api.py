"""The description of the JSON API says what the site answers."""

import json
import re
from typing import Any

import pytest
from conftest import Site
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = "urn:openapi"


@pytest.fixture(scope="module")
def told(site: Site) -> Any:
    return site.get("/openapi.json").json()


def _check(told: Any, schema: Any, answer: Any) -> None:
    registry: Registry[Any] = Registry().with_resource(DESCRIPTION, Resource(told, DRAFT202012))
    absolute = json.loads(json.dumps(schema).replace('"#/', f'"{DESCRIPTION}#/'))
    Draft202012Validator(absolute, registry=registry).validate(answer)


def test_every_described_address_answers_as_described(site: Site, told: Any) -> None:
    assert len(told["paths"]) > 30
    for path, operations in told["paths"].items():
        needed = {"sql": "select 1", "_shape": "array"}
        required = [one["name"] for one in operations["get"]["parameters"] if one.get("required")]
        answer = site.get(path, **{name: needed[name] for name in required})
        assert answer.status_code == 200, (path, answer.text[:200])
        ((content_type, content),) = operations["get"]["responses"]["200"]["content"].items()
        assert answer.headers["content-type"] == content_type, path
        if content_type.startswith("application/json"):
            _check(told, content["schema"], answer.json())


def test_the_description_is_valid_openapi(told: Any) -> None:
    OpenAPIV31SpecValidator(told).validate()


def test_every_reference_and_name_is_whole(told: Any) -> None:
    names = set(told["components"]["schemas"])
    assert set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told))) <= names
    ids = [operations["get"]["operationId"] for operations in told["paths"].values()]
    assert len(ids) == len(set(ids)) and told["openapi"].startswith("3.1")


def test_what_is_wrong_is_answered_as_described(site: Site, told: Any) -> None:
    answer = site.get("/archive.json?sql=select+nothing+from+nowhere&_shape=array")
    assert answer.status_code == 400
    _check(told, told["components"]["schemas"]["Error"], answer.json())


def test_a_search_takes_the_parameters_that_are_described(site: Site, told: Any) -> None:
    names = {one["name"] for one in told["paths"]["/tim-kiem.json"]["get"]["parameters"]}
    page = site.get("/tim-kiem", q="htx").text
    assert set(re.findall(r"/tim-kiem\?q=htx&amp;(\w+)=", page)) - {"lang"} <= names
