"""Measuring the matcher: a generated world of people and their errors, the measures, and a report. Pure, as the matcher is."""
