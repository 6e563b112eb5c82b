"""What people say: accounts, who holds which record, follows, own lists, proposals, and the trust evidence carries."""

from .follow import Follow, Frequency
from .listed_work import ListedWork
from .mail import Mail
from .profile import Profile
from .proposal import Proposal
from .trust import Trust, TrustChange
from .user import User

__all__ = [
    "Follow",
    "Frequency",
    "ListedWork",
    "Mail",
    "Profile",
    "Proposal",
    "Trust",
    "TrustChange",
    "User",
]
