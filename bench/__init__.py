"""Benches: what the pipeline reaches and what it costs. They use what the tests have made: specimens, writers."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
