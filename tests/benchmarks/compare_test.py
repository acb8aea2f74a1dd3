# SPDX-License-Identifier: Apache-2.0
"""Tests benchmarks/compare.py without running anything that is measured: statistics, gates, refusal,
records and what is written of them, on made-up results.

    python3 tests/benchmarks/compare_test.py [aleator_bench]
"""
import pathlib
import re
import statistics
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
from comparison import gates, machine, report, results, statistics_of_runs  # noqa: E402
from comparison.measure import Measured, Options  # noqa: E402
from comparison.workloads import PEERS, WORKLOADS, selected  # noqa: E402

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None


def run(seconds, ess=1000.0, rhat=1.002, divergences=0, means=(0.0, 1.0), figures=None):
    made = {"seconds": seconds, "cpu_seconds": 2 * seconds, "ess": ess, "rhat": rhat,
            "divergences": divergences, "num_draws": 8000, "means": list(means), "mcse": [0.01, 0.01]}
    return made | ({"figures": figures} if figures else {})


def record(workload, programs, absent=None, is_loaded=False):
    measured = {name: Measured(name, runs=runs, first={"run": 2.0, "process": 3.0, "gradient": 1.0},
                               failures=list(failures)) for name, (runs, failures) in programs.items()}
    return results.record(workload, measured, absent or {}, Options(program="", is_loaded=is_loaded), 0.3)


W02 = next(w for w in WORKLOADS if w.key == "W02")


class Statistics(unittest.TestCase):
    def test_ratio_is_the_median_of_neighbours(self):
        # A slow moment of the machine meets both sides: the ratio of neighbours does not see it.
        ratio, spread = statistics_of_runs.paired_ratio([1, 1, 5, 1, 1], [3, 3, 15, 3, 3], False)
        self.assertEqual((ratio, spread), (3, 0))

    def test_more_effective_draws_are_better(self):
        self.assertEqual(statistics_of_runs.paired_ratio([10, 10], [2, 2], True)[0], 5)

    def test_fewer_runs_pair_with_the_first(self):
        self.assertEqual(statistics_of_runs.paired_ratio([1, 2, 9], [2, 4], False)[0], 2)

    def test_spread_is_half_the_interquartile_range(self):
        self.assertEqual(statistics_of_runs.spread([1, 2, 3, 4, 5]), 1)
        self.assertEqual(statistics_of_runs.spread([1, 4]), 1.5)

    def test_geometric_mean(self):
        self.assertAlmostEqual(statistics_of_runs.geometric_mean([2, 8]), 4)

    def test_loaded_machines_count_processor_time(self):
        self.assertEqual(statistics_of_runs.rates([run(1.0)], False), [1000])
        self.assertEqual(statistics_of_runs.rates([run(1.0)], True), [500])


class Gates(unittest.TestCase):
    def test_densities_may_differ_by_a_constant(self):
        self.assertLess(gates.density_difference([1.0, 2.0, 4.0], [4.5, 5.5, 7.5]), 1e-15)

    def test_densities_that_differ_are_seen(self):
        self.assertGreater(gates.density_difference([1.0, 2.0, 4.0], [1.0, 2.0, 4.1]), 0.01)

    def test_chains_that_mix(self):
        self.assertEqual(gates.sampler_failures([run(1), run(1, divergences=3)]), [])

    def test_rhat(self):
        self.assertEqual(gates.sampler_failures([run(1, rhat=1.02)]), ["R-hat 1.020"])

    def test_rhat_that_is_not_a_number_fails(self):
        self.assertEqual(len(gates.sampler_failures([run(1, rhat=float("nan"))])), 1)

    def test_divergences(self):
        self.assertEqual(gates.sampler_failures([run(1, divergences=80)]),
                         ["1.0 % of the draws end divergent trajectories"])

    def test_one_quantity_has_four_standard_errors(self):
        self.assertAlmostEqual(gates.mean_bound(1), 4)
        # 600 quantities: the rate of false alarms is that of one, 6.3e-5.
        self.assertAlmostEqual(600 * statistics.NormalDist().cdf(-gates.mean_bound(600)),
                               statistics.NormalDist().cdf(-4), delta=1e-9)

    def test_equal_means_agree(self):
        self.assertEqual(gates.agreement_failures([run(1)], [run(1, means=(0.03, 1.0))]), [])

    def test_other_means_do_not(self):
        # 0.1 / (0.01 sqrt 2) = 7.1
        self.assertEqual(gates.agreement_failures([run(1)], [run(1, means=(0.1, 1.0))]),
                         ["means differ by 7.1 standard errors"])

    def test_errors_of_pooled_runs_are_smaller(self):
        means, errors = statistics_of_runs.pooled_means([run(1)] * 4)
        self.assertAlmostEqual(errors[0], 0.01**2 / 4)
        self.assertEqual(means, [0.0, 1.0])

    def test_objectives(self):
        ours = {"checks": {"objective": 100.0}}
        self.assertEqual(gates.check_failures(ours, {"checks": {"objective": 100.00001}}), [])
        self.assertEqual(gates.check_failures(ours, {"checks": {"objective": 99.0}}), [])
        self.assertEqual(gates.check_failures(ours, {"checks": {"objective": 100.1}}),
                         ["objective 100.1, not 100"])


class Refusal(unittest.TestCase):
    def test_idle(self):
        self.assertIsNone(machine.refusal(1.4, 1, False))

    def test_loaded(self):
        self.assertIn("load average is 2.00", machine.refusal(2.0, 1, False))

    def test_loaded_and_told_to_go_on(self):
        self.assertIsNone(machine.refusal(9.0, 1, True))

    def test_two_threads_are_a_load_of_their_own(self):
        self.assertIsNone(machine.refusal(2.4, 2, False))


class Records(unittest.TestCase):
    def programs(self):
        return {"Aleator": ([run(1.0)] * 7, []), "Slow": ([run(4.0)] * 7, []),
                "Wrong": ([run(0.1)] * 7, ["R-hat 1.200"])}

    def test_a_peer_that_fails_a_gate_is_not_the_fastest(self):
        best = results.fastest_peer(results.rows(record(W02, self.programs()), "ESS", "1/s"))
        self.assertEqual((best.name, best.ratio, best.num_runs), ("Slow", 4, 7))

    def test_nothing_counts_where_ours_fails(self):
        programs = self.programs() | {"Aleator": ([run(1.0)], ["R-hat 1.100"])}
        self.assertIsNone(results.fastest_peer(results.rows(record(W02, programs), "ESS", "1/s")))

    def test_figures_of_parts(self):
        made = record(W02, {"Aleator": ([run(1, figures={"step": 2.0})], []),
                            "Other": ([run(1, figures={"step": 3.0})], [])})
        self.assertEqual(results.rows(made, "step", "ms")[1].ratio, 1.5)

    def test_one_workload_is_renewed_alone(self):
        old = {"W02": {"date": "old"}, "W10": {"date": "old"}}
        alone, both = {"date": "new", "threads": 1}, {"date": "new", "threads": 2}
        self.assertEqual(results.merged(old, W02, alone), {"W02": alone, "W10": {"date": "old"}})
        # One of two threads stands beside that of one.
        self.assertEqual(results.merged(old, W02, both), old | {"W02 2 threads": both})
        self.assertEqual(list(results.merged({"W10": {}}, W02, alone)), ["W02", "W10"])

    def test_numbers_are_short(self):
        self.assertEqual(results.rounded({"a": 1.23456789, "b": 7}), {"a": 1.2346, "b": 7})


class Text(unittest.TestCase):
    def records(self):
        programs = {"Aleator": ([run(1.0)] * 7, []), "Slow": ([run(4.0)] * 7, [])}
        return {"W02": record(W02, programs, {"Gone": "no such package"}, is_loaded=True)}

    def test_results_say_all(self):
        text = report.results_text(self.records())
        for words in ("## W02 eight schools", "| Slow | 125 | 4 ± 0 | 7 |",
                      "Gone was not run: no such package", "Loaded machine",
                      "Geometric mean of the ratios over 1 workloads: 4."):
            self.assertIn(words, text)

    def test_the_readme_gets_the_table_between_its_marks(self):
        before = f"a\n{report.BEGIN}\nold\n{report.END}\nb\n"
        after = report.readme_text(before, self.records())
        self.assertTrue(after.startswith("a\n") and after.endswith(f"{report.END}\nb\n"))
        self.assertNotIn("old", after)
        self.assertEqual(report.readme_text(after, self.records()), after)

    def test_a_readme_without_marks_is_refused(self):
        self.assertRaises(SystemExit, report.readme_text, "a", {})

    def test_committed_texts_are_those_of_the_records(self):
        records = results.read(ROOT / "benchmarks/results.json")
        if records:
            self.assertEqual((ROOT / "benchmarks/RESULTS.md").read_text(), report.results_text(records))
            readme = (ROOT / "README.md").read_text()
            self.assertEqual(report.readme_text(readme, records), readme)


class Lists(unittest.TestCase):
    def test_workloads_are_those_of_aleator_bench(self):
        source = (ROOT / "benchmarks/suite/list.cc").read_text()
        keys = re.findall(r'\{"(W[^"]+)",\s*"([^"]+)"', source)
        if PROGRAM:
            listed = subprocess.run([PROGRAM, "--list"], check=True, capture_output=True, text=True)
            keys = [re.match(r"(\S+) ([^:]+):", line).groups() for line in listed.stdout.splitlines()]
        self.assertEqual(keys, [(w.key, w.title) for w in WORKLOADS])

    def test_peers_have_scripts(self):
        for peer in PEERS.values():
            self.assertTrue((ROOT / "benchmarks/peers" / peer.script).exists(), peer.script)
        self.assertEqual({p for w in WORKLOADS for p in w.peers}, set(PEERS))

    def test_prefixes_select(self):
        self.assertEqual([w.key for w in selected(["W09"])], ["W09.nuts", "W09.chees"])
        with self.assertRaisesRegex(SystemExit, "no workload W99; there are W01"):
            selected(["W99"])


if __name__ == "__main__":
    unittest.main()
