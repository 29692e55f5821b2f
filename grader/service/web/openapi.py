"""The description of the routes for programs in OpenAPI 3.1, with what FastAPI does not know of them."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from grader.service.web.problems import Problem

__all__ = ["add_description"]

SCHEMAS = "#/components/schemas/{model}"
PROBLEM = {"application/problem+json": {"schema": {"$ref": SCHEMAS.format(model="Problem")}}}
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")  # a request that is not as it should be is a Problem here


def add_description(app: FastAPI) -> None:
    """Make an application describe its routes as they are."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        found = describe()
        if is_new:
            for response in list_faults(found):
                response["content"] = PROBLEM
            # Naming it at each route would make a model of it for each of several hundred responses: a slower start.
            problem = Problem.model_json_schema(mode="serialization", ref_template=SCHEMAS)
            found["components"]["schemas"] |= {**problem.pop("$defs", {}), "Problem": problem}
            for name in OF_THE_FRAMEWORK:
                found["components"]["schemas"].pop(name, None)
        return found

    app.openapi = described  # type: ignore[method-assign]


def list_faults(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through the responses that say what is wrong."""
    for operations in description["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status.startswith(("4", "5")):
                    yield response
