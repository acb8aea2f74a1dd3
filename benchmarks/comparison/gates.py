# SPDX-License-Identifier: Apache-2.0
"""What must hold before a time counts: the same density, converged chains, the same means."""
import math
import statistics

from .statistics_of_runs import pooled_means

DENSITY_TOLERANCE = 1e-9
LARGEST_RHAT = 1.01
DIVERGENT_SHARE = 0.005
SIGMAS = 4
CHECK_TOLERANCE = 1e-6


def density_difference(ours, theirs):
    """The largest difference, relative to the density, after the best constant is taken off."""
    constant = statistics.median(b - a for a, b in zip(ours, theirs))
    return max(abs(b - a - constant) / max(1, abs(a)) for a, b in zip(ours, theirs))


def mean_bound(num_quantities):
    """For one quantity four standard errors; for many, what has the same rate of false alarms."""
    normal = statistics.NormalDist()
    return -normal.inv_cdf(normal.cdf(-SIGMAS) / num_quantities)


def mean_distance(ours, theirs):
    """The largest distance of means, in standard errors of the difference."""
    (a, a_errors), (b, b_errors) = pooled_means(ours), pooled_means(theirs)
    return max(abs(x - y) / math.sqrt(e + f) for x, y, e, f in zip(a, b, a_errors, b_errors))


def sampler_failures(runs):
    """Sentences on chains that have not converged or went wrong."""
    failures = []
    rhat = statistics.median(run["rhat"] for run in runs)
    if not rhat < LARGEST_RHAT:
        failures.append(f"R-hat {rhat:.3f}")
    share = sum(run["divergences"] for run in runs) / sum(run["num_draws"] for run in runs)
    if share > DIVERGENT_SHARE:
        failures.append(f"{100 * share:.1f} % of the draws end divergent trajectories")
    return failures


def agreement_failures(ours, theirs):
    distance, bound = mean_distance(ours, theirs), mean_bound(len(ours[0]["means"]))
    return [f"means differ by {distance:.1f} standard errors"] if not distance <= bound else []


def check_failures(ours, theirs):
    """Objectives: relative; worse than ours counts, better does not."""
    failures = []
    for name, value in theirs.get("checks", {}).items():
        if name in ours.get("checks", {}):
            best = ours["checks"][name]
            if value - best > CHECK_TOLERANCE * abs(best):
                failures.append(f"{name} {value:.10g}, not {best:.10g}")
    return failures
