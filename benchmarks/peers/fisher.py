"""Prints the vectors of HypergeometricTest: Fisher's exact test by SciPy, as rows of a CSV file.

Columns: rows with the value and rows of the reference, the same of the window, p of both sides by
SciPy, p of an excess in the window in exact fractions (SciPy 1.17.1 is off by 1e-10 for a million).
"""
from fractions import Fraction
from math import comb

from scipy.stats import fisher_exact

TABLES = [
    (3, 4, 1, 4), (8, 10, 1, 6), (1, 10, 11, 14), (0, 10, 0, 10), (5, 5, 5, 5), (0, 900, 10, 100),
    (0, 5_000, 1, 500), (5, 5_000, 3, 500), (1, 1_000, 50, 50), (50, 500, 15, 50),
    (25, 500, 15, 50), (5, 500, 15, 50), (450, 500, 35, 50), (500, 5_000, 60, 500),
    (500, 5_000, 40, 500), (500, 5_000, 50, 500), (2_500, 5_000, 260, 500),
    (4_950, 5_000, 350, 500), (20, 20_000, 600, 2_000), (200, 20_000, 35, 2_000),
    (100_000, 1_000_000, 270, 2_000), (1_000, 1_000_000, 8, 2_000), (3, 7, 900, 1_000),
    (1_000, 2_000, 1_000, 2_000), (4_999, 10_000, 5_150, 10_000), (10, 20_000, 300, 500),
]


def excess(before, reference, after, window):
    everything, marked = reference + window, before + after
    term = comb(marked, after) * comb(everything - marked, window - after)
    total = term
    for k in range(after, min(marked, window)):
        term = term * (marked - k) * (window - k) // ((k + 1) * (reference - marked + k + 1))
        total += term
    return float(Fraction(total, comb(everything, window)))


print("reference,of,window,out_of,both,excess")
for before, reference, after, window in TABLES:
    table = [[after, window - after], [before, reference - before]]
    both = fisher_exact(table).pvalue
    one = excess(before, reference, after, window)
    print(before, reference, after, window, repr(float(both)), repr(one), sep=",")
