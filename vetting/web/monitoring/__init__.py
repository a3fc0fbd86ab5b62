"""Monitoring: the inbox of alerts, and who is kept under watch."""

from vetting.web.monitoring import alerts, watches

__all__ = ["alerts", "watches"]
