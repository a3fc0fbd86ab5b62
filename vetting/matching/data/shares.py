"""Who bears which names: rounded estimates of how the names of UK adults divide by culture and by birth cohort."""

from __future__ import annotations

from collections.abc import Mapping

SHARES: Mapping[str, float] = {  # of adults in the UK, by the culture of their name: rounded estimates
    "english": 0.638,
    "scottish": 0.075,
    "welsh": 0.050,
    "irish": 0.060,
    "caribbean": 0.012,
    "west_african": 0.016,
    "east_african": 0.006,
    "somali": 0.003,
    "pakistani": 0.030,
    "bangladeshi": 0.012,
    "indian": 0.020,
    "sikh": 0.010,
    "tamil": 0.004,
    "arabic": 0.010,
    "turkish": 0.006,
    "polish": 0.013,
    "east_european": 0.014,
    "chinese": 0.012,
    "iberian": 0.010,
    "italian": 0.006,
    "greek": 0.005,
    "west_european": 0.008,
    "jewish": 0.005,
    "persian": 0.003,
    "filipino": 0.003,
}

OWN_FORENAMES: Mapping[str, float] = {  # how many bear a forename of their culture, where not nearly everybody does
    "english": 0.0,
    "scottish": 0.35,
    "welsh": 0.40,
    "irish": 0.40,
    "caribbean": 0.55,
    "jewish": 0.55,
    "west_african": 0.9,
    "indian": 0.93,
    "chinese": 0.85,
    "greek": 0.8,
    "italian": 0.85,
    "west_european": 0.85,
}
BORN_ON_1_JANUARY: Mapping[str, float] = {
    # how many are registered as born on 1 January, where births were long not registered (else 1 in 365): rounded guesses
    "somali": 0.15,
    "persian": 0.10,
    "east_african": 0.10,
    "arabic": 0.06,
    "bangladeshi": 0.06,
    "pakistani": 0.05,
    "tamil": 0.03,
    "west_african": 0.03,
    "turkish": 0.03,
    "indian": 0.02,
    "sikh": 0.02,
}

COHORTS: Mapping[
    str, tuple[float, float]
] = {  # birth year: share of today's adults; share of the cohort that the first 100 names cover
    "1954": (0.16, 0.86),
    "1964": (0.20, 0.85),
    "1974": (0.18, 0.80),
    "1984": (0.19, 0.76),
    "1994": (0.17, 0.66),
    "2004": (0.10, 0.52),
}
