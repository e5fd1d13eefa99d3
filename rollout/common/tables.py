"""Columns that several tables share."""

import datetime as dt

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

from rollout.common.names import seen
from rollout.common.searching import holding

NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}}


def number(heading: str | Promise, **options: object) -> tables.Column:
    """A right-aligned column of numbers; missing ones as a dash."""
    return tables.Column(verbose_name=heading, attrs=NUMBER, default="–", **options)


class SearchField(forms.CharField):
    """What is searched for, made plain as names are: a Mac takes å apart."""

    def to_python(self, value: object) -> str:
        return seen(super().to_python(value) or "")


class SearchFilter(django_filters.CharFilter):
    """A search for words, each of which may be in any of the fields."""

    field_class = SearchField

    def __init__(self, *fields: str, label: str | Promise) -> None:
        super().__init__(label=label)
        self.fields = fields

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(holding(value, *self.fields))


class DayColumn(tables.Column):
    """Days, short; the library's own column compiles a template for every cell."""

    def render(self, value: dt.date) -> str:
        return date_format(value, "SHORT_DATE_FORMAT")

    def value(self, value: dt.date | None) -> str:
        return value.isoformat() if value else ""


class TimeColumn(tables.Column):
    """Days with local clock times; downloads have them as spreadsheets read them."""

    def render(self, value: dt.datetime) -> str:
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")

    def value(self, value: dt.datetime | None) -> str:
        return f"{localtime(value):%Y-%m-%d %H:%M}" if value else ""


def day(heading: str | Promise, **options: object) -> tables.Column:
    return DayColumn(verbose_name=heading, default="–", **options)


def time(heading: str | Promise, **options: object) -> tables.Column:
    return TimeColumn(verbose_name=heading, default="–", **options)
