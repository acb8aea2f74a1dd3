# SPDX-License-Identifier: Apache-2.0
"""NumPyro's variational inference: steps of SVI under scan, with eight draws and Adam."""
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
import numpyro  # noqa: E402
from numpyro import distributions as dist  # noqa: E402
from numpyro.infer import SVI, Trace_ELBO, autoguide  # noqa: E402

import protocol  # noqa: E402


def make(key, data):
    county, basement, y = (jnp.asarray(a) for a in (data.county, data.basement, data.y))
    num_counties = 386

    def model():
        mu_a, mu_b = (numpyro.sample(name, dist.Normal(0, 10)) for name in ("mu_a", "mu_b"))
        sigma_a, sigma_b, sigma = (numpyro.sample(name, dist.HalfNormal(1))
                                   for name in ("sigma_a", "sigma_b", "sigma"))
        a, b = (numpyro.sample(name, dist.Normal(0, 1).expand([num_counties]).to_event(1))
                for name in ("a", "b"))
        mean = (mu_a + sigma_a * a)[county] + (mu_b + sigma_b * b)[county] * basement
        numpyro.sample("y", dist.Normal(mean, sigma), obs=y)

    def steps(guide, num_steps):
        svi = SVI(model, guide(model), numpyro.optim.Adam(0.01), Trace_ELBO(num_particles=8))
        state = svi.init(jax.random.PRNGKey(1))
        run = jax.jit(lambda s: jax.lax.scan(lambda s, _: svi.update(s), s, length=num_steps))
        return lambda: jax.block_until_ready(run(state)), num_steps

    calls = {"mean-field": steps(autoguide.AutoDiagonalNormal, 300),
             "full-rank": steps(autoguide.AutoMultivariateNormal, 60)}

    def run(seed):
        return protocol.Run(figures={name: 1e3 * protocol.seconds(action) / num_steps
                                     for name, (action, num_steps) in calls.items()})

    return protocol.Program(run)


protocol.serve(make, ["numpyro", "jax", "jaxlib"])
