"""Messages to people: kinds, templates, and an outbox that survives whatever happens to a process.

A cause queues a message in its own transaction. Sending leases it, checks its reason again, renders it and hands it to
a channel outside any transaction; a second short transaction notes what became of it. A process that dies in between
sends again under the same Message-ID, so that the reader's mail program can tell.
"""
