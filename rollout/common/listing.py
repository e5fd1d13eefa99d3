"""List pages: filter, sort, page and download a table, as a whole page or as its fragment."""

from dataclasses import dataclass
from functools import cached_property

import django_filters
import django_tables2
from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from rollout.common.exports import file_response
from rollout.common.forms import dress
from rollout.common.requests import PageRequest


def export_rows(table: django_tables2.Table) -> list[list[object]]:
    """A table's headings and values as plain rows."""
    return [list(row) for row in table.as_values()]


def paginate(table: django_tables2.Table, number: str) -> None:
    """The page asked for; a wild number gives the first."""
    try:
        table.paginate(page=number, per_page=settings.PAGE_LENGTH)
    except InvalidPage:
        table.paginate(page=1, per_page=settings.PAGE_LENGTH)


@dataclass(frozen=True)
class ColumnHead:
    """A column as the template draws it: django-tables2 makes these anew for every cell."""

    header: str
    css: str
    is_sortable: bool
    aria_sort: str
    ask: str

    @cached_property
    def cell_start(self) -> SafeString:
        """What each of the column's cells begins with, written once for all of them."""
        css = format_html(' class="{}"', self.css) if self.css else ""
        return format_html('<td{} data-label="{}">', css, self.header)


def column_heads(table: django_tables2.Table) -> list[ColumnHead]:
    heads = []
    for column in table.columns:
        state = "none"
        if column.is_ordered:
            state = "descending" if column.order_by_alias.is_descending else "ascending"
        css = (column.column.attrs.get("td") or {}).get("class", "")
        ask = str(column.order_by_alias.next) if column.orderable else ""
        heads.append(ColumnHead(str(column.header), css, column.orderable, state, ask))
    return heads


def row_cells(table: django_tables2.Table, heads: list[ColumnHead]) -> list[list[tuple]]:
    """The page's rows, each cell with what it begins with."""
    starts = [head.cell_start for head in heads]
    return [list(zip(starts, row, strict=True)) for row in table.paginated_rows]


def list_page(
    request: PageRequest,
    template: str,
    *,
    filters: django_filters.FilterSet,
    table_class: type[django_tables2.Table],
    title: str,
    context: dict[str, object] | None = None,
    order_by: str = "",
    **table_options: object,
) -> HttpResponse:
    """The table of what the filters let through, in the order asked for, or else by `order_by`.

    `?export=csv` or `xlsx` downloads every row of it. A request that swaps `#list` gets that part
    of the same template.
    """
    dress(filters.form)
    rows = filters.qs
    table = table_class(rows, request=request, empty_text="", **table_options)
    table.order_by = request.GET.get("sort") or order_by or table_class.Meta.order_by
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, title, export_rows(table))
    paginate(table, request.GET.get("page", "1"))
    heads = column_heads(table)
    filtered = any(request.GET.get(name) for name in filters.form.fields)
    whole = {
        "title": capfirst(title),
        "table": table,
        "heads": heads,
        "rows": row_cells(table, heads),
        "filters": filters,
        "is_filtered": filtered,
        **(context or {}),
    }
    fragment = "#list" if request.htmx and request.htmx.target == "list" else ""
    return render(request, f"{template}{fragment}", whole)
