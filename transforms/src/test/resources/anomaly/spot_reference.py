"""SPOT on both sides as in the paper (Siffer et al., KDD 2017, algorithms 1 and 2), the plain way.

All excesses are kept, and the generalized Pareto distribution is fitted by minimizing the negative
log-likelihood in both parameters with SciPy, not by Grimshaw's way. SpotReferenceTest.java and
ParetoTest.java have the numbers that this prints. Needs NumPy and SciPy.
"""
import numpy as np
from scipy.optimize import minimize


def uniform(count):
    state, values = 1, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2147483648
        values.append(((state >> 8) % 100000 + 0.5) / 100000)
    return np.array(values)


def fit(excesses):
    mean, best = excesses.mean(), None

    def loss(parameters):
        shape, scale = parameters[0], np.exp(parameters[1])
        base = 1 + shape * excesses / scale
        if (base <= 0).any():
            return 1e10
        tail = np.log(base).sum() * (1 + 1 / shape) if abs(shape) > 1e-12 else (excesses / scale).sum()
        return len(excesses) * parameters[1] + tail

    for shape in (-0.3, 0.1, 0.5):
        found = minimize(loss, [shape, np.log(mean * (1 - shape))], method="Nelder-Mead",
                         options=dict(xatol=1e-11, fatol=1e-13, maxiter=9999, maxfev=9999))
        if best is None or found.fun < best.fun:
            best = found
    return best.x[0], np.exp(best.x[1])


class Side:
    def __init__(self, values, risk, level):
        self.risk, self.count = risk, len(values)
        self.threshold = np.sort(values)[int(level * len(values))]
        self.excesses = [v - self.threshold for v in values if v > self.threshold]
        self.draw()

    def draw(self):
        shape, scale = fit(np.array(self.excesses))
        share = self.risk * self.count / len(self.excesses)
        self.line = self.threshold + scale / shape * (share ** -shape - 1)


def spot(values, first, risk, level):
    up, down = Side(values[:first], risk, level), Side(-values[:first], risk, level)
    lines = [(up.line, -down.line)]
    anomalies = []
    for i in range(first, len(values)):
        if values[i] > up.line or -values[i] > down.line:
            anomalies.append(i)
            continue
        for side, value in (up, values[i]), (down, -values[i]):
            side.count += 1
            if value > side.threshold:
                side.excesses.append(value - side.threshold)
                side.draw()
    return lines + [(up.line, -down.line)], anomalies


if __name__ == "__main__":
    u = uniform(100)
    print("heavy", fit(3 * ((1 - u) ** -0.3 - 1) / 0.3))
    print("ends", fit(3 * (1 - (1 - u) ** 0.25) / 0.25))
    print("exponential", fit(-2 * np.log(1 - u)))
    u = uniform(4000)
    print(spot(np.log(u / (1 - u)), 1000, 1e-3, 0.98))
