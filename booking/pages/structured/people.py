from booking.people.models import Instructor


def describe_person(instructor: Instructor, *, url: str, image: str = "") -> dict:
    """See https://schema.org/Person. Addresses are absolute."""
    person = {
        "@type": "Person",
        "name": instructor.name,
        "url": url,
        "jobTitle": instructor.job_title,
        "knowsAbout": instructor.specializations,
        "image": image,
        "worksFor": {"@type": "Organization", "name": instructor.organization.name},
    }
    return {key: value for key, value in person.items() if value}
