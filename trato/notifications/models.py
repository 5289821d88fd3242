"""What people have been told, how they want to be told, and what is on its way to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override


class Notification(models.Model):
    """One line of somebody's center: a record that is news, or, with no id, several of a type."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    #: How many acts, or how many records, the line tells of.
    count = models.PositiveIntegerField(default=1)
    #: The field of which it tells.
    field = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    mark = models.CharField(max_length=160, null=True)  # noqa: DJ001  # null is not unique, an empty text is
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    #: Not so what is only sent, what is only remembered, and what a later line says together with more.
    is_shown = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "mark"], name="notification_once_per_mark")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user_id", "id"], name="notification_by_user"),
            models.Index(fields=["user_id"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notification_by_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.type}/{self.record_id} for {self.user_id}"


class Wish(models.Model):
    """That somebody wants a kind of news by a channel, or does not; without one the kind's own way holds."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    is_on = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "kind", "channel"], name="wish_once_per_kind")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {'' if self.is_on else 'not '}for {self.user_id} by {self.channel}"


class Habit(models.Model):
    """When somebody wants the digest, and whether devices hide what news is about."""

    OFF, WORKDAYS, DAILY, WEEKLY = "off", "workdays", "daily", "weekly"
    RHYTHMS = (OFF, WORKDAYS, DAILY, WEEKLY)

    user_id = models.BigIntegerField(unique=True)
    rhythm = models.CharField(max_length=8, default=OFF)
    #: Of the person's own clock.
    hour = models.PositiveSmallIntegerField(default=8)
    #: The day, on the person's calendar, whose digest has been seen to.
    last_on = models.DateField(null=True)
    hides_details = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(hour__lte=23), name="habit_hour_of_a_day")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.rhythm} at {self.hour} for {self.user_id}"


class Letter(models.Model):
    """A message that has been given to the mail server, or is just being given: none goes twice."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["begun_at"], name="letter_by_age")]

    @override
    def __str__(self) -> str:
        return self.key


class Waiting(models.Model):
    """News that goes by mail soon, together with what comes meanwhile."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="+")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user_id", "kind", "id"], name="waiting_by_user")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class PushKey(models.Model):
    """The workspace's key for Web Push. The private half is sealed with the workspace's secret."""

    public = models.CharField(max_length=100)
    sealed = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)

    @override
    def __str__(self) -> str:
        return self.public


class Device(models.Model):
    """A browser in which somebody wants to be told, for as long as they are signed in there."""

    user_id = models.BigIntegerField()
    #: Where its push service takes messages; a secret between that browser and us.
    endpoint = models.TextField()
    endpoint_digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    #: What the session of that browser is known by, and where it was last seen.
    mark = models.CharField(max_length=40)
    session_key = models.CharField(max_length=40)
    #: The workspace's address in that browser.
    home = models.CharField(max_length=300)
    name = models.CharField(max_length=80)
    added_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user_id"], name="device_by_user")]

    @override
    def __str__(self) -> str:
        return self.name
