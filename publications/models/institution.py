from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse


class Institution(models.Model):
    """One row = one organisation people sign for. Without a ROR id it is known by its folded name."""

    public_id = models.CharField(max_length=16, unique=True)
    name = models.TextField()
    name_key = models.TextField(unique=True, help_text="folded name, or the ROR id where there is one")
    ror = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    domain = models.CharField(
        max_length=253, blank=True, default="", db_default="", help_text="of its mail and pages: uni-muenster.de"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ror"], condition=~models.Q(ror=""), name="institution_ror_is_unique"),
        ]
        indexes = [
            # Institutions by any part of their name.
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="institution_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("institution", args=[self.public_id])


class Affiliation(models.Model):
    """One row = one institution printed beside one name on one work."""

    authorship = models.ForeignKey("Authorship", models.CASCADE, related_name="affiliations", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="affiliations")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authorship", "institution"], name="authorship_has_an_institution_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authorship_id} at {self.institution_id}"


class PrintedAddress(models.Model):
    """One row = one e-mail address printed on one work beside the name at a position. Never shown, never searched: it
    is there so that the person can be asked."""

    work = models.ForeignKey("Work", models.CASCADE, related_name="printed_addresses", db_index=False)
    position = models.PositiveIntegerField(help_text="of the name it stands beside")
    email = models.EmailField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "position", "email"], name="address_is_printed_once"),
        ]

    def __str__(self) -> str:
        return f"beside {self.position} of {self.work_id}"
