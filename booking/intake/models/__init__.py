from booking.intake.models.forms import Form, FormVersion
from booking.intake.models.submissions import Submission

__all__ = ["Form", "FormVersion", "Submission"]
