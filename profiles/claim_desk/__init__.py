"""The desk where moderators decide about claims. All claims on one record are one case.

What waits (``queue``), who looks at it (``looking``), one case with the record beside its claimants (``case``,
``matching``, ``chips``), evidence opened and logged (``reading``), the decision (``acts``, ``reasons``, ``deciding``).
"""
