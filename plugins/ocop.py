"""Registers the archive's site with Datasette. A plugin file is loaded outside any package: the code is in website/."""

import sys
from pathlib import Path

from datasette import hookimpl
from datasette.plugins import pm

_ROOT = str(Path(__file__).resolve().parent.parent)
if _ROOT not in sys.path:
    sys.path.append(_ROOT)

from website import cells, datasette_csv, headers, language, limits, pages, routes  # noqa: E402 - the root must be importable first

# Datasette asks every handler of an exception, also after ours answered; its own prints a traceback with all locals for
# each 404 (0.25 s of a core).
if pm.has_plugin("datasette.handle_exception"):
    pm.unregister(name="datasette.handle_exception")


@hookimpl
def register_routes():
    return routes.ROUTES


@hookimpl(trylast=True)
def prepare_connection(conn, database):
    # Last, because Datasette registers an `escape_fts` of its own in the same hook.
    limits.prepare(conn, database)


@hookimpl
def prepare_jinja2_environment(env):
    pages.prepare_templates(env)


@hookimpl
def extra_template_vars(datasette):
    async def variables():
        return await pages.template_variables(datasette)

    return variables


@hookimpl
def render_cell(row, value, column, table, database):
    return cells.render_cell(row, value, column, table, database)


@hookimpl
def asgi_wrapper():
    return lambda app: language.speaking(headers.guarded(datasette_csv.formula_safe(app)))


@hookimpl
def handle_exception(datasette, request, exception):
    async def page():
        return await pages.failure(datasette, request, exception)

    return page
