"""Claims: "this record is me". ``filing`` begins one, ``transitions.move`` alone changes its state, and ``levels`` says
what its evidence carries."""
