"""How allauth behaves here: nobody signs up by themselves; no address comes from the request."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from rollout.accounts.models import User


class Here(NamedTuple):
    """This server as its mails name it."""

    name: str
    domain: str


class ClosedSignup(DefaultAccountAdapter):
    """Project leads give access; the sign-up page says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link begins as all links in mails do, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def new_password_mails(self, email: str) -> list[tuple[str, str, str]]:
        """Address, subject and text of the mail with the link for a new password, for whoever
        signs in with an address."""
        mails = []
        for user in User.objects.filter(email__iexact=email, is_active=True):
            key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
            url = self.get_reset_password_from_key_url(key)
            context = {"user": user, "password_reset_url": url}
            mail = self.mail_for("account/email/password_reset_key", user.email, context)
            mails.append((user.email, *mail))
        return mails

    def mail_for(self, prefix: str, email: str, context: dict[str, Any]) -> tuple[str, str]:
        """A mail's subject and text."""
        here = Here("Rollout", urlsplit(settings.BASE_URL).netloc)
        mail = self.render_mail(prefix, email, {"email": email, "current_site": here} | context)
        return str(mail.subject), str(mail.body)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: the account, under whatever name of the server."""
        return str(credentials.get("email") or credentials.get("username") or "").casefold()
