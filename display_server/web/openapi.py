"""The OpenAPI 3.1 document, told from the declared operations."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from .. import __version__
from ..actions.access import ACCESS
from .messages import Problem
from .operations import OPERATIONS, Operation

REFERENCES = "#/components/schemas/{model}"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def document() -> dict[str, Any]:
    """Return the document as plain JSON."""
    bodies = sorted({op.body for op in OPERATIONS.values() if op.body} | {Problem}, key=lambda model: model.__name__)
    _named, definitions = models_json_schema([(model, "validation") for model in bodies], ref_template=REFERENCES)
    schemas: dict[str, Any] = dict(definitions.get("$defs", {}))
    paths: dict[str, Any] = {}
    for endpoint, op in sorted(OPERATIONS.items(), key=lambda item: item[1].path):
        path = PARAMETER.sub(r"{\2}", op.path)
        paths.setdefault(path, {})[op.method.lower()] = _operation(endpoint, op, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Panggil",
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "panggil_session"},
            },
        },
    }


def _operation(endpoint: str, op: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if kind == "int" else "string"},
        }
        for kind, name in PARAMETER.findall(op.path)
    ]
    if op.method == "POST":
        key = {"type": "string", "minLength": 1, "maxLength": 200}
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[str, Any] = {
        "operationId": endpoint.replace(".", "_"),
        "summary": op.summary,
        "responses": {
            str(op.status): {
                "description": "done",
                "content": {"application/json": {"schema": _schema(op.answer, schemas)}},
            },
            "default": {"description": "a problem that says what to do", "content": problem},
        },
    }
    if parameters:
        told["parameters"] = parameters
    if op.body:
        told["requestBody"] = {
            "required": any(field.is_required() for field in op.body.model_fields.values()),
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{op.body.__name__}"}}},
        }
    if None not in ACCESS[op.access].roles:
        told["security"] = [{"bearer": []}, {"session": []}]
    return told


def _schema(answer: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(answer).json_schema(mode="serialization", ref_template=REFERENCES)
    schemas.update(schema.pop("$defs", {}))
    if isinstance(answer, type) and issubclass(answer, BaseModel):
        schemas[answer.__name__] = schema
        return {"$ref": f"#/components/schemas/{answer.__name__}"}
    return schema
