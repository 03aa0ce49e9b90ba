"""Who is busy when: the one ledger of occupied time, recurrences, and the iCalendar writer.

Whatever occupies a person, a room or a resource writes an entry here, buffers included, and the database itself refuses
two that overlap. This is the only room that knows django-scheduler.
"""
