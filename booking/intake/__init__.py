"""Forms before a booking: typed questions, versions, and answers that keep the version they answered."""
