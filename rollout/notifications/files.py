"""Mail as files, for the demo: each mail lies in a folder, as a mail program opens it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class MailFiles(BaseEmailBackend):
    """Writes each mail to a file of its own, named by when it was sent and to whom."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        # Links in mails let in whoever reads them.
        self.folder.chmod(0o700)
        for mail in email_messages:
            address = re.sub(r"[^\w.@-]", "_", mail.to[0])
            stem = f"{timezone.localtime():%Y%m%d-%H%M%S-%f} {address}"
            file = self.folder / f"{stem}.eml"
            file.touch(mode=0o600)
            file.write_bytes(mail.message().as_bytes())
        return len(email_messages)
