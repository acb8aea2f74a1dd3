// SPDX-License-Identifier: Apache-2.0
// W15, W16: densities and draws: of mixtures, and of a million values of each family.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

using namespace distributions;

constexpr std::int64_t kNum = 1'000'000;

struct Case {
  const char* name;
  Distribution distribution;
  std::int64_t num = kNum;  ///< draws: of vectors fewer, so that as many numbers are made
};

/// peers/run_numpy.py has the same members.
std::vector<Case> cases() {
  return {
      {"normal", Normal(0.5, 2.)},
      {"gamma", Gamma({.concentration = 2.5, .rate = 1.5})},
      {"beta", Beta(2.5, 1.5)},
      {"poisson 3", Poisson({.rate = 3.})},
      {"poisson 50", Poisson({.rate = 50.})},
      {"binomial 500", Binomial({.total_count = 500., .probs = 0.3})},
      {"student t", StudentT(4., 0.5, 2.)},
      {"dirichlet 4", Dirichlet({.concentration = array({0.8, 2., 3., 5.})}), kNum / 4},
      {"categorical 16", Categorical({.logits = 0.25 * arange(0., 16.)})},
      {"negative binomial", NegativeBinomial({.total_count = 5.5, .probs = 0.4})},
      {"von mises", VonMises(0.5, 2.)},
  };
}

using Call = std::function<void(std::uint64_t seed)>;
struct NamedCall {
  std::string name;
  Call call;
};

NamedCall density(const std::string& name, const Distribution& d, const Array& x) {
  const auto f = jit([d](const Array& at) { return d.log_prob(at); });
  return {name + " log_prob", [=](std::uint64_t) { eval(f(x)); }};
}
NamedCall draws(const std::string& name, const Distribution& d, std::int64_t num) {
  const auto f = jit([d, num](const Array& words) { return d.sample({num}, Key(words)); });
  return {name + " sample", [=](std::uint64_t seed) { eval(f(Key(seed).words())); }};
}

/// `scale` turns seconds of a call into the unit.
Workload of_calls(const std::vector<NamedCall>& calls, const std::string& unit, double scale,
                  const std::vector<NamedArray>& data) {
  const auto run = [=](std::uint64_t seed) {
    Outcome outcome;
    for (const NamedCall& c : calls) {
      const double seconds = seconds_of([&] { c.call(seed); });
      outcome.figures.push_back({.name = c.name, .unit = unit, .value = scale * seconds});
    }
    return outcome;
  };
  return {.data = data, .run = run};
}

/// A mixture of vectors of independent normal numbers.
Distribution mixture(const Array& loc) {
  return MixtureSameFamily({.mixture_distribution = Categorical({.logits = zeros({loc.dim(0)})}),
                            .components_distribution =
                                Independent(Normal(loc, 0.75), {.reinterpreted_batch_ndims = 1})});
}

}  // namespace

Workload mixtures(const Setup&) {
  const Array small_loc = random::normal(Key(1), {3, 2}), loc = random::normal(Key(1), {16, 64});
  const Array grid = random::normal(Key(2), {62'500, 2}),
              many = random::normal(Key(3), {20'000, 64});
  eval(Arrays{small_loc, loc, grid, many});
  return of_calls(
      {density("3 x 2", mixture(small_loc), grid), draws("3 x 2", mixture(small_loc), 1000),
       density("16 x 64", mixture(loc), many)},
      "us", 1e6, {{"small_loc", small_loc}, {"loc", loc}, {"grid", grid}, {"many", many}});
}

Workload distribution_throughput(const Setup&) {
  std::vector<NamedCall> calls;
  std::vector<NamedArray> data;
  for (const Case& c : cases()) {
    const Array x = c.distribution.sample({c.num}, Key(7));
    eval(x);
    calls.push_back(draws(c.name, c.distribution, c.num));
    calls.push_back(density(c.name, c.distribution, x));
    data.push_back({c.name, x});
  }
  return of_calls(calls, "ns", 1e9 / static_cast<double>(kNum), data);
}

}  // namespace aleator::bench
