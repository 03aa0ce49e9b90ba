from booking.earnings.models.earnings import Earning
from booking.earnings.models.statements import Statement, StatementLine
from booking.earnings.models.terms import Terms

__all__ = ["Earning", "Statement", "StatementLine", "Terms"]
