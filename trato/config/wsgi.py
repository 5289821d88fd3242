"""What the web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from trato.kernel.collecting import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.config.settings")
application = get_wsgi_application()
settle()
