"""The smallest kind of message: one that needs no room above notifications. Due while its number is positive."""

from booking.notifications.kinds import NotificationKind, registry


@registry.register("postcard")
class Postcard(NotificationKind):
    name = "postcard"

    def is_still_due(self, subject_id, *, now):
        return subject_id > 0

    def context(self, subject_id):
        if subject_id == 13:
            raise LookupError("number 13 cannot be written")
        return {"number": subject_id, "text": 'Tom & "Ada" <greet> you'}

    def attachments(self, subject_id):
        return [("note.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=PUBLISH; charset=utf-8")]
