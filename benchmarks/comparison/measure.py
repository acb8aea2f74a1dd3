# SPDX-License-Identifier: Apache-2.0
"""Runs Aleator and its peers in turn, and gathers what they say."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

from . import gates, machine
from .process import Failure, Process
from .workloads import PEERS

OURS = "Aleator"
BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent


@dataclass
class Options:
    program: pathlib.Path  # aleator_bench
    rounds: int = 7
    threads: int = 1
    budget: float = 120  # seconds of later runs that a program may take
    limit: float = 600  # seconds that one answer may take
    is_loaded: bool = False
    only: tuple = ()  # peers

    @property
    def folder(self):
        return machine.ROOT / "build" / "peers"


@dataclass
class Measured:
    """Of one program."""
    name: str
    versions: dict = field(default_factory=dict)
    first: dict = field(default_factory=dict)  # seconds: gradient, run, process
    runs: list = field(default_factory=list)
    memory: float = 0
    failures: list = field(default_factory=list)
    log_density: list = field(default_factory=list)


def command_of(name, workload, options, data):
    if name == OURS:
        return [str(options.program), "--serve", workload.key, "--threads", str(options.threads)]
    peer = PEERS[name]
    interpreter = options.folder / peer.family / "bin" / "python"
    if peer.family == "R":
        interpreter = "Rscript"
    return [str(interpreter), str(BENCHMARKS / "peers" / peer.script), workload.key, str(data),
            str(options.threads), peer.package or name]


def missing(name, options):
    """Why a peer cannot run, or None."""
    family = PEERS[name].family
    if family == "R":
        return None if shutil.which("Rscript") else "no Rscript"
    if not (options.folder / family / "bin" / "python").exists():
        return f"no environment {family}: benchmarks/setup_peers.sh {family} makes it"
    return None


class Comparison:
    def __init__(self, workload, options, scratch):
        self.workload, self.options = workload, options
        self.scratch = pathlib.Path(scratch)
        self.data = self.scratch / "data"
        self.data.mkdir()
        subprocess.run([options.program, "--serve", workload.key, "--export", self.data], check=True)
        self.measured, self.absent, self.processes = {}, {}, {}

    def start(self, name):
        log = self.options.folder / f"{self.workload.key}.{name.replace(' ', '_')}.log"
        is_processor = machine.counts_processor_time(self.options.is_loaded, self.options.threads)
        clock = "processor" if is_processor else "wall"
        return Process(command_of(name, self.workload, self.options, self.data), self.options.threads,
                       log, clock)

    def names(self):
        peers = self.workload.peers
        for name in peers:
            is_left_out = self.options.only and name not in self.options.only
            reason = "left out this time" if is_left_out else missing(name, self.options)
            if reason:
                self.absent[name] = reason
        return [OURS] + [p for p in peers if p not in self.absent]

    def guarded(self, name, action):
        """A program that fails is left out, with its words."""
        try:
            return action()
        except Failure as failure:
            self.absent[name] = str(failure)
            self.measured.pop(name, None)
            process = self.processes.pop(name, None)
            if process:
                process.close()
            print(f"  {name}: {failure}", file=sys.stderr)
            return None

    def look(self, name):
        """In a process of its own: the time to the first gradient, and the density at 20 points."""
        measured = Measured(name)
        process = self.start(name)
        try:
            measured.versions = process.request(self.options.limit, do="versions")
            del measured.versions["since_start"]
            if self.workload.is_posterior:
                points = str(self.data / "points.npy")
                reply = process.request(self.options.limit, do="gradient", points=points)
                measured.first["gradient"] = reply["since_start"]
                reply = process.request(self.options.limit, do="density",
                                        points=points)
                measured.log_density = reply["log_density"]
        finally:
            process.close()
        self.measured[name] = measured
        if name != OURS and measured.log_density:
            ours = self.measured[OURS].log_density
            difference = gates.density_difference(ours, measured.log_density)
            if not difference <= gates.DENSITY_TOLERANCE:
                raise Failure(f"its log density differs from Aleator's, by {difference:.1e}")

    def first_run(self, name):
        process = self.processes[name] = self.start(name)
        process.request(self.options.limit, do="versions")  # answered when its data are there
        process.forget_peak_memory()
        run = self.one_run(name, 1)
        self.measured[name].first.update(run=run["seconds"], process=run["since_start"],
                                         run_cpu=run["cpu_seconds"])

    def one_run(self, name, seed):
        draws = self.scratch / f"{name.replace(' ', '_')}.{seed}.npy"
        run = self.processes[name].request(self.options.limit, do="run", seed=seed, draws=str(draws))
        if draws.exists():
            run["draws"] = draws
        return run

    def later_runs(self, names):
        """A B A B: every program once in each round, as long as its budget lasts."""
        spent, last = ({name: 0.0 for name in names} for _ in range(2))
        for seed in range(2, self.options.rounds + 2):
            for name in names:
                is_over = seed > 3 and spent[name] + last[name] / 2 > self.options.budget
                if name in self.absent or is_over:
                    continue
                run = self.guarded(name, lambda: self.one_run(name, seed))
                if run:
                    last[name] = run["seconds"]
                    spent[name] += last[name]
                    self.measured[name].runs.append(run)

    def diagnose(self):
        """Effective sizes of all runs by one implementation."""
        python = self.options.folder / "arviz" / "bin" / "python"
        for measured in self.measured.values():
            runs = [run for run in measured.runs if "draws" in run]
            if not runs:
                continue
            out = subprocess.run([python, BENCHMARKS / "comparison" / "diagnose.py",
                                  str(self.workload.num_superchains)]
                                 + [run.pop("draws") for run in runs], check=True, capture_output=True)
            for run, line in zip(runs, out.stdout.splitlines()):
                run.update(json.loads(line))

    def judge(self):
        ours = self.measured[OURS]
        for measured in self.measured.values():
            if self.workload.is_posterior:
                measured.failures += gates.sampler_failures(measured.runs)
                if measured is not ours and self.workload.quantities_match:
                    measured.failures += gates.agreement_failures(ours.runs, measured.runs)
            elif measured is not ours:
                measured.failures += gates.check_failures(ours.runs[0], measured.runs[0])

    def start_all(self):
        """Looks and first runs. Without Aleator there is nothing to compare with."""
        for name in self.names():
            print(f"  {name}", file=sys.stderr)
            self.guarded(name, lambda: self.look(name))
            if name in self.measured:
                self.guarded(name, lambda: self.first_run(name))
            if OURS not in self.measured:
                raise SystemExit(f"compare.py: {self.workload.key}: Aleator {self.absent[OURS]}")

    def run(self):
        try:
            self.start_all()
            self.later_runs(list(self.measured))
            if OURS not in self.measured:
                raise SystemExit(f"compare.py: {self.workload.key}: Aleator {self.absent[OURS]}")
            for name, process in self.processes.items():
                self.measured[name].memory = process.peak_memory()
        finally:
            for process in self.processes.values():
                process.close()
        self.diagnose()
        self.judge()


def compare(workload, options):
    """The record of one workload, as results.py keeps it."""
    with tempfile.TemporaryDirectory(prefix="aleator_compare_") as scratch:
        comparison = Comparison(workload, options, scratch)
        comparison.run()
        return comparison.measured, comparison.absent
