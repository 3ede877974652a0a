"""The statistics of Beam Python's ZScore, RobustZScore and IQR, by their definitions.

Each is computed from the readings before it, from scratch: slow, and with no state to be wrong.
BeamPythonTest.java has the numbers that this prints. Needs Python 3 and nothing else.
"""
import math
import statistics

NAN = float("nan")


def quantile(values, share):
    """Linear between the two nearest ranks, as numpy does by default."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def z_score(xs, window):
    found = []
    for i, x in enumerate(xs):
        past = xs[max(0, i - window):i]
        deviation = statistics.stdev(past) if len(past) > 1 else NAN
        none = deviation < 1e-9
        found.append(0.0 if none else abs(x - statistics.fmean(past or [NAN])) / deviation)
    return found


def robust_z_score(xs, window):
    """Each reading's distance is from the median of its own time, with it, and stays."""
    found, distances = [], []
    for i, x in enumerate(xs):
        past = xs[max(0, i - window):i]
        if not past:
            found.append(NAN)
        else:
            mad = quantile(distances[max(0, i - window):], 0.5)
            found.append(0.0 if mad < 1e-9 else 0.6745 * abs(x - quantile(past, 0.5)) / mad)
        distances.append(abs(x - quantile(xs[max(0, i + 1 - window):i + 1], 0.5)))
    return found


def iqr(xs, window):
    found = []
    for i, x in enumerate(xs):
        past = xs[max(0, i - window):i]
        if not past:
            found.append(NAN)
            continue
        low, high = quantile(past, 0.25), quantile(past, 0.75)
        away = max(x - high, low - x, 0.0)
        found.append(0.0 if high - low < 1e-9 else away / (high - low))
    return found


def congruential():
    state, xs = 1, []
    for i in range(2500):
        state = (state * 1103515245 + 12345) % 2147483648
        xs.append((state >> 8) % 1000 / 10.0 + (50 if i % 611 == 610 else 0) + i // 100)
    return xs


if __name__ == "__main__":
    print("z-score", z_score([1, 1, 5, 9, 20, 10, 1], 1000))
    print("z-score, 3", z_score([1, 1, 5, 9, 20, 10, 1], 3))
    print("robust-z", robust_z_score([1, 1, 5, 7, 20, 6, 1], 1000))
    print("iqr", iqr([1, 1, 5, 9, 20, 10, 1], 1000))
    for detector in z_score, robust_z_score, iqr:
        for window in 1000, 100:
            found = detector(congruential(), window)
            print(detector.__name__, window)
            for i in 2, 29, 610, 999, 1000, 1221, 1832, 2499:
                print("  ", i, found[i])
            print("   sum", math.fsum(x for x in found if x == x))
