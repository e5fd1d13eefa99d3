"""The library of kits."""

from django.urls import path

from rollout.library.copies import views as copies
from rollout.library.modules import views as modules
from rollout.library.versions import views as versions
from rollout.library.views import attachments, kits, presenting, steps

urlpatterns = [
    path("", kits.kits, name="kits"),
    path("new/", kits.kit_new, name="kit_new"),
    path("<int:kit>/", kits.kit, name="kit"),
    path("<int:kit>/change/", kits.kit_change, name="kit_change"),
    path("files/<str:key>/", attachments.attachment, name="attachment"),
    path("<int:kit>/files/", attachments.kit_attachments, name="kit_attachments"),
    path(
        "<int:kit>/files/<int:attachment>/take-out/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("<int:kit>/module/", modules.kit_module, name="kit_module"),
    path("<int:kit>/module/on/", modules.module_on, name="module_on"),
    path("<int:kit>/done/", modules.module_done, name="module_done"),
    path("<int:kit>/copy/", copies.kit_copy, name="kit_copy"),
    path("<int:kit>/differences/", copies.kit_differences, name="kit_differences"),
    path("<int:kit>/take-home/", copies.kit_take_home, name="kit_take_home"),
    path("<int:kit>/update/", copies.kit_update, name="kit_update"),
    path("<int:kit>/update/settle/", copies.kit_update_settle, name="kit_update_settle"),
    path("<int:kit>/publish/", versions.kit_publish, name="kit_publish"),
    path("<int:kit>/versions/", versions.kit_versions, name="kit_versions"),
    path("<int:kit>/versions/<int:number>/", versions.kit_version, name="kit_version"),
    path("<int:kit>/present/", presenting.kit_present, name="kit_present"),
    path("<int:kit>/sheet/", presenting.kit_sheet, name="kit_sheet"),
    path("<int:kit>/steps/", steps.kit_steps, name="kit_steps"),
    path("<int:kit>/steps/new/", steps.kit_step_new, name="kit_step_new"),
    path("<int:kit>/steps/<int:step>/", steps.kit_step, name="kit_step"),
    path("<int:kit>/steps/<int:step>/move/", steps.kit_step_move, name="kit_step_move"),
    path("<int:kit>/steps/<int:step>/take-out/", steps.kit_step_remove, name="kit_step_remove"),
]
