"""What templates need beyond Django's own."""

import datetime as dt
from typing import Any, Protocol
from urllib.parse import urlsplit

from django import template
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rollout.common.dates import weeks_in_words
from rollout.common.display import clock_range, long_day, percent
from rollout.common.forms import DateInput
from rollout.common.markdown import markdown_html

register = template.Library()
for written in (percent, clock_range, long_day):
    register.filter(written)


class Timed(Protocol):
    """What begins and ends at a moment, such as a workshop."""

    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...


class Dated(Protocol):
    """What has a first and a last day, such as a closed period."""

    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date: ...


class Ending(Protocol):
    """What may be over by a day: a programme."""

    def has_ended(self, day: dt.date) -> bool: ...


@register.filter
def as_input(field: BoundField) -> str:
    """A form field's own control in the design system's class."""
    return field.as_widget(attrs={"class": "ds-input"})


@register.simple_tag
def day_input(name: str, field_id: str, value: object) -> str:
    """A field for a day, for a page that has no form for it."""
    return DateInput().render(name, value, {"id": field_id, "class": "ds-input"})


@register.filter
def or_dash(value: object) -> object:
    """A dash where a value is missing: missing is never 0."""
    return "–" if value is None or value == "" else value


@register.filter
def weekday_name(weekday: int) -> str:
    """A weekday's name from its number, Monday 0."""
    return str(WEEKDAYS[weekday])


@register.filter
def weeks(period: Dated) -> str:
    """The calendar weeks of something with a first and a last day: uke 40."""
    return weeks_in_words(period.starts_on, period.ends_on)


@register.filter
def day_range(period: Dated) -> str:
    """A first and a last day, the year once: 05.10.2026, or 05.10.–09.10.2026."""
    first, last = period.starts_on, period.ends_on
    end = formats.date_format(last, "SHORT_DATE_FORMAT")
    if first == last:
        return end
    if first.year == last.year and get_language() == "nb":
        return f"{first:%d.%m.}–{end}"
    return f"{formats.date_format(first, 'SHORT_DATE_FORMAT')}–{end}"


@register.filter
def in_days(day: dt.date | dt.datetime) -> str:
    """How far off a day is, in words."""
    if isinstance(day, dt.datetime):
        day = timezone.localdate(day)
    days = (day - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return _("in %(days)s days") % {"days": days}
    return _("%(days)s days ago") % {"days": -days}


@register.filter
def has_ended(programme: Ending) -> bool:
    """Whether a programme's last day has passed."""
    return programme.has_ended(timezone.localdate())


@register.filter
def markdown(text: str, below: int) -> SafeString:
    """A text's Markdown as HTML, under a heading of a level: {{ step.text|markdown:3 }}"""
    return markdown_html(text, below)


@register.filter
def host(address: str) -> str:
    """Where an address leads, in short."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.filter
def get(mapping: dict, key: object) -> object:
    """A mapping's value, or None."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], permission: str) -> bool:
    """Whether the viewer's role allows something: {% may "write plan" as can_plan %}."""
    return bool(context["request"].viewer.may(permission))
