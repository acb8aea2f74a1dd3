# SPDX-License-Identifier: Apache-2.0
"""PyTorch: gradients of logistic regressions, mixtures, and training steps of Bayesian layers."""
import torch
import torch.nn.functional as F
from torch import distributions as d

import protocol

torch.set_num_threads(protocol.NUM_THREADS)


def logistic(data, num_calls):
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)

    def gradient(points):
        q = points.clone().requires_grad_()
        logits = x @ q.T
        likelihood = torch.sum(y[:, None] * logits - F.softplus(logits))
        return torch.autograd.grad(likelihood - 0.5 * torch.sum(q * q), q)[0]

    point, points = torch.from_numpy(data.point)[None], torch.from_numpy(data.eight)
    calls = {"gradient": (lambda: gradient(point), num_calls),
             "8 gradients": (lambda: gradient(points), num_calls)}
    return calls, {"sum of the gradient": gradient(point).double().sum()}


def mixtures(data):
    def mixture(loc):
        components = d.Independent(d.Normal(loc, torch.tensor(0.75, dtype=loc.dtype)), 1)
        return d.MixtureSameFamily(d.Categorical(logits=torch.zeros(len(loc))), components)

    small, large = mixture(torch.from_numpy(data.small_loc)), mixture(torch.from_numpy(data.loc))
    grid, many = torch.from_numpy(data.grid), torch.from_numpy(data.many)
    return {"3 x 2 log_prob": (lambda: small.log_prob(grid), 1),
            "3 x 2 sample": (lambda: small.sample((1000,)), 1),
            "16 x 64 log_prob": (lambda: large.log_prob(many), 1)}, {}


class Dense(torch.nn.Module):
    """A posterior of independent normals for the kernel, with a standard normal prior."""

    def __init__(self, size, units, is_flipout):
        super().__init__()
        self.loc = torch.nn.Parameter(0.1 * torch.randn(size, units))
        self.raw = torch.nn.Parameter(torch.full((size, units), -3.0))
        self.bias = torch.nn.Parameter(torch.zeros(units))
        self.is_flipout = is_flipout

    def forward(self, x):
        scale = F.softplus(self.raw)
        noise = scale * torch.randn_like(scale)
        self.kl = (0.5 * (scale * scale + self.loc * self.loc - 1) - torch.log(scale)).sum()
        if not self.is_flipout:
            return torch.addmm(self.bias, x, self.loc + noise)
        into = torch.randint(0, 2, x.shape).to(x.dtype).mul_(2).sub_(1)
        out = torch.randint(0, 2, (len(x), scale.shape[1])).to(x.dtype).mul_(2).sub_(1)
        return torch.addmm(self.bias, x, self.loc) + ((x * into) @ noise) * out


def layers(data):
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    calls = {}
    for name, is_flipout in (("reparameterization step", False), ("flipout step", True)):
        dense = [Dense(784, 512, is_flipout), Dense(512, 512, is_flipout), Dense(512, 10, is_flipout)]
        net = torch.nn.Sequential(dense[0], torch.nn.ReLU(), dense[1], torch.nn.ReLU(), dense[2])
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

        def step(net=net, dense=dense, optimizer=optimizer):
            rows = torch.randint(0, len(x), (128,))
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[rows]), y[rows]) + sum(layer.kl for layer in dense) / len(x)
            loss.backward()
            optimizer.step()

        calls[name] = (step, 50)
    return calls, {}


def make(key, data):
    build = {"W04.f64": lambda: logistic(data, 5), "W04.f32": lambda: logistic(data, 5),
             "W05": lambda: logistic(data, 200), "W15": lambda: mixtures(data),
             "W18": lambda: layers(data)}[key]
    calls, checks = build()

    def run(seed):
        torch.manual_seed(seed)
        scale = 1e3 if key == "W15" else 1
        figures = {k: scale * v for k, v in protocol.call_figures(calls).items()}
        return protocol.Run(figures=figures, checks=checks)

    return protocol.Program(run)


protocol.serve(make, ["torch"])
