"""Columns that several tables share."""

import django_tables2 as tables
from django.utils.functional import Promise

NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}}


def number(heading: str | Promise, **options: object) -> tables.Column:
    """A right-aligned column of numbers; missing ones as a dash."""
    return tables.Column(verbose_name=heading, attrs=NUMBER, default="–", **options)


def day(heading: str | Promise, **options: object) -> tables.DateColumn:
    return tables.DateColumn(verbose_name=heading, short=True, default="–", **options)
