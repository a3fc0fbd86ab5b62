"""Tests of the name data, the generated world, the measures, and the frozen accuracy of the matcher."""
