"""Mail about sign-ins goes through the outbox, so that no request waits for the mail server."""

from typing import Any

from allauth.account.forms import ResetPasswordForm

from rollout.accounts.adapter import ClosedSignup
from rollout.notifications.actions.account_queueing import queue_account_mail, queue_new_password
from rollout.organisation.access import ViewerRequest


class AccountAdapter(ClosedSignup):
    """Queues what allauth would send at once."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject, body = self.mail_for(template_prefix, email, context)
        queue_account_mail(address=email, subject=subject, body=body)


class NewPasswordForm(ResetPasswordForm):
    """Asks for a new password without looking whose the address is: neither the answer nor its time
    tells who is known."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).casefold()

    def save(self, request: ViewerRequest, **kwargs: Any) -> str:
        queue_new_password(address=self.cleaned_data["email"])
        return str(self.cleaned_data["email"])
