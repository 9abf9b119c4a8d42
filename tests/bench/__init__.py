"""Speed, each figure against a floor taken in the same run: python -m tests.bench."""
