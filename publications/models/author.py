from functools import lru_cache

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from publications import identifiers
from publications.names import slug


@lru_cache(maxsize=1 << 14)
def address(public_id: str, display_name: str) -> str:
    """Where an author's page is. Kept, because the same people stand on most works of a list."""
    return reverse("author", args=[public_id, slug(display_name)])


_NAME_WORDS = "array_to_tsvector(string_to_array({}search_name, ' '))"


class NameWords(models.Func):
    """The words of a name, each once: what people search asks its index for."""

    template = _NAME_WORDS.format("")
    output_field = SearchVectorField()


class AuthorQuerySet(models.QuerySet):
    def visible(self) -> "AuthorQuerySet":
        """Records anybody may see: not merged away, not hidden at the person's request."""
        return self.filter(merged_into=None, hidden_at=None)

    def one_with(self, author: "Author") -> "AuthorQuerySet":
        """The record and those that were merged into it: all that is said of one person."""
        return self.filter(models.Q(pk=author.pk) | models.Q(merged_into=author))

    def named(self, query: str) -> "AuthorQuerySet":
        """Those whose name has the words of a ``tsquery``."""
        words = _NAME_WORDS.format("publications_author.")
        return self.extra(where=[f"{words} @@ %s::tsquery"], params=[query])

    def with_works(self) -> "AuthorQuerySet":
        return self.filter(n_works__gt=0)


class Author(models.Model):
    """One row = one person (or group) as the files know them. An account is another thing: see ``profiles``."""

    class Kind(models.TextChoices):
        PERSON = "person", "person"
        GROUP = "group", "group"

    public_id = models.CharField(max_length=16)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON, db_default=Kind.PERSON)
    display_name = models.TextField()
    sort_name = models.TextField(help_text="family name first, plain letters, lower case")
    search_name = models.TextField(help_text="plain letters, lower case, both orders")
    # Decisions about the name: [given, family, suffix] to be called by, and names as written that are shown nowhere.
    chosen_name = models.JSONField(null=True, blank=True)
    matching_only = models.JSONField(default=list, db_default=[], blank=True)
    orcid = models.CharField(max_length=19, blank=True, default="", db_default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Counted from the authorships whenever they change, so that lists and search need no aggregate.
    n_works = models.PositiveIntegerField(default=0, db_default=0)
    first_year = models.SmallIntegerField(null=True, blank=True)
    last_year = models.SmallIntegerField(null=True, blank=True)
    # Whoever derives something (trust, slices) asks which rows are younger than what was derived.
    works_changed_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())

    objects = AuthorQuerySet.as_manager()

    class Meta:
        constraints = [
            # Not ``unique=True``, which brings a second index for prefixes.
            models.UniqueConstraint(fields=["public_id"], name="author_address_is_taken_once"),
            models.UniqueConstraint(
                fields=["orcid"],
                condition=~models.Q(orcid="") & models.Q(merged_into=None),
                name="author_orcid_stands_on_one_record",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="author_is_not_merged_into_itself",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["person", "group"]), name="author_kind_is_known"),
        ]
        indexes = [
            # People search: any words of the name, typed from their start.
            GinIndex(NameWords(), name="author_name_words"),
            # The same with a slip.
            GinIndex(OpClass("search_name", "gin_trgm_ops"), name="author_search_name_trgm"),
            # Lists of people by name; prefix search on the family name.
            models.Index(OpClass("sort_name", "text_pattern_ops"), name="author_sort_name"),
            # Which trust and slices are due.
            models.Index(fields=["works_changed_at"], name="author_works_changed_at"),
            # Which names must not be told: hardly any.
            models.Index(fields=["id"], condition=~models.Q(matching_only=[]), name="author_has_a_former_name"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return address(self.public_id, self.display_name)

    @property
    def slug(self) -> str:
        return slug(self.display_name)

    @property
    def orcid_url(self) -> str:
        """Empty without an iD, and where it is an invented one."""
        return identifiers.url("orcid", self.orcid) if self.orcid else ""

    def survivor(self) -> "Author":
        """The record this one lives on in. Merges point straight at the survivor, so one hop is enough."""
        return self.merged_into or self


class Authorship(models.Model):
    """One row = one name at one position of one work, and the author it is taken to be."""

    class Basis(models.TextChoices):
        IDENTIFIER = "identifier", "identifier asserted by the source"
        DECISION = "decision", "decided by a person"
        EVIDENCE = "evidence", "compatible name and corroboration"
        ALONE = "alone", "no other record could be joined to it"

    work = models.ForeignKey("Work", models.CASCADE, related_name="authorships", db_index=False)
    position = models.PositiveIntegerField(help_text="1 = first author")
    author = models.ForeignKey(Author, models.PROTECT, null=True, related_name="authorships", db_index=False)
    name = models.TextField(help_text="as shown: as written on the work, accents decoded: Oscar Castañeda")
    printed = models.TextField(
        blank=True, default="", db_default="", help_text="as written, where that is not shown: a former name"
    )
    given = models.TextField(blank=True)
    family = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    block = models.TextField(help_text="names that could be one person share it: 'goldstein t'")
    orcid = models.CharField(max_length=19, blank=True, default="", db_default="")
    source_author = models.TextField(blank=True, default="", db_default="", help_text="openalex:A5023888391")
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True, default="", db_default="")
    reason = models.JSONField(default=dict, db_default={}, help_text="what corroborated it, for people to read")
    decided_by = models.ForeignKey(
        "ChangeItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="the decision that holds",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "position"], name="authorship_position_is_taken_once"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="authorship_position_starts_at_one"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | models.Q(basis="decision"),
                name="authorship_decision_is_its_basis",
            ),
        ]
        indexes = [
            # An author's works; the index alone answers which works and at what position.
            models.Index(fields=["author"], include=["work", "position"], name="authorship_of_author"),
            # By-lines that hide a former name: hardly any.
            models.Index(fields=["author"], condition=~models.Q(printed=""), name="authorship_hides_a_name"),
            # Attribution reads whole blocks.
            models.Index(fields=["block"], name="authorship_block"),
            # From a source's own author id to who signed with it.
            models.Index(
                fields=["source_author"], condition=~models.Q(source_author=""), name="authorship_source_author"
            ),
            # The few by-lines that somebody decided on.
            models.Index(
                fields=["decided_by"], condition=models.Q(decided_by__isnull=False), name="authorship_decided_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.position} of {self.work_id}"

    @property
    def written(self) -> str:
        """The name as the work prints it. Never for the public: it may be a name somebody no longer bears."""
        return self.printed or self.name


class DueBlock(models.Model):
    """One row = one block of names whose by-lines changed and must be attributed again."""

    block = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.block


class CorpusCount(models.Model):
    """One row = how often something stands in the corpus, as counted last: what common names and words are worth.
    What stands once has no row."""

    class Kind(models.TextChoices):
        NAME = "name", "by-lines by first and last word of the name"
        FAMILY = "family", "by-lines by last word"
        GIVEN = "given", "by-lines by first word, among the names of its world"
        BLOCK = "block", "by-lines by last word and initial"
        WORLD = "world", "by-lines by where family names come from"
        TOPIC = "topic", "works by topic"
        WORD = "word", "texts by word"
        WORKS = "works", "works counted"
        TEXTS = "texts", "texts read for their words"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    key = models.TextField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # The names and words at hand are looked up by it.
            models.UniqueConstraint(fields=["kind", "key"], name="corpus_count_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.n}"
