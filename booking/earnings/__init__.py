"""What instructors are owed: terms per person and per offering, what arises when a session is over, and the statements
of each month. Rows are facts and never change; what turns out differently later is a further row."""
