"""`python -m vetting.matching` compiles the matcher's inner functions ahead of their first use."""

from vetting.matching.compiled import warm_up

warm_up()
