"""Benchmarks: run by hand or by make, never with the tests."""
