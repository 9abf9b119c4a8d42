"""Small calendars as bytes, for tests."""


def event(uid: str, title: str, start: str, end: str = "", rule: str = "", *more: str) -> str:
    """One VEVENT; a start of eight figures is a whole day. more: further lines."""
    kind = ";VALUE=DATE" if len(start) == 8 else ""
    lines = ["BEGIN:VEVENT", f"UID:{uid}@example.org", f"DTSTART{kind}:{start}"]
    lines += [f"DTEND{kind}:{end}"] if end else []
    lines += [f"RRULE:{rule}"] if rule else []
    return "\r\n".join([*lines, f"SUMMARY:{title}", *more, "END:VEVENT"])


def calendar(*events: str) -> bytes:
    """A whole calendar."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()
