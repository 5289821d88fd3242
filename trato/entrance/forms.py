"""The forms of this room, and how each shows itself to the components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS as NON_FIELD
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts import mail
from trato.accounts.models import User
from trato.entrance import zones
from trato.entrance.wording import worded
from trato.kernel.emails import is_email, normalize_email

if TYPE_CHECKING:
    from trato.records.errors import Invalid

LONGEST_PASSWORD = 1024
KINDS: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.BooleanField, "boolean"),
    (forms.MultipleChoiceField, "links"),
    (forms.ChoiceField, "choice"),
    (forms.EmailField, "email"),
)


class EntranceForm(forms.Form):
    """A form whose fields the components draw."""

    def shown(self) -> dict[str, dict[str, Any]]:
        """Each field as `ui.form_field` takes it."""
        return {bound.name: self._shown(bound) for bound in self}

    def _shown(self, bound: forms.BoundField) -> dict[str, Any]:
        field = bound.field
        attrs = dict(field.widget.attrs)
        secret = isinstance(field.widget, forms.PasswordInput)
        kind = next((kind for known, kind in KINDS if isinstance(field, known)), "text")
        return {
            "name": bound.html_name,
            "label": str(bound.label),
            "kind": "password" if secret else kind,
            "value": None if secret else bound.value(),
            "choices": list(getattr(field, "choices", ())),
            "help": str(bound.help_text),
            "error": " ".join(str(error) for error in bound.errors),
            "autocomplete": attrs.pop("autocomplete", ""),
            "attrs": {**attrs, "required": field.required and kind != "boolean"},
        }

    @override
    def add_error(self, field: str | None, error: Any) -> None:
        """In our own words, whoever refuses."""
        if isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
            error = ValidationError([*worded(error, self.fields.get(field or ""))])
        super().add_error(field, error)

    def problems(self) -> list[dict[str, str]]:
        """All that is wrong, for the summary above the form: of the whole first, then field by field."""
        names = [None, *self.fields]
        known = [(name or "", str(text)) for name in names for text in self.errors.get(name or NON_FIELD, ())]
        return [{"field": self.control_of(name), "text": text} for name, text in known]

    def control_of(self, name: str) -> str:
        """Under which name a field's control is found on the page; nothing where there is none to see."""
        return "" if not name or self[name].is_hidden else name

    def refuse(self, problem: Invalid) -> None:
        """Show beside its field what the engine refuses."""
        named = problem.field if problem.field in self.fields else None
        self.add_error(named, str(problem.sentence))


def _password(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


def _email(**options: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    return forms.EmailField(label=_("E-mail"), max_length=254, widget=widget, **options)


def _name(**options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "name"})
    return forms.CharField(label=_("Your name"), max_length=150, widget=widget, **options)


class SignInForm(EntranceForm):
    """An address and a password; whether they belong together is asked elsewhere."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}
        ),
    )
    password = _password(_("Password"), "current-password")
    stays = forms.BooleanField(label=_("Stay signed in"), required=False)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    lost = forms.CharField(required=False, widget=forms.HiddenInput)


class _EmailMixin(forms.Form):
    def clean_email(self) -> str:
        address = normalize_email(self.cleaned_data["email"])
        if not is_email(address):
            raise ValidationError(_("This is not an e-mail address; write it as ana@example.com."))
        return address


class _NewPasswordForm(EntranceForm):
    """A new password, held against the rules and against the person's own name and address."""

    password = _password(
        _("Password"), "new-password", help_text=_("At least 10 characters; a few unrelated words are best.")
    )

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    @override
    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if password := given.get("password"):
            person = self.user or User(name=given.get("name", ""), email=given.get("email"))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return given


class FirstRunForm(_EmailMixin, _NewPasswordForm):
    """The three questions to the person who makes the workspace theirs."""

    language = forms.ChoiceField(label=_("Language"), choices=zones.languages)
    currency = forms.ChoiceField(label=_("Currency"), choices=zones.currencies)
    name = _name()
    email = _email()
    start = forms.ChoiceField(label=_("Begin"), choices=zones.starts)
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ("language", "currency", "name", "email", "password", "start", "time_zone")

    @override
    def clean_email(self) -> str:
        address = super().clean_email()
        if User.objects.filter(email__iexact=address).exists():
            raise ValidationError(_("Another user has this e-mail address."))
        return address


class ForgottenForm(EntranceForm):
    """Whose password is forgotten."""

    email = _email()


class InvitationForm(_NewPasswordForm):
    """The first password of an invited person."""

    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class PasswordForm(_NewPasswordForm):
    """A new password instead of the one that is known."""

    current = _password(_("Current password"), "current-password")
    field_order = ("current", "password")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].label = _("New password")


class ProfileForm(_EmailMixin, EntranceForm):
    """What people say of themselves."""

    name = _name()
    email = _email()
    language = forms.ChoiceField(label=_("Language"), choices=zones.languages_with_browser, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones.zone_groups)
    theme = forms.ChoiceField(
        label=_("Colors"), choices=[("", ""), ("light", ""), ("dark", "")], required=False
    )


class TokenForm(EntranceForm):
    """What a new key is for."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say what the key is for.")},
    )

    @override
    def control_of(self, name: str) -> str:
        """The page has another name."""
        return "token_name" if name else ""


class InviteForm(_EmailMixin, EntranceForm):
    """Somebody who is to work here."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), initial="member")
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False)

    def __init__(
        self, *args: Any, roles: list[tuple[str, str]], teams: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("role", roles), ("teams", teams)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class MailForm(EntranceForm):
    """The SMTP server that sends the workspace's mail; an empty password leaves the one that is kept."""

    host = forms.RegexField(
        r"^[A-Za-z0-9._:\-]+$",
        label=_("Server"),
        max_length=253,
        help_text=_("Your mail provider names it, such as smtp.example.com."),
        error_messages={"invalid": _("This is not the name of a server; write it as smtp.example.com.")},
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=587)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            (mail.STARTTLS, _("STARTTLS, usual on port 587")),
            (mail.TLS, _("TLS, usual on port 465")),
            (mail.PLAIN, _("None")),
        ],
    )
    user = forms.CharField(label=_("User name"), max_length=254, required=False)
    password = _password(_("Password"), "off", required=False)
    sender = forms.EmailField(
        label=_("Sender"),
        max_length=254,
        help_text=_("The address that messages come from; most servers allow only your own."),
    )

    def __init__(self, *args: Any, kept: mail.MailServer | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = kept
        if kept is not None and kept.password:
            self.fields["password"].help_text = _("Leave it empty to keep the password.")

    @override
    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        keeps = self.kept is not None and self.kept.password and not given.get("password")
        names = ("host", "port", "security", "user")
        # A password goes to no other server than the one that it was typed for.
        if keeps and given.get("user") and any(given.get(name) != getattr(self.kept, name) for name in names):
            self.add_error("password", _("Type the password again for another server."))
        return given

    def server(self) -> mail.MailServer:
        """What was given, with the password that is kept."""
        given = dict(self.cleaned_data)
        if not given["password"] and given["user"] and self.kept is not None:
            given["password"] = self.kept.password
        return mail.MailServer(**given)
