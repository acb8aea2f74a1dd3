# SPDX-License-Identifier: Apache-2.0
"""Pyro: NUTS and HMC on a density that is traced and compiled, chains one after the other, and steps of
variational inference."""
import math

import numpy as np
import pyro
import torch
from pyro import distributions as dist
from pyro.infer import MCMC, NUTS, SVI, JitTrace_ELBO, autoguide

import protocol

torch.set_default_dtype(torch.float64)
torch.set_num_threads(protocol.NUM_THREADS)
HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


def log_normal(x, scale=1.0):
    return -0.5 * (x / scale) ** 2 - HALF_LOG_2_PI - math.log(scale)


def eight_schools(data):
    y, sigma = torch.from_numpy(data.y), torch.from_numpy(data.sigma)

    def log_density(q):
        mu, log_tau, raw = q[0], q[1], q[2:]
        tau = torch.exp(log_tau)
        prior = math.log(2 / (5 * math.pi)) + log_tau - torch.log1p((tau / 5) ** 2)
        z = (y - mu - tau * raw) / sigma
        likelihood = (-0.5 * z * z - HALF_LOG_2_PI - torch.log(sigma)).sum()
        return log_normal(mu, 5.0) + prior + log_normal(raw).sum() + likelihood

    return log_density, 10


DENSITIES = {"W02": eight_schools}


def sampler(key, data):
    log_density, dimension = DENSITIES[key](data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)

    def value_and_gradient(q):
        q = torch.from_numpy(np.asarray(q)).requires_grad_()
        value = log_density(q)
        return value, torch.autograd.grad(value, q)[0]

    def run(seed):
        pyro.set_rng_seed(seed)
        starts = torch.from_numpy(protocol.starts(key, seed, num_chains, dimension))
        draws, divergences = [], 0
        for start in starts:
            kernel = NUTS(potential_fn=lambda z: -log_density(z["q"]), jit_compile=True,
                          ignore_jit_warnings=True)
            mcmc = MCMC(kernel, num_samples=num_draws, warmup_steps=num_warmup,
                        initial_params={"q": start}, disable_progbar=True)
            mcmc.run()
            draws.append(mcmc.get_samples()["q"].numpy())
            divergences += len(mcmc.diagnostics()["divergences"]["chain 0"])
        return protocol.Run(np.stack(draws), divergences)

    return protocol.Program(run, lambda q: log_density(torch.from_numpy(q)), value_and_gradient)


def variational(data):
    county, basement, y = (torch.from_numpy(a) for a in (data.county, data.basement, data.y))
    num_counties = 386

    def model():
        mu_a, mu_b = (pyro.sample(name, dist.Normal(0.0, 10.0)) for name in ("mu_a", "mu_b"))
        sigma_a, sigma_b, sigma = (pyro.sample(name, dist.HalfNormal(1.0))
                                   for name in ("sigma_a", "sigma_b", "sigma"))
        a, b = (pyro.sample(name, dist.Normal(0.0, 1.0).expand([num_counties]).to_event(1))
                for name in ("a", "b"))
        slope = sigma_b.unsqueeze(-1) * b + mu_b.unsqueeze(-1)
        intercept = sigma_a.unsqueeze(-1) * a + mu_a.unsqueeze(-1)
        mean = intercept[..., county] + slope[..., county] * basement
        pyro.sample("y", dist.Normal(mean, sigma.unsqueeze(-1)).to_event(1), obs=y)

    def steps(guide, num_steps):
        pyro.clear_param_store()
        svi = SVI(model, guide(model), pyro.optim.Adam({"lr": 0.01}),
                  JitTrace_ELBO(num_particles=8, vectorize_particles=True, max_plate_nesting=0,
                                ignore_jit_warnings=True))
        svi.step()
        return 1e3 * protocol.seconds(svi.step, num_steps)

    def run(seed):
        pyro.set_rng_seed(seed)
        return protocol.Run(figures={"mean-field": steps(autoguide.AutoDiagonalNormal, 100),
                                     "full-rank": steps(autoguide.AutoMultivariateNormal, 20)})

    return protocol.Program(run)


protocol.serve(lambda key, data: variational(data) if key == "W17" else sampler(key, data),
               ["pyro-ppl", "torch"])
