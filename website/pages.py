"""How a page is rendered: templates, what every template knows, and what a reader sees when something is wrong."""

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, NotFound, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup

from website import archive, links, words
from website.archive import NoArchive, State, TooSlow

log = logging.getLogger("ocop.website")


def prepare_templates(environment: Environment) -> None:
    """Give every template the words and the addresses of the site."""
    environment.filters.update(
        day=words.day, moment=words.moment, number=words.number, score=words.score, file_size=words.file_size
    )
    environment.globals.update(links=links, words=words)


async def state_of(datasette: Any) -> State | None:
    """What the archive says of itself; None where there is no archive yet."""
    try:
        return await archive.read(datasette, archive.state)
    except (NoArchive, sqlite3.OperationalError):
        return None


async def template_variables(datasette: Any) -> dict[str, Any]:
    """`site`: the archive's state, for the sample banner and the foot of every page."""
    site = await state_of(datasette)
    return {"site": site, "sample_mark": archive.SAMPLE_MARK, "contact": site.contact if site else ""}


async def render(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any], status: int = 200, **headers: str
) -> Response:
    """One of our pages."""
    html = await datasette.render_template(template, dict(context), request=request)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response.html(html, status=status, headers=named)


async def failure(datasette: Any, request: Any, exception: Exception) -> Response:
    """The page for what went wrong; details of our own faults go to the log, not to the reader."""
    status, title, message = _explain(exception)
    if status == 500:
        log.error("page failed: %s", request.path, exc_info=exception)
    if request.path.split("?")[0].endswith(".json"):
        return Response.json({"ok": False, "error": str(message), "status": status, "title": title}, status=status)
    context = {"status": status, "error_title": title, "error": message}
    return await render(datasette, request, "error.html", context, status=status)


def _explain(exception: Exception) -> tuple[int, str, str | Markup]:
    match exception:
        case NotFound():
            return 404, "Không có trang này", "Địa chỉ sai hoặc mục này không có trong kho lưu trữ. · No such page."
        case NoArchive():
            return 503, "Chưa có dữ liệu", "Chưa có archive.db. Chạy `make run` để dựng kho mẫu. · Run `make run`."
        case TooSlow() | QueryInterrupted():
            return (
                503,
                "Câu hỏi quá nặng",
                ("Máy chủ dừng vì mất quá nhiều thời gian. Hãy thêm từ hoặc bộ lọc. · Too slow: add words or filters."),
            )
        case DatasetteError():
            message = Markup(exception.message) if exception.message_is_html else str(exception.message)
            return exception.status, exception.title or "Không thực hiện được", message
        case Base400():
            return exception.status, "Không thực hiện được", str(exception.args[0])
    return 500, "Lỗi của trang", "Có lỗi ở phía chúng tôi; lỗi đã được ghi lại. · Something broke on our side."
