"""Files that come in and go out: wards, calendars, spreadsheets."""
