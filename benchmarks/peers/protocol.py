# SPDX-License-Identifier: Apache-2.0
"""How a peer works for compare.py: it is started with a workload's key, a folder of data and a
number of threads, and answers each line of standard input with one line, both JSON:

    {"do": "gradient", "points": FILE}           the first value and gradient, of 0
    {"do": "density", "points": FILE}           log densities at these points
    {"do": "run", "seed": 1, "draws": FILE}     one run; its draws [chain, draw, quantity] go to FILE

`serve(make)` is all that a peer calls. `make(key, data)` returns a Program. Times are those of
`Program.run` alone, which ends with results in the memory of the process.
"""
import contextlib
import json
import os
import sys
import time
from dataclasses import dataclass, field
from importlib import metadata
from typing import Callable, Optional

import numpy as np

NUM_THREADS = int(sys.argv[3]) if len(sys.argv) > 3 else 1
PEER = sys.argv[4] if len(sys.argv) > 4 else ""  # which one, where a script has several


def schedule(key):
    """Chains, transitions of the warm-up, and draws of a workload."""
    return {"W01": (1, 1000, 10_000), "W09": (128, 500, 200)}.get(key.split(".")[0], (8, 1000, 1000))


def target_acceptance(key):
    """Of NUTS: the usual one, and more where scales make a funnel."""
    return 0.9 if key == "W09.nuts" else 0.8


def starts(key, seed, num_chains, dimension):
    """Where chains start: the change point at the point of the example, others around 0."""
    if key == "W01":
        return np.array([[np.log(20.0), np.log(20.0), 0.0]])
    return np.random.default_rng(seed).uniform(-2, 2, (num_chains, dimension))


class Data:
    """The arrays of the workload's folder: data.y is y.npy."""

    def __init__(self, folder):
        self.folder = folder

    def __getattr__(self, name):
        values = np.load(f"{self.folder}/{name}.npy")
        setattr(self, name, values)
        return values


@dataclass
class Run:
    """What a run returns; what is not there is left out."""
    draws: Optional[np.ndarray] = None  # [chain, draw, quantity], or a function that makes it
    divergences: int = 0
    gradients: float = 0  # of the kept draws
    figures: dict = field(default_factory=dict)  # seconds of parts
    checks: dict = field(default_factory=dict)  # what other programs must have found too


@dataclass
class Program:
    run: Callable[[int], Run]
    log_density: Optional[Callable] = None  # of one flat position
    gradient: Optional[Callable] = None  # value and gradient of one flat position


def seconds(action, repeats=1):
    """Seconds of one call: of the clock that compare.py names, the wall's or the processor's."""
    is_processor = os.environ.get("ALEATOR_BENCH_CLOCK") == "processor"
    clock = time.process_time if is_processor else time.perf_counter
    start = clock()
    for _ in range(repeats):
        action()
    return (clock() - start) / repeats


def call_figures(calls):
    """Milliseconds of calls, by their names: name -> (action, repeats)."""
    return {name: 1e3 * seconds(action, repeats) for name, (action, repeats) in calls.items()}


def one_run(program, request):
    wall, cpu = time.perf_counter(), time.process_time()
    children = os.times()
    run = program.run(request["seed"])
    reply = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    now = os.times()
    reply["cpu_seconds"] += now.children_user + now.children_system
    reply["cpu_seconds"] -= children.children_user + children.children_system
    if run.draws is not None:
        draws = run.draws() if callable(run.draws) else run.draws
        np.save(request["draws"], np.asarray(draws, dtype=np.float64))
        reply.update(divergences=int(run.divergences), gradients=float(run.gradients))
    numbers = {"figures": run.figures, "checks": run.checks}
    return reply | {name: {k: float(v) for k, v in part.items()} for name, part in numbers.items()}


def reply_to(program, request):
    if request["do"] == "run":
        return one_run(program, request)
    if request["do"] == "density":
        points = np.load(request["points"])
        return {"log_density": [float(program.log_density(q)) for q in points]}
    if request["do"] == "gradient":
        program.gradient(np.zeros(np.load(request["points"]).shape[1]))
        return {}
    raise ValueError(f"no request {request['do']}; there are gradient, density, run")


def serve(make, packages):
    """Answers requests until standard input ends. What the peer prints goes to standard error."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with contextlib.redirect_stdout(sys.stderr):
        program = make(sys.argv[1], Data(sys.argv[2]))
        versions = {name: metadata.version(name) for name in packages}
        for line in sys.stdin:
            request = json.loads(line)
            reply = versions if request["do"] == "versions" else reply_to(program, request)
            print(json.dumps(reply), file=output, flush=True)
