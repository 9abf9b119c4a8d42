"""Merging and deciding: commands like every other."""

from collections.abc import Callable, Collection, Mapping

from planner.document.command import Command
from planner.domain.merging import Choice, Decision
from planner.storage.merge.apply import take
from planner.storage.merge.compare import MergePlan
from planner.storage.merge.conflicts import decide as decide_open
from planner.storage.merge.declined import take_again, wanted_again
from planner.storage.merge.questions import open_questions
from planner.storage.pair import Pair


def merge(
    compare: Callable[[], MergePlan],
    name: str,
    choices: Mapping[str, Decision],
    default: Choice,
    in_command_file: bool,
    again: Collection[str] = (),
) -> Command:
    """Take what a comparison finds and decide what it brings into question.

    compare is called inside the transaction, so that nothing can come between. default is for conflicts that
    this merge brings, or brings another side to; others that were open before are decided only by name.
    again: keys of what was declined before and is wanted after all.
    """

    def apply(pair: Pair) -> None:
        unit = pair.unit(in_command_file=in_command_file)
        plan = compare()
        before = _questions(pair)
        wanted = wanted_again(unit, plan, again)
        unit.going_by_log([*plan.order, *(node.id for nodes in wanted.values() for node in nodes)])
        take(unit, plan)
        unit.leave_alone(take_again(unit, wanted))
        fresh = {name: default for id_, name in _questions(pair).items() if id_ not in before}
        unit.leave_alone(decide_open(unit, {**fresh, **choices}))

    return Command(f"Merge {name}", apply)


def decide(choices: Mapping[str, Decision], default: Choice) -> Command:
    """Decide open conflicts, in whichever file they are."""

    def apply(pair: Pair) -> None:
        for unit in pair.units:
            if open_questions(unit.connections[0]):
                unit.going_by_log()
                unit.leave_alone(decide_open(unit, choices, default))

    return Command("Decide what two sides changed", apply)


def _questions(pair: Pair) -> dict[str, str]:
    """Return what is open in the plan and the command file, by id, with the names that decide it."""
    return {id_: name for unit in pair.units for id_, name in open_questions(unit.connections[0]).items()}
