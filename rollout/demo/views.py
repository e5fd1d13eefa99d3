"""Signing in to the demo by one click. Only demo mode has this address."""

from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rollout.accounts.models import User
from rollout.demo.personas import PERSONAS, email_of
from rollout.organisation.access import ViewerRequest, public

KEYS = {persona.key for persona in PERSONAS}


@public
@require_POST
def demo_sign_in(request: ViewerRequest) -> HttpResponse:
    """Sign in as a persona."""
    key = request.POST.get("persona", "")
    user = get_object_or_404(User, email=email_of(key) if key in KEYS else "")
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
