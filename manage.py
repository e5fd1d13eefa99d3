"""Run Rollout's commands: in development mode, unless ROLLOUT_MODE says production."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rollout.settings")
    os.environ.setdefault("ROLLOUT_MODE", "development")
    if sys.argv[1:2] == ["demo"]:
        from rollout.demo.database import point_settings_at_demo

        point_settings_at_demo()
    execute_from_command_line(sys.argv)
