"""Papers of the weekly jobs: packs for a night, day or week, sheets, wall calendars, parish reports."""
