"""What can be booked: offerings of every kind, their variants, texts, facilitators, policies and visibility."""
