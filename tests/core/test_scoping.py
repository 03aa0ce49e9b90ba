from booking.calendars.models import Entry
from booking.people.models import Customer


def test_the_scope_of_a_query_is_what_a_filter_says(organization):
    scoped, filtered = Customer.objects.all(), Customer._base_manager.filter(organization_id=organization.pk)
    assert str(scoped.query) == str(filtered.query)
    named = {"owner__name": "Ana"}
    joined = Entry._base_manager.filter(organization_id=organization.pk).filter(**named)
    assert str(Entry.objects.filter(**named).query) == str(joined.query)
