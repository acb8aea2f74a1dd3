# SPDX-License-Identifier: Apache-2.0
"""A program that answers requests, as aleator_bench --serve and peers/protocol.py do."""
import json
import os
import pathlib
import select
import subprocess
import time


class Failure(Exception):
    """A program ended, or took too long; the message says which."""


def environment(threads, clock):
    """Every library of threads is told how many; no cache of compiled code outlives a process."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
             "STAN_NUM_THREADS")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    flags = f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'}"
    return inherited | {name: str(threads) for name in names} | {
        "XLA_FLAGS": f"{flags} intra_op_parallelism_threads={threads}",
        "ALEATOR_CACHE_DIR": "off", "ALEATOR_BENCH_CLOCK": clock, "PYTHONDONTWRITEBYTECODE": "1"}


class Process:
    def __init__(self, command, threads, log, clock="wall"):
        cores = sorted(os.sched_getaffinity(0))[-threads:]
        self.log = open(log, "a")
        self.started = time.perf_counter()
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
            env=environment(threads, clock), preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.rest = b""

    def request(self, limit=600, **words):
        """The reply, and under "since_start" the seconds since the process began."""
        try:
            self.child.stdin.write((json.dumps(words) + "\n").encode())
            self.child.stdin.flush()
        except BrokenPipeError:
            raise Failure(f"ended with code {self.child.wait()}: {self.last_words()}") from None
        reply = json.loads(self.line(limit))
        return reply | {"since_start": time.perf_counter() - self.started}

    def line(self, limit):
        end = time.perf_counter() + limit
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.child.stdout], [], [], max(0, end - time.perf_counter()))
            if not ready:
                self.close()
                raise Failure(f"took longer than {limit:.0f} s")
            block = os.read(self.child.stdout.fileno(), 1 << 16)
            if not block:
                raise Failure(f"ended with code {self.child.wait()}: {self.last_words()}")
            self.rest += block
        line, _, self.rest = self.rest.partition(b"\n")
        return line

    def last_words(self):
        self.log.flush()
        lines = pathlib.Path(self.log.name).read_text(errors="replace").strip().splitlines()
        return lines[-1][:160] if lines else "no words"

    def forget_peak_memory(self):
        """What it took to start and to get the data does not count."""
        try:
            pathlib.Path(f"/proc/{self.child.pid}/clear_refs").write_text("5")
        except OSError:
            pass

    def peak_memory(self):
        """Megabytes, of the process alone."""
        try:
            status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        except OSError:
            return 0.0
        peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        return int(peaks[0]) / 1024 if peaks else 0.0

    def close(self):
        """Ends it; a program that does not end by itself within seconds is killed."""
        try:
            self.child.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.log.close()
