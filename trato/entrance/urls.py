from __future__ import annotations

from django.urls import path, register_converter

from trato.entrance.views import (
    first_run,
    forgotten,
    invitation,
    invite,
    logo,
    mail,
    profile,
    sample,
    settings,
    sign_in,
)


class RowNumber:
    """A number that a database column can hold."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RowNumber, "row_number")

app_name = "entrance"
urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/forgotten", forgotten.forgotten, name="forgotten"),
    path("sign-in/new-password", forgotten.new_password, name="new_password"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("language", sign_in.language, name="language"),
    path("first-run", first_run.first_run, name="first_run"),
    path("invitation", invitation.invitation, name="invitation"),
    path("profile", profile.profile, name="profile"),
    path("profile/password", profile.password, name="password"),
    path("profile/tokens", profile.tokens, name="tokens"),
    path("profile/tokens/<row_number:pk>/revocation", profile.revocation, name="revocation"),
    path("profile/other-sessions", profile.other_sessions, name="other_sessions"),
    path("settings/", settings.overview, name="settings"),
    path("settings/workspace", settings.workspace_page, name="workspace"),
    path("settings/workspace/logo", logo.upload, name="logo_upload"),
    path("settings/workspace/logo/removal", logo.removal, name="logo_removal"),
    path("logo/<slug:digest>", logo.logo, name="logo"),
    path("settings/sample", sample.sample_page, name="sample"),
    path("settings/sample/removal", sample.removal, name="sample_removal"),
    path("settings/mail", mail.mail_page, name="mail"),
    path("settings/mail/test", mail.test, name="mail_test"),
    path("settings/mail/removal", mail.removal, name="mail_removal"),
    path("users/invite", invite.invite_page, name="invite"),
    path("users/<row_number:pk>/invitation", invite.new_link, name="new_link"),
    path("users/<row_number:pk>/sessions", invite.end_sessions, name="end_sessions"),
]
