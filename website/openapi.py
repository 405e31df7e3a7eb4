"""What programs may ask, as OpenAPI 3.1 (`/openapi.json`): made from the filters, files, tables and queries that the
site itself uses, so that it says what is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from website.asking import SORTS, UNFOLDED
from website.data_page import ReadyQuery, Table
from website.exports import COLUMNS, FEED_ENTRIES, LISTS
from website.files import FILES
from website.filters import LABELS
from website.finding import CAP
from website.words import Bilingual

Json = dict[str, Any]
_ABOUT = (
    "Chỉ đọc, không cần khoá. Ngày có thể chỉ có năm hoặc tháng; trống nghĩa là không biết."
    " · Read only, no key. Dates may have a year or a month only; null means unknown."
)
_ATOM = "application/atom+xml; charset=utf-8"
_TYPES = {"INTEGER": ["integer", "null"], "REAL": ["number", "null"], "FLOAT": ["number", "null"]}


def describe(tables: Sequence[Table], queries: Sequence[ReadyQuery], address: str, version: str) -> Json:
    """The description of the site at `address`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kho lưu trữ OCOP · OCOP news archive",
            "version": version or "0",
            "description": _ABOUT,
        },
        "servers": [{"url": address}],
        "paths": {**_search_paths(), **_table_paths(tables), **_query_paths(queries), "/archive.json": _sql_path()},
        "components": {"schemas": {"Article": _article(), "Error": _error(), **{_name(t): _row(t) for t in tables}}},
    }


def _search_paths() -> Mapping[str, Json]:
    paths = {}
    for kind, file in FILES.items():
        schema = _found() if kind == "json" else {"type": "string", "contentMediaType": file.content_type}
        most = "đủ mọi bài · Exactly that search, all of it"
        if not file.pieces:
            most = f"tối đa {CAP} bài · Exactly that search, at most {CAP} articles"
        paths[f"/tim-kiem.{kind}"] = {
            "get": {
                "operationId": f"search_{kind}",
                "summary": f"Đúng lượt tìm ấy, {most}",
                "parameters": _search_parameters(),
                "responses": _responses(file.content_type, schema),
            }
        }
    paths["/tim-kiem.atom"] = {
        "get": {
            "operationId": "search_atom",
            "summary": f"{FEED_ENTRIES} bài mới nhất · The newest {FEED_ENTRIES} articles",
            "parameters": [one for one in _search_parameters() if one["name"] != "sap"],
            "responses": _responses(_ATOM, {"type": "string", "contentMediaType": _ATOM}),
        }
    }
    return paths


def _search_parameters() -> list[Json]:
    typed = _parameter("q", Bilingual("Từ cần tìm, có dấu hay không", "Words, with or without accents"))
    filters = [_parameter(name, said) for name, said in LABELS.items()]
    sort = _parameter("sap", Bilingual("Thứ tự", "Order"), {"type": "string", "enum": list(SORTS)})
    fold = _parameter("gop", Bilingual("Cả bài đăng lại", "Reprints too"), {"type": "string", "enum": [UNFOLDED]})
    return [typed, *filters, sort, fold]


def _table_paths(tables: Sequence[Table]) -> Mapping[str, Json]:
    return {
        f"/archive/{table.name}.json": {
            "get": {
                "operationId": f"rows_{table.name}",
                "summary": _both(table.title),
                "description": _both(table.says),
                "parameters": [
                    _parameter("_shape", Bilingual("Dạng", "Shape"), {"const": "array"}, required=True),
                    _parameter(
                        "_size", Bilingual("Số dòng", "Rows"), {"type": "integer", "minimum": 1, "maximum": 1000}
                    ),
                    _parameter("_next", Bilingual("Trang sau", "Next page")),
                    *(_parameter(column.name, column.says) for column in table.columns),
                ],
                "responses": _responses("application/json; charset=utf-8", _list_of(_name(table))),
            }
        }
        for table in tables
    }


def _query_paths(queries: Sequence[ReadyQuery]) -> Mapping[str, Json]:
    return {
        f"/archive/{query.name}.json": {
            "get": {
                "operationId": f"query_{query.name}",
                "summary": _both(query.title),
                "description": _both(query.says),
                "parameters": [_parameter("_shape", Bilingual("Dạng", "Shape"), {"const": "array"}, required=True)],
                "responses": _responses(
                    "application/json; charset=utf-8", {"type": "array", "items": {"type": "object"}}
                ),
            }
        }
        for query in queries
    }


def _sql_path() -> Json:
    return {
        "get": {
            "operationId": "sql",
            "summary": "Một câu SQL, chỉ đọc, tối đa 1 giây, 1.000 dòng · One SQL query, read only, 1 s, 1,000 rows",
            "parameters": [
                _parameter("sql", Bilingual("Câu SQL", "The query"), {"type": "string"}, required=True),
                _parameter("_shape", Bilingual("Dạng", "Shape"), {"const": "array"}, required=True),
            ],
            "responses": _responses("application/json; charset=utf-8", {"type": "array", "items": {"type": "object"}}),
        }
    }


def _parameter(name: str, said: Bilingual, schema: Json | None = None, *, required: bool = False) -> Json:
    told = {"name": name, "in": "query", "description": _both(said), "schema": schema or {"type": "string"}}
    return {**told, "required": True} if required else told


def _responses(content_type: str, schema: Json) -> Json:
    wrong = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "200": {"description": "OK", "content": {content_type: {"schema": schema}}},
        "400": {"description": "Không hiểu câu hỏi · Not understood", "content": wrong},
        "503": {"description": "Câu hỏi quá nặng · Too slow", "content": wrong},
    }


def _found() -> Json:
    return {
        "type": "object",
        "required": ["search", "archive_built", "articles"],
        "properties": {
            "search": {"type": "string"},
            "archive_built": {"type": "string"},
            "articles": _list_of("Article"),
        },
    }


def _article() -> Json:
    text, texts = {"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "required": list(COLUMNS),
        "properties": {name: texts if name in LISTS else text for name in COLUMNS},
    }


def _error() -> Json:
    return {
        "type": "object",
        "required": ["ok", "error"],
        "properties": {"ok": {"const": False}, "error": {"type": "string"}, "status": {"type": "integer"}},
    }


def _row(table: Table) -> Json:
    return {
        "type": "object",
        "description": _both(table.says),
        "properties": {
            column.name: {
                "type": _TYPES.get(column.type.upper(), ["string", "null"]),
                "description": _both(column.says),
            }
            for column in table.columns
        },
    }


def _name(table: Table) -> str:
    return f"row_of_{table.name}"


def _list_of(name: str) -> Json:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def _both(said: Bilingual) -> str:
    return " · ".join(filter(None, (said.vi, said.en)))
