"""What people say: accounts, follows, proposals, and the trust their evidence carries."""

from .follow import Follow
from .proposal import Proposal
from .trust import Trust, TrustChange
from .user import User

__all__ = ["Follow", "Proposal", "Trust", "TrustChange", "User"]
