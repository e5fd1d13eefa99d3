"""How allauth behaves here: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Project leads give access; the sign-up page says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
