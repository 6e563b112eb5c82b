"""What people say: accounts, follows, and the trust their evidence carries."""

from .follow import Follow
from .trust import Trust, TrustChange
from .user import User

__all__ = ["Follow", "Trust", "TrustChange", "User"]
