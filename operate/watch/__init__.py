"""Who keeps watch: what is silenced for a time, what needs a person, who is told, whether runs still happen."""
