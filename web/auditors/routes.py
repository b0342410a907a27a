"""Every route of the auditors, gathered for the application."""

from web.auditors import (
    activity,
    alarms,
    counts,
    entry,
    exporting,
    home,
    log,
    package,
    timeline,
    verifying,
)

ROUTES = (
    *home.ROUTES,
    *log.ROUTES,
    *timeline.ROUTES,
    *activity.ROUTES,
    *alarms.ROUTES,
    *counts.ROUTES,
    *entry.ROUTES,
    *exporting.ROUTES,
    *package.ROUTES,
    *verifying.ROUTES,
)
