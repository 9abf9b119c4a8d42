"""The People tab: the posts of each day, and the person or team that fills each."""

import re

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.document.command import Command
from planner.document.commands.away import keep_free
from planner.document.commands.posts import (
    add_post,
    assign,
    assign_resource,
    delete_post,
    edit_post,
    unassign,
)
from planner.document.facts import post_counts
from planner.domain.phrases import day_text, hours_text
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.vocabulary import PostKind, ResourceKind
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import button, column, hairline, holder, label, row, set_look
from planner.ui.widgets.fields import Choice
from planner.ui.widgets.popover import Popover

KIND_WORDS = {
    PostKind.CONSTABLE: "Constable", PostKind.SERGEANT: "Sergeant", PostKind.INSPECTOR: "Inspector",
    PostKind.PCSO: "PCSO", PostKind.SPECIAL: "Special", PostKind.DETECTIVE: "Detective",
    PostKind.STAFF: "Police staff", PostKind.WARDEN: "Warden", PostKind.PARTNER: "Partner",
    PostKind.VOLUNTEER: "Volunteer", PostKind.TEAM: "Whole team",
}  # fmt: skip
_COLLAR = re.compile(r"^[A-Z]{0,3}\d{2,6}$", re.IGNORECASE)


def split_words(text: str) -> tuple[str, str, str]:
    """Return rank, collar number and call sign of "PC X103 CT21": the number is known by its shape.

    Words before the number are the rank, words after it the call sign; without a number, one word is a call
    sign if it holds a digit, else all is rank.
    """
    words = text.split()
    for index, word in enumerate(words):
        if _COLLAR.match(word):
            return " ".join(words[:index]), word.upper(), " ".join(words[index + 1 :])
    if len(words) == 1 and any(c.isdigit() for c in text):
        return "", "", text.strip()
    return " ".join(words), "", ""


class PeopleTab(Tab):
    """Lists the days with their posts; an empty place is filled by typing or from the plan's people."""

    def signature(self) -> object:
        """Build anew when days, posts or who fills them changed."""
        read = self.bridge.document.read
        days = self.deployments()
        posts = read.among(Post, "deployment_id", [d.id for d in days])
        filled = read.among(Assignment, "post_id", [p.id for p in posts])
        return [(d.id, d.start) for d in days], posts, filled

    def build(self) -> None:
        """Lay out the days."""
        read = self.bridge.document.read
        days = self.deployments()
        counts = post_counts(read, [d.id for d in days])
        self._resources = {r.id: r for r in read.all(Resource)}
        posts: dict[str, list[Post]] = {}
        for post in read.among(Post, "deployment_id", [d.id for d in days]):
            posts.setdefault(post.deployment_id, []).append(post)
        filled: dict[str, list[Assignment]] = {}
        for assignment in read.among(
            Assignment, "post_id", [p.id for found in posts.values() for p in found]
        ):
            filled.setdefault(assignment.post_id, []).append(assignment)
        if not days:
            self.page.addWidget(label("No deployments, so no posts to fill.", "muted", wrap=True))
        for day in days:
            self._add_day(day, counts[day.id].words, bool(counts[day.id].empty))
            for post in posts.get(day.id, []):
                self._add_post(post, filled.get(post.id, []))
            add = button("Add a post", look="link")
            add.clicked.connect(lambda _checked=False, day=day, add=add: self._ask_post(day, add))
            self.page.addWidget(add)
            self.page.addSpacing(8)
        self._add_keep_free()

    def _add_keep_free(self) -> None:
        """Offer to keep whoever is named on need-to-know work free of other work, without saying why."""
        read = self.bridge.document.read
        operation = read.require(Operation, self.operation_id)
        if read.require(OperationType, operation.type_id).need_to_know:
            go = button("Make them not available to others", look="link")
            go.setToolTip("The plan then says “not available” for whole days, never why.")
            go.clicked.connect(lambda _checked=False: self.run(keep_free(operation_id=self.operation_id)))
            self.page.addWidget(go)

    def _add_day(self, day: Deployment, words: str, short: bool) -> None:
        count = label(words)
        set_look(count, "alert" if short else "good")
        when = f"{day_text(day.start.date(), short=True)}, {hours_text(day.start, day.end)}"
        theme = label(day.theme, "muted", wrap=True)
        head = row(label(when, "strong"), theme, count, spacing=8)
        head.setStretch(1, 1)
        self.page.addWidget(holder(head))
        self.page.addWidget(hairline())

    def _add_post(self, post: Post, filled: list[Assignment]) -> None:
        name = self.line(
            lambda: self.bridge.document.read.require(Post, post.id).role,
            lambda text: edit_post(post_id=post.id, role=text), name="Role of the post",
        )  # fmt: skip
        name.setProperty("look", "flat")
        skill = f", {post.skill}" if post.skill else ""
        kind = label(f"{post.count} × {KIND_WORDS[post.kind]}{skill}", "small")
        more = button("⋯", look="quiet", tip="Number, kind, delete")
        more.clicked.connect(lambda _checked=False: self._ask_edit(post, more))
        head = row(name, kind, more, spacing=6)
        head.setStretch(0, 1)
        self.page.addWidget(holder(head))
        is_whole = any(self._is_team(a) for a in filled)
        for assignment in filled:
            self.page.addWidget(self._assignment_row(assignment))
        if not is_whole and len(filled) < post.count:
            self.page.addWidget(self._filler(post, post.count - len(filled)))

    def _is_team(self, assignment: Assignment) -> bool:
        resource = self._resources.get(assignment.resource_id)
        return resource is not None and resource.kind is ResourceKind.TEAM

    def _assignment_row(self, assignment: Assignment) -> QWidget:
        resource = self._resources.get(assignment.resource_id)
        typed = " · ".join(t for t in (assignment.rank, assignment.collar_number, assignment.call_sign) if t)
        words = resource.label if resource is not None and not typed else typed
        if resource is not None and resource.kind is ResourceKind.TEAM:
            words = f"{resource.label} (whole post)"
        off = button("Take off", lambda: self.run(unassign(assignment_id=assignment.id)), "link")
        line = row(label(words, wrap=True), off, spacing=8, margins=(14, 0, 0, 0))
        line.setStretch(0, 1)
        return holder(line)

    def _filler(self, post: Post, empty: int) -> QWidget:
        field = QLineEdit()
        field.setPlaceholderText(f"{empty} empty: rank, number, call sign")
        field.setAccessibleName(f"Fill {post.role}")
        field.setToolTip("Type PC X103 CT21 and press Enter, or choose from the plan's teams and people.")

        def go() -> None:
            if field.text().strip():
                self.run(self._filling(post, field.text()))

        field.returnPressed.connect(go)
        choose = button("▾", look="quiet", tip="Choose a team or a person of the plan")
        choose.clicked.connect(lambda _checked=False: self._ask_resource(post, choose))
        return holder(row(field, choose, spacing=4, margins=(14, 0, 0, 0)))

    def _filling(self, post: Post, text: str) -> Command:
        wanted = text.strip().casefold()
        for resource in self._resources.values():
            known = (resource.label, resource.collar_number, resource.call_sign)
            if wanted in {k.casefold() for k in known if k}:
                return assign_resource(post_id=post.id, resource_id=resource.id)
        rank, collar, call_sign = split_words(text)
        return assign(post_id=post.id, rank=rank, collar_number=collar, call_sign=call_sign)

    def _ask_resource(self, post: Post, anchor: QWidget) -> None:
        teams = [r for r in self._resources.values() if r.kind is ResourceKind.TEAM]
        people = [r for r in self._resources.values() if r.kind is ResourceKind.PERSON]
        items = [
            ("", "Choose"),
            *((r.id, f"{r.label} (team)") for r in teams),
            *((r.id, r.label) for r in people),
        ]
        choice = Choice(items, "")
        popover = Popover(self, column(label(f"Fill {post.role} with", "section"), choice))

        def go(value: object) -> None:
            popover.close()
            if value:
                self.run(assign_resource(post_id=post.id, resource_id=str(value)))

        choice.chosen.connect(go)
        popover.show_below(anchor, 260)
        choice.setFocus()

    def _ask_post(self, day: Deployment, anchor: QWidget) -> None:
        role, count, kind = _post_fields("", 1, PostKind.CONSTABLE)
        popover: Popover

        def go() -> None:
            command = add_post(
                deployment_id=day.id, role=role.text(), kind=PostKind(str(kind.value)), count=_number(count)
            )
            if self.bridge.run(command, self) is not None:
                popover.close()

        role.returnPressed.connect(go)
        popover = Popover(
            self,
            column(
                label("What the post is called", "section"), role, label("How many", "section"), count,
                label("Kind", "section"), kind, holder(row(None, button("Add", go, "primary"))), spacing=6,
            ),
        )  # fmt: skip
        popover.show_below(anchor, 260)
        role.setFocus()

    def _ask_edit(self, post: Post, anchor: QWidget) -> None:
        role, count, kind = _post_fields(post.role, post.count, post.kind)
        skill = QLineEdit(post.skill)
        popover: Popover

        def go() -> None:
            command = edit_post(
                post_id=post.id, role=role.text(), count=_number(count), kind=PostKind(str(kind.value)),
                skill=skill.text(),
            )  # fmt: skip
            if self.bridge.run(command, self) is not None:
                popover.close()

        def drop() -> None:
            popover.close()
            self.run(delete_post(post_id=post.id))

        popover = Popover(
            self,
            column(
                label("Role", "section"), role, label("How many", "section"), count,
                label("Kind", "section"), kind, label("Skill", "section"), skill,
                holder(row(button("Delete post", drop, "link"), None, button("Change", go, "primary"))),
                spacing=6,
            ),
        )  # fmt: skip
        popover.show_below(anchor, 260)


def _post_fields(role: str, count: int, kind: PostKind) -> tuple[QLineEdit, QLineEdit, Choice]:
    name, number = QLineEdit(role), QLineEdit(str(count))
    name.setPlaceholderText("Such as Foot patrol")
    return name, number, Choice(list(KIND_WORDS.items()), kind)


def _number(field: QLineEdit) -> int:
    text = field.text().strip()
    return int(text) if text.isdigit() else 0
