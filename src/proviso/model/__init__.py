"""The nouns. Frozen values that hold no connection, do no I/O and can be built in one line in a test."""

from . import course_events as course_events  # so that `event_types` knows them
from . import outbox_events as outbox_events  # so that `event_types` knows them
from . import step_events as step_events
from . import system_events as system_events
from .cases import ApprovalRequest, Incident, Objection, ObjectionState, SpillKind
from .connections import KINDS, Connection, is_private_host
from .courses import CourseAnswer, CourseOpening, CourseTry, LiveSession, QuestionCount, Seat, TryState
from .events import Event, Record, event_types
from .findings import AnswerRule, Finding, FindingClass, Part, Screened, Strength
from .guides import Guide, GuideRow, Picture
from .outbox import Message, MessageState, Way, Webhook
from .people import (
    Account,
    Acknowledgement,
    Approval,
    Correction,
    Person,
    PersonnelType,
    Role,
    Training,
    TrainingRecord,
    Waiver,
)
from .systems import Spending, System, Token
from .tools import Channel, Conditions, Places, Tool, ToolClass, ToolStatus
from .uses import (
    CORRECTABLE,
    Answer,
    Decision,
    FactValue,
    Obligation,
    Permit,
    Reason,
    ReasonKind,
    Remedy,
    RemedyKind,
    Source,
    Standing,
    Use,
)

__all__ = [
    "CORRECTABLE",
    "KINDS",
    "Account",
    "Acknowledgement",
    "Answer",
    "AnswerRule",
    "Approval",
    "ApprovalRequest",
    "Channel",
    "Conditions",
    "Connection",
    "Correction",
    "CourseAnswer",
    "CourseOpening",
    "CourseTry",
    "Decision",
    "Event",
    "FactValue",
    "Finding",
    "FindingClass",
    "Guide",
    "GuideRow",
    "Incident",
    "LiveSession",
    "Message",
    "MessageState",
    "Objection",
    "ObjectionState",
    "Obligation",
    "Part",
    "Permit",
    "Person",
    "PersonnelType",
    "Picture",
    "Places",
    "QuestionCount",
    "Reason",
    "ReasonKind",
    "Record",
    "Remedy",
    "RemedyKind",
    "Role",
    "Screened",
    "Seat",
    "Source",
    "Spending",
    "SpillKind",
    "Standing",
    "Strength",
    "System",
    "Token",
    "Tool",
    "ToolClass",
    "ToolStatus",
    "Training",
    "TrainingRecord",
    "TryState",
    "Use",
    "Waiver",
    "Way",
    "Webhook",
    "event_types",
    "is_private_host",
]
