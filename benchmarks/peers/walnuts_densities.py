# SPDX-License-Identifier: Apache-2.0
"""Log densities with their gradients, by hand for Numba: functions of a position and an array for the
gradient, as walnutpie calls them. Positions are those of aleator_bench."""
import math

import numba
import numpy as np

LOG_2_PI = math.log(2 * math.pi)


def eight_schools(data):
    y, sigma = data.y, data.sigma
    constant = (math.log(2 / (5 * math.pi)) - math.log(5) - 0.5 * LOG_2_PI
                - len(y) * LOG_2_PI - np.log(sigma).sum())

    @numba.njit(error_model="numpy")
    def density(q, g):
        """Position: mu, log tau, raw effects."""
        mu, log_tau = q[0], q[1]
        tau = math.exp(log_tau)
        ratio = (tau / 5) ** 2
        value = constant + log_tau - math.log1p(ratio) - 0.02 * mu * mu
        g[0], g[1] = -0.04 * mu, 1 - 2 * ratio / (1 + ratio)
        for i in range(len(y)):
            raw = q[2 + i]
            z = (y[i] - mu - tau * raw) / sigma[i]
            value -= 0.5 * (raw * raw + z * z)
            slope = z / sigma[i]
            g[0] += slope
            g[1] += slope * tau * raw
            g[2 + i] = slope * tau - raw
        return value

    return density, 10


def radon(data):
    y, county = data.y, data.county
    size = int(county[-1]) + 1

    @numba.njit(error_model="numpy", fastmath=True)
    def density(q, g):
        """Position: mu, log sigma_alpha, log sigma_y, raw effects."""
        mu, scale, sigma = q[0], math.exp(q[1]), math.exp(q[2])
        precision = 1 / (sigma * sigma)
        value = -0.005 * mu * mu + q[1] + q[2] - 0.5 * (scale * scale + sigma * sigma) - len(y) * q[2]
        g[0], g[1], g[2] = -0.01 * mu, 1 - scale * scale, 1 - sigma * sigma - len(y)
        for j in range(size):
            value -= 0.5 * q[3 + j] * q[3 + j]
            g[3 + j] = 0.0
        squares = 0.0
        for i in range(len(y)):
            residual = y[i] - mu - scale * q[3 + county[i]]
            squares += residual * residual
            g[3 + county[i]] += residual
        g[2] += squares * precision
        for j in range(size):
            slope = g[3 + j] * precision
            g[0] += slope
            g[1] += slope * scale * q[3 + j]
            g[3 + j] = slope * scale - q[3 + j]
        return value - 0.5 * squares * precision

    return density, 3 + size


def item_response(data):
    y = data.y
    people, items = y.shape
    first_b, last = people + items, people + 2 * items

    @numba.njit(error_model="numpy", fastmath=True)
    def density(q, g):
        """Position: abilities, log discriminations, difficulties, three hyperparameters."""
        sigma_a, mu_b, sigma_b = math.exp(q[last]), q[last + 1], math.exp(q[last + 2])
        value = -0.5 * (q[last] ** 2 + mu_b * mu_b / 25 + q[last + 2] ** 2) - items * (q[last] + q[last + 2])
        g[last], g[last + 1], g[last + 2] = -q[last] - items, -mu_b / 25, -q[last + 2] - items
        discrimination = np.empty(items)
        for j in range(items):
            u, v = q[people + j] / sigma_a, (q[first_b + j] - mu_b) / sigma_b
            value -= 0.5 * (u * u + v * v)
            g[people + j], g[first_b + j] = -u / sigma_a, -v / sigma_b
            g[last] += u * u
            g[last + 1] += v / sigma_b
            g[last + 2] += v * v
            discrimination[j] = math.exp(q[people + j])
        for i in range(people):
            theta = q[i]
            value -= 0.5 * theta * theta
            slope_theta = -theta
            for j in range(items):
                distance = theta - q[first_b + j]
                logit = discrimination[j] * distance
                small = math.exp(-abs(logit))
                value += y[i, j] * logit - max(logit, 0.0) - math.log1p(small)
                slope = y[i, j] - (1.0 if logit >= 0 else small) / (1 + small)
                slope_theta += slope * discrimination[j]
                g[people + j] += slope * logit
                g[first_b + j] -= slope * discrimination[j]
            g[i] = slope_theta
        return value

    return density, last + 3


def stochastic_volatility(data):
    y = data.y
    n = len(y)

    @numba.njit(error_model="numpy", fastmath=True)
    def density(q, g):
        """Position: mu, artanh phi, log sigma, innovations."""
        mu, phi, sigma = q[0], math.tanh(q[1]), math.exp(q[2])
        rest = 1 - phi * phi
        ratio = (sigma / 5) ** 2
        value = -0.005 * mu * mu + math.log(rest) + q[2] - math.log1p(ratio)
        h = np.empty(n)  # deviations from mu
        h[0] = sigma * q[3] / math.sqrt(rest)
        for t in range(1, n):
            h[t] = phi * h[t - 1] + sigma * q[3 + t]
        for t in range(n):
            g[3 + t] = -0.5 + 0.5 * y[t] * y[t] * math.exp(-mu - h[t])
            value -= 0.5 * (mu + h[t]) + g[3 + t] + 0.5 + 0.5 * q[3 + t] * q[3 + t]
        slope_mu, slope_phi, slope_sigma, later = -0.01 * mu, -2 * phi / rest, 1 - 2 * ratio / (1 + ratio), 0.0
        for t in range(n - 1, 0, -1):
            slope_mu += g[3 + t]
            later = g[3 + t] + phi * later
            slope_phi += later * h[t - 1]
            slope_sigma += later * sigma * q[3 + t]
            g[3 + t] = later * sigma - q[3 + t]
        slope_mu += g[3]
        later = g[3] + phi * later
        slope_phi += later * h[0] * phi / rest
        slope_sigma += later * h[0]
        g[3] = later * sigma / math.sqrt(rest) - q[3]
        g[0], g[1], g[2] = slope_mu, slope_phi * rest, slope_sigma
        return value

    return density, 3 + n


DENSITIES = {"W02": eight_schools, "W06": radon, "W07": item_response, "W08": stochastic_volatility}
