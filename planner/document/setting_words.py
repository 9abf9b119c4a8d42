"""Settings in a commander's words, never a bare key: an absence, an answer dealt with, a time of review."""

from collections.abc import Iterable
from typing import Final

from planner.domain.absence import PREFIX, absence_of
from planner.domain.phrases import count_text, date_text
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Setting
from planner.domain.records.sharing import Share
from planner.storage.reader import Reader

_ANSWERS: Final = "answers/"
_REVIEWS: Final = "retention/"
_OTHER_SORT: Final = ("setting", "settings")
_SORTS: Final = {
    PREFIX: ("absence", "absences"),
    _ANSWERS: ("answer dealt with", "answers dealt with"),
}
_REPLY_TO: Final = "tasks/reply_to"
_NUMBERS: Final = {"slips/": "Highest deployment slip number", "references/": "Highest reference given"}


def counted_settings(ids: Iterable[str]) -> list[str]:
    """Return how many settings of which sort there are: ["1 absence", "2 answers dealt with"]."""
    sorts = [next((s for start, s in _SORTS.items() if i.startswith(start)), _OTHER_SORT) for i in ids]
    return [count_text(sorts.count(sort), *sort) for sort in dict.fromkeys(sorts)]


def setting_name(setting: Setting, read: Reader) -> str:
    """Return what a setting is about: "Not available: X104", "Answers taken back from the council"."""
    if setting.id.startswith(PREFIX):
        return f"Not available: {_who(setting, read)}"
    if setting.id.startswith(_ANSWERS):
        return _answer(setting, read)
    if setting.id.startswith(_REVIEWS):
        return f"Months until review, {setting.id.removeprefix(_REVIEWS)} operations"
    if setting.id == _REPLY_TO:
        return "Where partners send answers"
    return next((words for start, words in _NUMBERS.items() if setting.id.startswith(start)), "Setting")


def setting_value(setting: Setting) -> str:
    """Return what a setting says: days for an absence; of an answer nothing is kept but that it was taken."""
    absence = absence_of(setting)
    if absence is not None:
        first, last = date_text(absence.first), date_text(absence.last)
        return first if first == last else f"{first} to {last}"
    if setting.id.startswith(PREFIX):
        return "days that cannot be read"
    if setting.id.startswith(_ANSWERS):
        return "dealt with"
    if setting.id.startswith(_REVIEWS) and setting.value.isdecimal():
        return count_text(int(setting.value), "month")
    return setting.value


def setting_field(setting: Setting) -> str:
    """Return what the one field of a setting is called."""
    if setting.id.startswith(PREFIX):
        return "days"
    return "answer" if setting.id.startswith(_ANSWERS) else "setting"


def _who(setting: Setting, read: Reader) -> str:
    absence = absence_of(setting)
    who = absence.who if absence is not None else ""
    resource = read.get(Resource, who) if who else None
    if resource is None:
        return who or "nobody named"
    return resource.label


def _answer(setting: Setting, read: Reader) -> str:
    """Return whose answer to what a setting remembers; its key is answers/<share>/<task>/<field>."""
    parts = setting.id.split("/")
    share = read.get(Share, parts[1]) if len(parts) > 1 else None
    partner = read.get(Partner, share.partner_id) if share is not None and share.partner_id else None
    task = read.get(Task, parts[2]) if len(parts) > 2 else None
    whose = partner.called if partner is not None else "a partner"
    about = f": {task.title}" if task is not None else ""
    return f"Answers taken back from {whose}{about}"
