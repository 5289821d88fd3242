from __future__ import annotations

from django.urls import path

from trato.activities import plan_views, queue_views, task_each_views, views

app_name = "activities"
urlpatterns = [
    path("<slug:type_key>/plan", plan_views.apply, name="plan"),
    path("<slug:type_key>/task", task_each_views.task_each, name="task_each"),
    path("<slug:type_key>/<int:pk>/plans", plan_views.panel, name="plans"),
    path("plan_runs/<int:pk>/stop", plan_views.stop, name="stop"),
    path("<slug:type_key>/queue", queue_views.queue, name="queue"),
    path("<slug:type_key>/<int:pk>/timeline", views.timeline, name="timeline"),
    path("<slug:type_key>/<int:pk>/changes", views.changes, name="changes"),
    path("<slug:type_key>/<int:pk>/tasks", views.tasks, name="tasks"),
    path("<slug:type_key>/<int:pk>/write", views.write, name="write"),
    path("<slug:type_key>/<int:pk>/put-back", views.put_back, name="put_back"),
    path("tasks/<int:pk>/checklist", views.checklist, name="checklist"),
    path("tasks/<int:pk>/done", views.done, name="done"),
    path("meetings/<int:pk>/held", views.held, name="held"),
    path("notes/<int:pk>/pin", views.pin, name="pin"),
]
