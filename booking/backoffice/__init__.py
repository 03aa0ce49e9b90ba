"""The studio's desk: pages for the staff inside Wagtail's admin, each person with what is theirs."""
