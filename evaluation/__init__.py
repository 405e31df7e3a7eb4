"""What a reading of the sample pages gets right, field by field: `python -m evaluation fields`, docs/evaluation.md."""
