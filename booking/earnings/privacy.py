"""What somebody earns is theirs and the managers' to see; a customer sees nothing of it (ORG-2)."""

from booking.core.narrowing import NOTHING, narrow

narrow("earnings.Terms", customer=NOTHING, instructor="instructor")
narrow("earnings.Earning", customer=NOTHING, instructor="instructor")
narrow("earnings.Statement", customer=NOTHING, instructor="instructor")
narrow("earnings.StatementLine", customer=NOTHING, instructor="statement__instructor")
