"""The JSON Schema of rubrics."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["rubric_schema"]


@cache
def rubric_schema() -> Mapping[str, Any]:
    schema: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    schema["$defs"]["part"]["properties"]["items"]["items"] = {"$ref": "#/$defs/item"}
    return schema
