"""Choosing whom to let in, and choosing a password."""

from allauth.account.forms import ResetPasswordKeyForm
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedForm, RowsField, dress
from rollout.organisation.models import Person


class LetInForm(DressedForm):
    """Those who are ticked."""

    people = RowsField(label=_("People"), queryset=Person.objects.none())

    def __init__(self, *args: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class PasswordForm(ResetPasswordKeyForm):
    """The first password: the same rules as for any other."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")
        self.fields["password2"].label = _("The password again")
        dress(self)
