"""What the log doesn't tell."""

import logging
import re

# Addresses with a secret in them: whoever has one needs no password.
SECRETS = re.compile(
    r"(/(?:feeds|answer|here/done|here|join|welcome|password/reset/key)/)[^/\s?\"']+"
)
EMAILS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A database tells the row that it refused; up to the next part of what it says, or of a traceback.
DETAILS = re.compile(
    r"^(?:\S*\s)?DETAIL: .*?(?=^(?:HINT|CONTEXT|Traceback|The above|During|  File)|^\s*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
KEYS = re.compile(r"\bKey \(.*?\)=\(.*?\)(?= |$)", re.MULTILINE)


def cleaned(text: str) -> str:
    """A text without secrets, people's addresses and rows of the database."""
    text = SECRETS.sub(r"\1…", text)
    text = KEYS.sub("Key …", DETAILS.sub("DETAIL: …\n", text))
    return EMAILS.sub("…@…", text)


class HideSecrets(logging.Filter):
    """Takes secrets out of a message before a line is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if cleaned(text) != text:
            record.msg, record.args = cleaned(text), ()
        return True


class CleanLines(logging.Formatter):
    """Lines without secrets, in the tracebacks below them too."""

    def format(self, record: logging.LogRecord) -> str:
        return cleaned(super().format(record))
