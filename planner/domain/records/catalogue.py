"""All record kinds, in an order in which owners come before what they own."""

from typing import Final

from planner.domain.records import (
    deployment,
    ground,
    operation,
    operation_type,
    people,
    plan,
    returns,
    review,
    sharing,
)
from planner.domain.records.base import Record

ALL_RECORDS: Final[tuple[type[Record], ...]] = (
    plan.Plan,
    plan.Setting,
    plan.SpecialDay,
    ground.Ward,
    ground.Place,
    people.Partner,
    people.Partnership,
    people.PartnershipMember,
    people.Priority,
    people.Resource,
    people.Concern,
    people.Power,
    people.PowerWard,
    operation_type.OperationType,
    operation_type.TypeBrief,
    operation_type.TypeDeployment,
    operation_type.TypePost,
    operation_type.TypeTask,
    operation_type.TypeRisk,
    operation_type.TypeMeasure,
    operation_type.TypePower,
    operation.Operation,
    operation.OperationWard,
    operation.BriefText,
    operation.OperationPower,
    operation.OperationConcern,
    operation.Risk,
    operation.Measure,
    operation.Task,
    deployment.Deployment,
    deployment.DeploymentWard,
    deployment.Visit,
    deployment.Post,
    deployment.Assignment,
    returns.Return,
    returns.ReturnVisit,
    returns.ReturnResult,
    review.Strategy,
    review.UnseenWork,
    review.Impact,
    review.Review,
    review.Hold,
    review.Acknowledgement,
    sharing.Share,
    sharing.PurgeNote,
)

PLACE_OF: Final[dict[type[Record], int]] = {kind: place for place, kind in enumerate(ALL_RECORDS)}
"""The place of each kind in that order: what is sorted by it can be written as it stands."""

BY_TABLE: Final[dict[str, type[Record]]] = {kind.TABLE: kind for kind in ALL_RECORDS}

OWNED_BY: Final[dict[str, tuple[type[Record], ...]]] = {
    owner: tuple(kind for kind in ALL_RECORDS if owner == kind.OWNER)
    for owner in {k.OWNER for k in ALL_RECORDS if k.OWNER}
}
