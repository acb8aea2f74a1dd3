#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains and draws from masked autoregressive flows with PyTorch, in turn with Aleator's program.

    flows.py build/release/benchmarks/aleator_flows [--elements 2 64] [--rounds 5]

Both run on one thread with the same sizes: batch 512, hidden layers [512, 512], relu, Adam, float32;
then draws and densities of 10,000 points. Times are processor time of the process, in milliseconds;
the ratio is PyTorch's over Aleator's, the median of the rounds.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import torch  # noqa: E402

torch.set_num_threads(1)
HIDDEN, BATCH, DRAWS = 512, 512, 10_000


class Flow(torch.nn.Module):
    """x = (y - shift(y)) / exp(log_scale(y)) with a masked network, as Aleator's."""

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
        return (-0.5 * x * x - 0.9189385332046727 - log_scale).sum(-1)

    def sample(self, num):
        x, y = torch.randn(num, self.n), torch.zeros(num, self.n)
        for _ in range(self.n):
            shift, log_scale = self.parameters_of(y)
            y = x * torch.exp(log_scale) + shift
        return y


def cpu_ms(action, repeats):
    action()
    start = time.process_time()
    for _ in range(repeats):
        action()
    return 1e3 * (time.process_time() - start) / repeats


def peer(n):
    flow = Flow(n)
    optimizer = torch.optim.Adam(flow.parameters(), lr=1e-3)
    points = torch.randn(4096, n)

    def step():
        rows = points[torch.randperm(len(points))[:BATCH]]
        optimizer.zero_grad()
        (-flow.log_prob(rows).mean()).backward()
        optimizer.step()

    many = torch.randn(DRAWS, n)
    with torch.no_grad():
        density, draws = cpu_ms(lambda: flow.log_prob(many), 3), cpu_ms(lambda: flow.sample(DRAWS), 1)
    return {"step": cpu_ms(step, 50), "log_prob": density, "sample": draws}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--elements", type=int, nargs="+", default=[2, 64])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for n in options.elements:
        rounds = []
        for _ in range(options.rounds):
            theirs = peer(n)
            out = subprocess.run([options.program, str(n)], check=True, capture_output=True)
            rounds.append((theirs, json.loads(out.stdout)))
        for what in ("step", "log_prob", "sample"):
            ours = statistics.median(b[what] for _, b in rounds)
            theirs = statistics.median(a[what] for a, _ in rounds)
            ratio = statistics.median(a[what] / b[what] for a, b in rounds)
            print(f"{n:4} elements {what:9} Aleator {ours:9.2f}  PyTorch {theirs:9.2f}  ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
