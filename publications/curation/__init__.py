"""Decisions people take about the records: told first, taken as change sets of an append-only ledger, undone by item.

Each ``plan_…`` function checks a decision and says what it would change; ``carry_out`` takes it, ``undo`` takes it
back. The ledger calls things by keys that survive a rebuild, so that a decision holds whenever an import writes its
by-lines anew. Nothing but what a plan shows is changed; attribution never moves what a person decided.
"""

from .file import apply_file, export
from .hiding import plan_hide, plan_show
from .merging import plan_merge
from .moving import plan_attach, plan_move
from .naming import plan_name_use, plan_rename
from .plans import CurationRefused, Plan, Refusal, Side, carry_out
from .reapplying import reapply
from .splitting import plan_not_mine, plan_split
from .undoing import plan_undo, undo

__all__ = [
    "CurationRefused",
    "Plan",
    "Refusal",
    "Side",
    "apply_file",
    "carry_out",
    "export",
    "plan_attach",
    "plan_hide",
    "plan_merge",
    "plan_move",
    "plan_name_use",
    "plan_not_mine",
    "plan_rename",
    "plan_show",
    "plan_split",
    "plan_undo",
    "reapply",
    "undo",
]
