"""What the files say: works, the people they name, and every decision taken about both."""

from .audit import AuditEntry
from .author import Author, Authorship, CorpusCount, DueBlock
from .citation import CitationCount, Reference, Retraction
from .import_batch import ImportBatch, ImportIssue
from .indexed_work import IndexedWork
from .institution import Affiliation, Institution, PrintedAddress
from .ledger import ChangeItem, ChangeSet
from .source import Source
from .summary import Summary
from .suppression import Suppression
from .topic import Topic, WorkTopic
from .work import Work, WorkIdentifier, WorkRecord, WorkVersion

__all__ = [
    "Affiliation",
    "AuditEntry",
    "Author",
    "Authorship",
    "ChangeItem",
    "ChangeSet",
    "CitationCount",
    "CorpusCount",
    "DueBlock",
    "ImportBatch",
    "ImportIssue",
    "IndexedWork",
    "Institution",
    "PrintedAddress",
    "Reference",
    "Retraction",
    "Source",
    "Summary",
    "Suppression",
    "Topic",
    "Work",
    "WorkIdentifier",
    "WorkRecord",
    "WorkTopic",
    "WorkVersion",
]
