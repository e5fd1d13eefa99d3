"""Templates without the indentation that they are written with: a third of a page's weight, and
read by nobody. Where a line of a page begins is the same to a browser.

What is filled in stays as it is, as do templates of plain text.
"""

import re

from django.template import Origin
from django.template.loaders import app_directories, filesystem

INDENTATION = re.compile(r"\n[ \t]+")


def unindented(name: object, text: str) -> str:
    return INDENTATION.sub("\n", text) if str(name).endswith(".html") else text


class Filesystem(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return unindented(origin.template_name, super().get_contents(origin))


class AppDirectories(app_directories.Loader):
    def get_contents(self, origin: Origin) -> str:
        return unindented(origin.template_name, super().get_contents(origin))
