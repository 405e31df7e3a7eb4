"""What of an article may be shown to the public beside its text (only where the portal allows it)."""

SHOWABLE = "s.republish = 'full' AND a.state = 'published' AND coalesce(a.problems, '') NOT LIKE '%masked%'"
"""Articles (`a`, of source `s`) whose pictures and captured original may be shown: the portal allows it, and nothing of
what was published had to be masked."""
