"""Keeping persons right: name and e-mail, employments, other addresses, two that are one."""
