"""When people can be booked: weekly hours, exceptions, holidays and limits, and the function that finds free slots."""
