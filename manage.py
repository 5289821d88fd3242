#!/usr/bin/env python3
"""Django's own commands, for developers; people who run Trato use `trato`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.config.settings")
    execute_from_command_line(sys.argv)
