# SPDX-License-Identifier: Apache-2.0
"""Masked autoregressive flows with PyTorch: a plain one as Aleator's, or Zuko's."""
import math

import torch

import protocol

torch.set_num_threads(protocol.NUM_THREADS)
HIDDEN, BATCH, STEPS = 512, 512, 50


class Plain(torch.nn.Module):
    """x = (y - shift(y)) / exp(log_scale(y)) with a masked network."""

    def __init__(self, n):
        super().__init__()
        self.n = n
        most = max(n - 1, 1)
        places = torch.arange(1, n + 1)
        hidden = 1 + torch.arange(HIDDEN) * most // HIDDEN
        masks = [places[:, None] <= hidden, hidden[:, None] <= hidden,
                 hidden[:, None] < places.repeat_interleave(2)]
        self.masks = [mask.float() for mask in masks]
        self.kernels = torch.nn.ParameterList(
            [torch.nn.init.xavier_uniform_(torch.empty(mask.shape)) for mask in masks])
        self.biases = torch.nn.ParameterList([torch.zeros(mask.shape[1]) for mask in masks])

    def parameters_of(self, y):
        for i, (kernel, mask, bias) in enumerate(zip(self.kernels, self.masks, self.biases)):
            y = torch.addmm(bias, y, kernel * mask)
            y = torch.relu(y) if i < 2 else y
        return y.reshape(-1, self.n, 2).unbind(-1)

    def log_prob(self, y):
        shift, log_scale = self.parameters_of(y)
        x = (y - shift) * torch.exp(-log_scale)
        return (-0.5 * x * x - 0.5 * math.log(2 * math.pi) - log_scale).sum(-1)

    def sample(self, num):
        x, y = torch.randn(num, self.n), torch.zeros(num, self.n)
        for _ in range(self.n):
            shift, log_scale = self.parameters_of(y)
            y = x * torch.exp(log_scale) + shift
        return y


class Zuko(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        import zuko
        self.flow = zuko.flows.MAF(features=n, transforms=1, hidden_features=(HIDDEN, HIDDEN))

    def log_prob(self, y):
        return self.flow().log_prob(y)

    def sample(self, num):
        return self.flow().sample((num,))


def make(key, data):
    points, many = torch.from_numpy(data.points), torch.from_numpy(data.many)
    flow = {"PyTorch flow": Plain, "Zuko": Zuko}[protocol.PEER](points.shape[1])
    optimizer = torch.optim.Adam(flow.parameters(), lr=1e-3)

    def step():
        rows = points[torch.randperm(len(points))[:BATCH]]
        optimizer.zero_grad()
        (-flow.log_prob(rows).mean()).backward()
        optimizer.step()

    def run(seed):
        torch.manual_seed(seed)
        with torch.no_grad():
            density = protocol.seconds(lambda: flow.log_prob(many))
            draws = protocol.seconds(lambda: flow.sample(len(many)))
        return protocol.Run(figures={"step": 1e3 * protocol.seconds(step, STEPS),
                                     "log_prob": 1e3 * density, "sample": 1e3 * draws})

    return protocol.Program(run)


protocol.serve(make, ["torch"] + (["zuko"] if protocol.PEER == "Zuko" else []))
