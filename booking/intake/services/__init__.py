from booking.intake.services.save_form import save_form
from booking.intake.services.submit_answers import submit_answers

__all__ = ["save_form", "submit_answers"]
