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

from website import archive, language, links, words
from website.archive import NoArchive, State, TooSlow
from website.words import Bilingual

log = logging.getLogger("ocop.website")


def prepare_templates(environment: Environment) -> None:
    """Give every template the words and the addresses of the site."""
    environment.filters.update(language.TEMPLATE_FILTERS)
    environment.globals.update(language.TEMPLATE_GLOBALS, links=links, words=words)


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
        told = f"{message.vi} · {message.en}" if message.vi != message.en else message.vi
        return Response.json({"ok": False, "error": told, "status": status, "title": title.vi}, status=status)
    context = {"status": status, "error_title": title, "error": message}
    return await render(datasette, request, "error.html", context, status=status)


_REFUSED = Bilingual("Không thực hiện được", "This could not be done")


def _explain(exception: Exception) -> tuple[int, Bilingual, Bilingual]:
    match exception:
        case NotFound():
            missing = Bilingual("Địa chỉ sai hoặc mục này không có trong kho lưu trữ.", "No such page.")
            return 404, Bilingual("Không có trang này", "No such page"), missing
        case NoArchive():
            run = Bilingual("Chưa có archive.db. Chạy `make run` để dựng kho mẫu.", "Run `make run`.")
            return 503, Bilingual("Chưa có dữ liệu", "No archive yet"), run
        case TooSlow() | QueryInterrupted():
            slow = Bilingual(
                "Máy chủ dừng vì mất quá nhiều thời gian. Hãy thêm từ hoặc bộ lọc.", "Too slow: add words or filters."
            )
            return 503, Bilingual("Câu hỏi quá nặng", "Too slow"), slow
        case MemoryError():
            large = Bilingual(
                "Câu hỏi cần nhiều bộ nhớ hơn mức cho phép. Hãy thêm bộ lọc, hoặc tải cả kho về và hỏi ở máy mình.",
                "This needs more memory than the server grants: add filters, or download the archive and ask there.",
            )
            return 503, Bilingual("Câu hỏi quá nặng", "Too much memory"), large
        case DatasetteError(title="SQL Interrupted"):
            long = Bilingual(
                "Mỗi câu SQL chỉ được chạy trong một giây. Hãy thu hẹp câu hỏi, hoặc tải cả bảng ở trang Dữ liệu.",
                "A query may run for one second: narrow it, or download whole tables from the Data page.",
            )
            return exception.status, Bilingual("Câu SQL chạy quá lâu", "The query took too long"), long
        case DatasetteError():
            message = Markup(exception.message) if exception.message_is_html else str(exception.message)
            title = Bilingual(exception.title, exception.title) if exception.title else _REFUSED
            return exception.status, title, Bilingual(message, message)
        case Base400():
            return exception.status, _REFUSED, Bilingual(str(exception.args[0]), str(exception.args[0]))
    broken = Bilingual("Có lỗi ở phía chúng tôi; lỗi đã được ghi lại.", "Something broke on our side.")
    return 500, Bilingual("Lỗi của trang", "Something broke"), broken
