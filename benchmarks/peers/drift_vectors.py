"""Prints the vectors of CountTestsTest and EffectsTest as rows of a CSV file (SciPy 1.17.1).

Columns: what, rows of the reference in each cell, rows of the window in each cell, the statistic, the
p-value. p-values are exact fractions over all ways to draw the window, except "cumulative", which
is ks_2samp(method="exact"), and "kolmogorov", which is the limit distribution at a value.
"""
from fractions import Fraction
from itertools import product
from math import comb, log

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp, kstwobign, wasserstein_distance

X10 = [0.8, 1.2, 2.5, 3.1, 4.0, 5.5, 6.1, 7.7, 8.2, 9.9]
Y12 = [1.0, 2.2, 2.6, 3.3, 6.6, 7.1, 8.8, 9.1, 10.2, 11.5, 12.0, 13.3]
T1, T2 = [1, 1, 1, 2, 2, 3], [1, 2, 2, 2, 3, 3, 3]
NILE = [int(x) for x in """1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960
1180 799 958 1140 1100 1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050
969 831 726 456 824 702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759 781 865 845 944
984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890 744 749 838 1050 918 986 797 923 975
815 1020 906 901 1170 912 746 919 718 714 740""".split()]


def lattice(n, a):
    return np.array([((i + 1) * a % 10007) / 10007.0 for i in range(n)])


def row(what, reference, window, statistic, p=""):
    cells = [" ".join(str(x) for x in side) for side in (reference, window)]
    print(what, *cells, repr(float(statistic)), repr(float(p)) if p != "" else "", sep=",")


def counted(x, y):
    values = sorted(set(x) | set(y))
    x, y = list(x), list(y)
    return [x.count(v) for v in values], [y.count(v) for v in values]


def path(reference, window):
    """The exact p of the greatest difference of the cumulative shares, ties included."""
    n, m = sum(reference), sum(window)
    def gap(drawn, of_window):
        return abs(of_window * (n + m) - drawn * m)
    greatest, drawn, mine = 0, 0, 0
    for a, b in zip(reference, window):
        drawn, mine = drawn + a + b, mine + b
        greatest = max(greatest, gap(drawn, mine))
    inside, drawn = {0: 1}, 0
    for a, b in zip(reference, window):
        reached, drawn = {}, drawn + a + b
        for count, ways in inside.items():
            for more in range(a + b + 1):
                if count + more <= m and gap(drawn, count + more) < greatest:
                    reached[count + more] = reached.get(count + more, 0) + ways * comb(a + b, more)
        inside = reached
    return Fraction(greatest, n * m), 1 - Fraction(inside.get(m, 0), comb(n + m, m))


def g(reference, window):
    n, m = sum(reference), sum(window)
    total = 0.0
    for a, b in zip(reference, window):
        for count, rows in ((a, n), (b, m)):
            total += count * log(count * (n + m) / ((a + b) * rows)) if count else 0
    return 2 * total


def tables(both, m):
    for head in product(*(range(min(c, m) + 1) for c in both[:-1])):
        last = m - sum(head)
        if 0 <= last <= both[-1]:
            yield head + (last,)


def joint(reference, window):
    both, m = [a + b for a, b in zip(reference, window)], sum(window)
    least = g(reference, window) * (1 - 1e-9)
    ways = 0
    for table in tables(both, m):
        if g([c - x for c, x in zip(both, table)], table) >= least:
            term = 1
            for c, x in zip(both, table):
                term *= comb(c, x)
            ways += term
    return Fraction(ways, comb(sum(both), m))


def tail(n, marked, m, count):
    ways = sum(comb(marked, k) * comb(n - marked, m - k) for k in range(count, min(marked, m) + 1))
    return Fraction(ways, comb(n, m))


def each(reference, window):
    """Tarone's sum: of each cell the greatest tail that is at most the smallest of all cells."""
    both, m = [a + b for a, b in zip(reference, window)], sum(window)
    least = min(tail(sum(both), c, m, x) for c, x in zip(both, window))
    total = Fraction(0)
    for c in both:
        tails = [tail(sum(both), c, m, x) for x in range(min(c, m) + 1)]
        total += max([t for t in tails if t <= least], default=Fraction(0))
    return least, min(Fraction(1), total)


print("what,reference,window,statistic,p")
for x, y in [(X10, Y12), (X10, [v + 20 for v in Y12]), (NILE[:28], NILE[28:])]:
    tied = len(set(list(x) + list(y))) < len(x) + len(y)
    if not tied:
        r = ks_2samp(x, y, method="exact")
        row("cumulative", *counted(x, y), r.statistic, r.pvalue)
    row("cumulative", *counted(x, y), *path(*counted(x, y)))
    row("wasserstein", x, y, wasserstein_distance(x, y))
row("cumulative", *counted(T1, T2), *path(*counted(T1, T2)))
for table in [
    ([120, 80, 50, 30, 20], [100, 95, 55, 25, 25]), ([400, 0, 300, 300], [100, 1, 99, 100]),
    ([500, 300, 150, 40, 10], [150, 200, 100, 40, 10]), ([30] * 32, [8, 23] * 16),
    ([1000, 3, 2, 1], [40, 0, 0, 10]), ([90] * 10, [1, 5, 9, 12, 20, 20, 15, 10, 5, 3]),
]:
    row("cumulative", *table, *path(*table))
    row("each", *table, *each(*table))
    row("likelihood", *table, chi2_contingency(np.array(table), correction=False, lambda_="log-likelihood").statistic)
    p, q = (np.array(side) / sum(side) for side in table)
    row("js", *table, jensenshannon(p, q, base=2) ** 2)
    p, q = ((np.array(side) + 0.5) / (sum(side) + 0.5 * len(side)) for side in table)
    row("psi", *table, np.sum((p - q) * np.log(p / q)))
for table in [
    ([10, 20, 30], [6, 9, 17]), ([120, 80, 50, 0], [30, 25, 12, 5]), ([3, 1], [1, 3]), ([200, 9, 1], [40, 9, 5]),
    ([60, 20, 10, 5], [8, 10, 8, 2]), ([5, 5, 5, 5, 5], [5, 0, 0, 0, 5]), ([1000, 10, 0], [40, 0, 9]),
]:
    row("joint", *table, g(*table), joint(*table))
for x in [0.25, 0.5, 0.9, 1, 1.2238, 1.3581, 1.6276, 1.9495, 5, 12]:
    row("kolmogorov", [], [], x, kstwobign.sf(x))
p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
for raw, adjusted in zip(p, false_discovery_control(p)):
    row("bh", [], [], raw, adjusted)
