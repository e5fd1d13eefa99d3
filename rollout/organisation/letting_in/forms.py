"""Choosing whom to let in, and choosing a password."""

from typing import Any

from allauth.account.forms import ResetPasswordKeyForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedForm, RowsField, dress, offer_rows
from rollout.organisation.models import Person


class LetInForm(DressedForm):
    """Those who are ticked."""

    people = RowsField(label=_("People"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "people", people)


class PasswordForm(ResetPasswordKeyForm):
    """The first password: the same rules as for any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")
        self.fields["password2"].label = _("The password again")
        dress(self)
