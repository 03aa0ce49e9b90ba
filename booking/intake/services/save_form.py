from collections.abc import Iterable

from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.intake.fields import Question
from booking.intake.models import Form, FormVersion
from booking.intake.rules import check_questions


@transactional
def save_form(slug: str, *, mandatory: bool, questions: Iterable[Question]) -> Form:
    """Make the form, or change it. Other questions make a new version; answers keep the version they answered.

    Raises Invalid for questions that cannot be asked.
    """
    questions = list(questions)
    check_questions(questions)
    form, created = Form.objects.get_or_create(slug=slug, defaults={"mandatory": mandatory})
    if not created:
        form = lock([form])[form]
    if form.mandatory != mandatory:
        form.mandatory = mandatory
        form.save(update_fields=["mandatory"])
    stored = [question.to_json() for question in questions]
    latest = FormVersion.objects.filter(form=form).order_by("-number").first()
    if latest is None or latest.questions != stored:
        FormVersion.objects.create(form=form, number=latest.number + 1 if latest else 1, questions=stored)
    return form
