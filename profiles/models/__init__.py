"""What people say: accounts, claims and their evidence, who holds which record, follows, own lists, proposals, and the
trust evidence carries."""

from .case_look import CaseLook
from .claim import Claim, ClaimEvent
from .conversation import Conversation, Message, Participant
from .evidence import ClosedAddress, Evidence, EvidenceCode
from .follow import Follow, Frequency
from .invitation import Block, ContactReport, Invitation
from .listed_work import ListedWork
from .mail import Mail
from .profile import Profile
from .proposal import Proposal
from .record_flag import RecordFlag
from .self_description import Photo, SelfDescription
from .trust import Trust, TrustChange
from .user import User

__all__ = [
    "Block",
    "CaseLook",
    "Claim",
    "ClaimEvent",
    "ClosedAddress",
    "ContactReport",
    "Conversation",
    "Evidence",
    "EvidenceCode",
    "Follow",
    "Frequency",
    "Invitation",
    "ListedWork",
    "Mail",
    "Message",
    "Participant",
    "Photo",
    "Profile",
    "Proposal",
    "RecordFlag",
    "SelfDescription",
    "Trust",
    "TrustChange",
    "User",
]
