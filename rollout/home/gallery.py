"""What the gallery page shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rollout.common.charts import columns, stacked
from rollout.common.forms import DressedForm
from rollout.insight.explanations import EXPLAINED
from rollout.insight.practice import Share


class GalleryForm(DressedForm):
    """One field of each kind, with an error."""

    name = forms.CharField(label=_("Name"), help_text=_("As it is written."))
    day = forms.DateField(label=_("Day"), required=False)
    choice = forms.ChoiceField(label=_("Show"), choices=[("a", _("Everyone")), ("b", _("School"))])
    many = forms.MultipleChoiceField(
        label=_("Schools"),
        choices=[("1", "Asker"), ("2", "Bø")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label=_("How it went"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label=_("All"), required=False)


def gallery_context() -> dict[str, object]:
    names = {1: "A1", 2: "A2", 3: "B1"}
    return {
        "form": GalleryForm({"day": "31.31.2026", "choice": "a"}),
        "explained": EXPLAINED,
        "share": Share(34, 40),
        "nothing": Share(0, 0),
        "bar": stacked("–", {1: 3, 2: 7, 3: 2}, names, below=3),
        "columns": columns([("a", "august", 2), ("s", "september", 5), ("o", "oktober", 0)]),
    }
