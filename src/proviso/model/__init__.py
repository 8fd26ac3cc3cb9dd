"""The nouns. Frozen values that hold no connection, do no I/O and can be built in one line in a test."""

from . import access_token_events as access_token_events
from . import affected_events as affected_events
from . import agency_events as agency_events
from . import audit_visit_events as audit_visit_events
from . import backup_events as backup_events
from . import complaint_events as complaint_events
from . import course_events as course_events  # so that `event_types` knows them
from . import credential_events as credential_events
from . import evidence_events as evidence_events
from . import expert_review_events as expert_review_events
from . import export_events as export_events
from . import feed_events as feed_events
from . import good_use_events as good_use_events
from . import incident_events as incident_events
from . import local_rules_events as local_rules_events
from . import official_events as official_events
from . import outbox_events as outbox_events  # so that `event_types` knows them
from . import release_events as release_events
from . import review_events as review_events
from . import step_events as step_events
from . import system_events as system_events
from . import tool_events as tool_events
from . import transcript_events as transcript_events
from . import undo_events as undo_events
from . import waiver_events as waiver_events
from .access_tokens import AccessToken
from .affected import AffectedSet, Left, Question, Rescreening, RescreeningState, Tally
from .audit_visits import AuditVisit, VisitPart, VisitState
from .cases import ApprovalRequest, Objection, ObjectionState
from .complaints import Complaint, ComplaintState, Redress
from .connections import KINDS, Connection, is_private_host
from .courses import CourseAnswer, CourseOpening, CourseTry, LiveSession, QuestionCount, Seat, TryState
from .credentials import Identity, KeptSession, Passkey, Password, SignInLink
from .events import Event, Record, event_types
from .evidence import Evidence, EvidenceScope, EvidenceState
from .expert_reviews import (
    Audience,
    Criterion,
    CriterionAnswer,
    ExpertDelegate,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    PlaceNote,
    Reading,
    Said,
    SourceText,
    TextVersion,
    Topic,
    fingerprint,
)
from .exports import Stream, StreamWay
from .findings import AnswerRule, Finding, FindingClass, Part, Screened, Strength
from .good_uses import GoodUse, GoodUseState, NoteState
from .guides import Guide, GuideRow, Picture
from .incidents import Incident, IncidentKey, IncidentLine, IncidentStep, SealedBox, SpillKind, StepState, Told
from .local_rules import Consulted, DraftedAnswer, LocalRule, LocalRules, LocalState, SecondApproval
from .official import OfficialForm, OfficialText
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
from .proposals import PackProposal, ProposalState
from .releases import (
    EXEMPTIONS,
    Appeal,
    ExportState,
    FeeWaiver,
    FoiaFees,
    FoiaItem,
    FoiaRequest,
    FoiaSearch,
    FoiaState,
    ItemKind,
    Mark,
    RecordExport,
    RecordQuery,
    Release,
    Requester,
    RequestKind,
)
from .review_sections import SECTIONS, TERMS, SectionField, SectionForm, Term, section_form, term_of
from .reviews import (
    OfficeAnswer,
    OfficeDelegate,
    Position,
    Review,
    ReviewFile,
    ReviewState,
    Section,
    TermAnswer,
    TermState,
    TestRun,
)
from .suggestions import Suggestion, SuggestionState
from .systems import Spending, System, Token
from .terms import Terms
from .tools import Ceiling, Channel, Conditions, Places, Tool, ToolClass, ToolStatus
from .transcripts import Disposed, Disposition, DispositionState, HoldState, LegalHold, TextKind, TextState, Transcript
from .trials import Trial
from .uses import (
    CORRECTABLE,
    Answer,
    Decision,
    FactValue,
    Grounds,
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
from .waivers import RequestState, WaiverDraft, WaiverRequest

__all__ = [
    "CORRECTABLE",
    "EXEMPTIONS",
    "KINDS",
    "SECTIONS",
    "TERMS",
    "AccessToken",
    "Account",
    "Acknowledgement",
    "AffectedSet",
    "Answer",
    "AnswerRule",
    "Appeal",
    "Approval",
    "ApprovalRequest",
    "Audience",
    "AuditVisit",
    "Ceiling",
    "Channel",
    "Complaint",
    "ComplaintState",
    "Conditions",
    "Connection",
    "Consulted",
    "Correction",
    "CourseAnswer",
    "CourseOpening",
    "CourseTry",
    "Criterion",
    "CriterionAnswer",
    "Decision",
    "Disposed",
    "Disposition",
    "DispositionState",
    "DraftedAnswer",
    "Event",
    "Evidence",
    "EvidenceScope",
    "EvidenceState",
    "ExpertDelegate",
    "ExpertReview",
    "ExpertState",
    "ExpertVerdict",
    "ExportState",
    "FactValue",
    "FeeWaiver",
    "Finding",
    "FindingClass",
    "FoiaFees",
    "FoiaItem",
    "FoiaRequest",
    "FoiaSearch",
    "FoiaState",
    "GoodUse",
    "GoodUseState",
    "Grounds",
    "Guide",
    "GuideRow",
    "HoldState",
    "Identity",
    "Incident",
    "IncidentKey",
    "IncidentLine",
    "IncidentStep",
    "ItemKind",
    "KeptSession",
    "Left",
    "LegalHold",
    "LiveSession",
    "LocalRule",
    "LocalRules",
    "LocalState",
    "Mark",
    "Message",
    "MessageState",
    "NoteState",
    "Objection",
    "ObjectionState",
    "Obligation",
    "OfficeAnswer",
    "OfficeDelegate",
    "OfficialForm",
    "OfficialText",
    "PackProposal",
    "Part",
    "Passkey",
    "Password",
    "Permit",
    "Person",
    "PersonnelType",
    "Picture",
    "PlaceNote",
    "Places",
    "Position",
    "ProposalState",
    "Question",
    "QuestionCount",
    "Reading",
    "Reason",
    "ReasonKind",
    "Record",
    "RecordExport",
    "RecordQuery",
    "Redress",
    "Release",
    "Remedy",
    "RemedyKind",
    "RequestKind",
    "RequestState",
    "Requester",
    "Rescreening",
    "RescreeningState",
    "Review",
    "ReviewFile",
    "ReviewState",
    "Role",
    "Said",
    "Screened",
    "SealedBox",
    "Seat",
    "SecondApproval",
    "Section",
    "SectionField",
    "SectionForm",
    "SignInLink",
    "Source",
    "SourceText",
    "Spending",
    "SpillKind",
    "Standing",
    "StepState",
    "Stream",
    "StreamWay",
    "Strength",
    "Suggestion",
    "SuggestionState",
    "System",
    "Tally",
    "Term",
    "TermAnswer",
    "TermState",
    "Terms",
    "TestRun",
    "TextKind",
    "TextState",
    "TextVersion",
    "Token",
    "Told",
    "Tool",
    "ToolClass",
    "ToolStatus",
    "Topic",
    "Training",
    "TrainingRecord",
    "Transcript",
    "Trial",
    "TryState",
    "Use",
    "VisitPart",
    "VisitState",
    "Waiver",
    "WaiverDraft",
    "WaiverRequest",
    "Way",
    "Webhook",
    "event_types",
    "fingerprint",
    "is_private_host",
    "section_form",
    "term_of",
]
