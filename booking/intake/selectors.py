from booking.core.sealing import unseal
from booking.intake.fields import Question
from booking.intake.models import Form, FormVersion, Submission


def current_version(form: Form) -> FormVersion:
    """The version that is asked now. Raises FormVersion.DoesNotExist for a form that was never saved with questions."""
    return FormVersion.objects.filter(form=form).latest("number")


def questions_of(form: Form) -> list[Question]:
    """What the form asks now, in order."""
    return questions_in(current_version(form))


def questions_in(version: FormVersion) -> list[Question]:
    """What one version asked, in order."""
    return [Question.from_json(stored) for stored in version.questions]


def read_answers(submission: Submission) -> list[tuple[Question, object]]:
    """What was answered, in the order and wording in which it was asked; sensitive answers in plain.

    Raises CannotUnseal when the keys that sealed them are no longer configured.
    """
    sealed = unseal(submission.sealed_answers) if submission.sealed_answers else {}
    answers = {**submission.answers, **sealed}
    return [
        (question, answers[question.slug]) for question in questions_in(submission.version) if question.slug in answers
    ]
