from collections.abc import Mapping
from datetime import datetime

from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.intake.models import Form, Submission
from booking.intake.rules import clean_answers
from booking.intake.selectors import current_version, questions_in


@transactional
def submit_answers(form: Form, answers: Mapping[str, object], *, now: datetime) -> Submission | None:
    """Keep raw answers, by question slug, to the form as it is asked now; sensitive ones sealed.

    None when the form is not mandatory and nothing was answered. Raises Invalid with fields such as "answers.goals".
    """
    version = current_version(form)
    questions = questions_in(version)
    cleaned = clean_answers(questions, answers, mandatory=form.mandatory)
    if cleaned is None:
        return None
    secret = {question.slug for question in questions if question.sensitive}
    sealed = {slug: value for slug, value in cleaned.items() if slug in secret}
    return Submission.objects.create(
        version=version,
        answers={slug: value for slug, value in cleaned.items() if slug not in secret},
        sealed_answers=seal(sealed) if sealed else "",
        submitted_at=now,
    )
