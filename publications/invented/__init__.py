"""Works that nobody wrote, by people who do not exist: for demonstrations, tests and measurements. Pure.

``corpus`` decides who works where, ``people`` what they are called and how they sign, ``writing`` what works say, and
``formats`` writes it down as arXiv and OpenAlex would. All of it follows from a seed alone, each work by itself, so any
number of works takes no memory. Only ``random()``, whole numbers and the four operations are used, which give the same
on every machine.

Identifiers are such that no real work, person or institution can have them: see ``identifiers.is_invented``.
"""
