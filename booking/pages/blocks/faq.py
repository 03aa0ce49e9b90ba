from wagtail import blocks

from booking.pages.blocks.section import Section


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200)
    answer = blocks.TextBlock(max_length=2000, rows=4)

    class Meta:
        icon = "help"
        label = "Question"


class FaqBlock(Section):
    """Questions people ask before they book; search engines are told them too."""

    heading = blocks.CharBlock(max_length=120, default="Good to know")
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=40)

    class Meta:
        icon = "help"
        label = "Questions and answers"
        template = "pages/blocks/faq.html"
        description = "Questions that open to their answers."
        preview_value = {
            "heading": "Good to know",
            "questions": [
                {"question": "Do I need experience?", "answer": "No. Every exercise has a gentle form."},
                {"question": "What if I am late?", "answer": "The door stays open for ten minutes."},
            ],
        }
