from collections.abc import Sequence


def describe_questions(questions: Sequence[tuple[str, str]]) -> dict:
    """A FAQPage of (question, answer as plain text); see https://schema.org/FAQPage."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in questions
        ],
    }
