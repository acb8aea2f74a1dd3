# SPDX-License-Identifier: Apache-2.0
"""Log densities of flat positions for all samplers on JAX: the leanest form that they accept."""
import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import logsumexp
from jax.scipy.stats import norm

HALF_LOG_2_PI = 0.918938533204672742


def log_half_cauchy(log_scale, prior_scale):
    """Of the logarithm of a scale."""
    return (jnp.log(2 / (prior_scale * jnp.pi)) + log_scale
            - jnp.log1p(jnp.square(jnp.exp(log_scale) / prior_scale)))


def log_half_normal(log_scale):
    return jnp.log(2.0) + log_scale + norm.logpdf(jnp.exp(log_scale))


def change_point(data):
    counts = jnp.asarray(data.counts)
    n, rate = len(counts), 1 / jnp.mean(counts)
    days = jnp.arange(n)

    def log_density(q):
        lambda_1, lambda_2, tau = jnp.exp(q[0]), jnp.exp(q[1]), jax.nn.sigmoid(q[2])
        rates = jnp.where(tau * n <= days, lambda_2, lambda_1)
        prior = 2 * jnp.log(rate) - rate * (lambda_1 + lambda_2)
        likelihood = jnp.sum(counts * jnp.log(rates) - rates - jax.lax.lgamma(counts + 1.0))
        jacobian = q[0] + q[1] + jax.nn.log_sigmoid(q[2]) + jax.nn.log_sigmoid(-q[2])
        return prior + likelihood + jacobian

    return log_density, 3


def constrained_change_point(q):
    """Two rates and a share of the days, as aleator_bench returns draws."""
    return np.concatenate([np.exp(q[..., :2]), 1 / (1 + np.exp(-q[..., 2:]))], -1)


def eight_schools(data):
    y, sigma = jnp.asarray(data.y), jnp.asarray(data.sigma)

    def log_density(q):
        mu, log_tau, raw = q[0], q[1], q[2:]
        return (norm.logpdf(mu, 0, 5) + log_half_cauchy(log_tau, 5.0) + norm.logpdf(raw).sum()
                + norm.logpdf(y, mu + jnp.exp(log_tau) * raw, sigma).sum())

    return log_density, 10


def annotation(data):
    positive, negative = jnp.asarray(data.positive), jnp.asarray(data.negative)
    j = positive.shape[1]
    log_sigmoid, lgamma = jax.nn.log_sigmoid, jax.lax.lgamma

    def log_rates(logit_mean, log_excess, logits):
        mean, scale = jax.nn.sigmoid(logit_mean), 1 + jnp.exp(log_excess)
        log_prior = (log_sigmoid(logit_mean) + log_sigmoid(-logit_mean) + log_excess
                     + jnp.log(1.5) - 2.5 * jnp.log(scale))
        a, b = mean * scale, (1 - mean) * scale
        return (log_prior + jnp.sum(a * log_sigmoid(logits) + b * log_sigmoid(-logits))
                + j * (lgamma(scale) - lgamma(a) - lgamma(b)))

    def log_density(q):
        sens, spec = 2 + q[5:5 + j], 2 + q[5 + j:]
        if_true = log_sigmoid(q[0]) + positive @ log_sigmoid(sens) + negative @ log_sigmoid(-sens)
        if_false = log_sigmoid(-q[0]) + positive @ log_sigmoid(-spec) + negative @ log_sigmoid(spec)
        return (log_sigmoid(q[0]) + log_sigmoid(-q[0]) + log_rates(q[1], q[2], sens)
                + log_rates(q[3], q[4], spec) + jnp.logaddexp(if_true, if_false).sum())

    return log_density, 5 + 2 * j


def radon(data):
    y, county = jnp.asarray(data.y), jnp.asarray(data.county)

    def log_density(q):
        mu, log_sigma_alpha, log_sigma_y, raw = q[0], q[1], q[2], q[3:]
        alpha = mu + jnp.exp(log_sigma_alpha) * raw
        return (norm.logpdf(mu, 0, 10) + log_half_normal(log_sigma_alpha)
                + log_half_normal(log_sigma_y) + norm.logpdf(raw).sum()
                + norm.logpdf(y, alpha[county], jnp.exp(log_sigma_y)).sum())

    return log_density, 3 + int(data.county[-1]) + 1


def item_response(data):
    y = jnp.asarray(data.y)
    people, items = y.shape

    def log_density(q):
        theta, log_a, b = q[:people], q[people:people + items], q[people + items:-3]
        log_sigma_a, mu_b, log_sigma_b = q[-3], q[-2], q[-1]
        logits = jnp.exp(log_a) * (theta[:, None] - b)
        return (norm.logpdf(theta).sum() + norm.logpdf(log_a, 0, jnp.exp(log_sigma_a)).sum()
                + norm.logpdf(b, mu_b, jnp.exp(log_sigma_b)).sum() + norm.logpdf(mu_b, 0, 5)
                + norm.logpdf(log_sigma_a) + norm.logpdf(log_sigma_b)
                + jnp.sum(y * logits - jnp.logaddexp(0.0, logits)))

    return log_density, people + 2 * items + 3


def stochastic_volatility(data):
    y = jnp.asarray(data.y)

    def log_density(q):
        mu, phi, sigma, z = q[0], jnp.tanh(q[1]), jnp.exp(q[2]), q[3:]
        rest = 1 - phi * phi

        def step(deviation, innovation):
            after = phi * deviation + sigma * innovation
            return after, after

        start = sigma * z[0] / jnp.sqrt(rest)
        later = jax.lax.scan(step, start, z[1:])[1]
        h = mu + jnp.concatenate([start[None], later])
        return (norm.logpdf(mu, 0, 10) + jnp.log(rest) + log_half_cauchy(q[2], 5.0)
                + norm.logpdf(z).sum()
                - jnp.sum(0.5 * (h + y * y * jnp.exp(-h)) + HALF_LOG_2_PI))

    return log_density, 3 + len(data.y)


def sparse_logistic(data):
    x, y = jnp.asarray(data.x), jnp.asarray(data.y)
    d = x.shape[1]

    def log_gamma(log_x):
        """Of the logarithm of a variable with the density Gamma(1/2, 1/2)."""
        return (0.5 * jnp.log(0.5) - jax.lax.lgamma(0.5) + 0.5 * log_x - 0.5 * jnp.exp(log_x))

    def log_density(q):
        beta, log_scales, log_global, intercept = q[:d], q[d:2 * d], q[2 * d], q[2 * d + 1]
        logits = intercept + x @ (beta * jnp.exp(log_scales + log_global))
        return (norm.logpdf(beta).sum() + norm.logpdf(intercept) + log_gamma(log_scales).sum()
                + log_gamma(log_global) + jnp.sum(y * logits - jnp.logaddexp(0.0, logits)))

    return log_density, 2 * d + 2


def hidden_markov(data):
    y = jnp.asarray(data.y)

    def log_density(q):
        mu = q[0] + jnp.array([0.0, 1.0, 1.0]) * jnp.exp(q[1]) + jnp.array([0.0, 0.0, 1.0]) * jnp.exp(q[2])
        log_sigma, logits = q[3:6], q[6:].reshape(3, 3)
        log_transition = logits - logsumexp(logits, 1, keepdims=True)
        log_emission = norm.logpdf(y[:, None], mu, jnp.exp(log_sigma))
        top = jax.lax.stop_gradient(log_emission.max(1))
        emission, transition = jnp.exp(log_emission - top[:, None]), jnp.exp(log_transition)

        def step(state, now):
            joint = (state @ transition) * now
            total = joint.sum()
            return joint / total, jnp.log(total)

        first = emission[0].sum()
        logs = jax.lax.scan(step, emission[0] / first, emission[1:])[1]
        prior = norm.logpdf(mu, 2 * (jnp.arange(3) - 1.0), 1).sum() + norm.logpdf(q[3:]).sum()
        return prior + q[1] + q[2] + top.sum() + jnp.log(first) - jnp.log(3.0) + logs.sum()

    return log_density, 15


DENSITIES = {"W01": change_point, "W02": eight_schools, "W03": annotation, "W06": radon, "W07": item_response,
             "W08": stochastic_volatility, "W09": sparse_logistic, "W10": hidden_markov}


def make(key, data):
    """The log density of a workload and its dimension."""
    return DENSITIES[key.split(".")[0]](data)
