"""Attendance by code: colleagues scan what is on the screen, and a superuser confirms who came."""
