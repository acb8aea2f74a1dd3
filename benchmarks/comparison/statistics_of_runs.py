# SPDX-License-Identifier: Apache-2.0
"""Medians, spreads and ratios of runs made in turn."""
import math
import statistics


def spread(values):
    """Half the interquartile range; of fewer than four values half their range."""
    if len(values) < 4:
        return (max(values) - min(values)) / 2
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return (third - first) / 2


def paired_ratio(ours, theirs, more_is_better):
    """Median and spread of the ratios of neighbours, above 1 where ours is better. Where one side
    has fewer runs, its neighbours are the first ones."""
    ratios = [a / b if more_is_better else b / a for a, b in zip(ours, theirs)]
    return statistics.median(ratios), spread(ratios)


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(v) for v in values))


def seconds_of(run, is_processor):
    """Of the processor, or wall time."""
    return run["cpu_seconds"] if is_processor else run["seconds"]


def rates(runs, is_processor):
    """Effective draws a second, warm-up included, of each run."""
    return [run["ess"] / seconds_of(run, is_processor) for run in runs]


def pooled_means(runs):
    """Mean and squared Monte Carlo error of every quantity over all runs."""
    n = len(runs)
    means = [sum(column) / n for column in zip(*(run["means"] for run in runs))]
    errors = [sum(e * e for e in column) / n**2 for column in zip(*(run["mcse"] for run in runs))]
    return means, errors
