"""What holds for all tests: a slow machine is no fault of what is tested, so examples of hypothesis have no deadline."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
