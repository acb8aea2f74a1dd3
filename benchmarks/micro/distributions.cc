// SPDX-License-Identifier: Apache-2.0
// Defines the timing of densities and draws: of 1e7 values, and of small calls.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/transforms/inspect.h"

#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

using namespace distributions;

constexpr std::int64_t kNum = 10'000'000;

struct Case {
  const char* name;
  Distribution distribution;
  std::int64_t num;  ///< draws: of vectors fewer, so that 1e7 numbers are made
};

std::vector<Case> cases() {
  const Array logits = 0.25 * arange(0., 16.);
  return {
      {"normal", Normal(0.5, 2.), kNum},
      {"gamma", Gamma({.concentration = 2.5, .rate = 1.5}), kNum},
      {"beta", Beta(2.5, 1.5), kNum},
      {"poisson 3", Poisson({.rate = 3.}), kNum},
      {"poisson 50", Poisson({.rate = 50.}), kNum},
      {"binomial 20", Binomial({.total_count = 20., .probs = 0.3}), kNum},
      {"binomial 500", Binomial({.total_count = 500., .probs = 0.3}), kNum},
      {"student t", StudentT(4., 0.5, 2.), kNum},
      {"dirichlet 4", Dirichlet({.concentration = array({0.8, 2., 3., 5.})}), kNum / 4},
      {"categorical 16", Categorical({.logits = logits}), kNum},
      {"negative binomial", NegativeBinomial({.total_count = 5.5, .probs = 0.4}), kNum},
      {"von mises", VonMises(0.5, 2.), kNum},
  };
}

/// A closed function with what it captured, to be called with the buffers of its arguments.
struct Call {
  Function function;
  std::vector<Buffer> arguments;
};
Call closed(const char* name, const Array& argument, const ArraysFunction& f) {
  const ClosedFunction made =
      close(name, {{.dtype = argument.dtype(), .shape = argument.shape()}}, f);
  std::vector<Buffer> arguments{argument.buffer()};
  for (const Array& captured : made.captures) arguments.push_back(captured.buffer());
  return {made.function, arguments};
}

double nanoseconds(const Call& c, std::int64_t num, const Settings& settings) {
  const auto call = [&] { run(c.function, c.arguments); };
  call();
  std::vector<double> times;
  for (int i = 0; i < (settings.is_quick ? 1 : 3); ++i) times.push_back(time_call(call, settings));
  return 1e6 * median(times) / static_cast<double>(num);
}

/// Draws are a function of the words of a key, densities of the draws.
void report_large(const Settings& settings, Report& report) {
  for (const Case& c : cases()) {
    if (!settings.selects(c.name)) continue;
    const Distribution& d = c.distribution;
    const Array words = Key(7).words();
    const Call draw = closed("sample", words,
                             [&](const Arrays& a) { return Arrays{d.sample({c.num}, Key(a[0]))}; });
    const Array x = d.sample({c.num}, Key(7));
    const Call density =
        closed("log_prob", x, [&](const Arrays& a) { return Arrays{d.log_prob(a[0])}; });
    report.add("1e7 values, ns each",
               {{"distribution", c.name},
                {"sample", rounded(nanoseconds(draw, kNum, settings))},
                {"log_prob", rounded(nanoseconds(density, kNum, settings))}});
  }
}

/// A mixture of `num_components` vectors of `num_variables` independent normal numbers.
Distribution mixture(std::int64_t num_components, std::int64_t num_variables) {
  const Array loc = random::normal(Key(1), {num_components, num_variables});
  return MixtureSameFamily(
      {.mixture_distribution = Categorical({.logits = zeros({num_components})}),
       .components_distribution =
           Independent(Normal(loc, 0.75), {.reinterpreted_batch_ndims = 1})});
}

void report_mixtures(const Settings& settings, Report& report) {
  const auto add = [&](const char* name, const Call& call) {
    if (!settings.selects(name)) return;
    report.add("factorial mixtures, us a call",
               {{"call", name}, {"time", rounded(1e-3 * nanoseconds(call, 1, settings))}});
  };
  const auto density = [](const Distribution& d, const Array& x) {
    return closed("log_prob", x, [d](const Arrays& a) { return Arrays{d.log_prob(a[0])}; });
  };
  const Distribution small = mixture(3, 2), large = mixture(16, 64);
  const Array grid = random::normal(Key(2), {62'500, 2}),
              many = random::normal(Key(3), {100'000, 64});
  add("mixture 3 x 2, log_prob of 62,500", density(small, grid));
  add("mixture 16 x 64, log_prob of 100,000", density(large, many));
  const Array words = Key(7).words();
  add("mixture 3 x 2, 1,000 draws", closed("sample", words, [&](const Arrays& a) {
        return Arrays{small.sample({1000}, Key(a[0]))};
      }));
}

/// As users call: jitted, with a new argument each time, and the result read.
void report_small(const Settings& settings, Report& report) {
  const auto add = [&](const char* name, const Action& action) {
    if (!settings.selects(name)) return;
    action();
    report.add("small calls, us each",
               {{"call", name}, {"time", rounded(1e3 * time_call(action, settings))}});
  };
  const auto normal = jit([](const Array& x) { return Normal(0.5, 2.).log_prob(x); });
  const auto gamma =
      jit([](const Array& x) { return Gamma({.concentration = 2.5, .rate = 1.5}).log_prob(x); });
  const Array one = strong_scalar(0.75), thousand = arange(1., 1001.) / 250.;
  add("normal, log_prob of 1", [&] { normal(one).item(); });
  add("normal, log_prob of 1,000", [&] { evaluate({normal(thousand)}); });
  add("gamma, log_prob of 1,000", [&] { evaluate({gamma(thousand)}); });
  const Distribution eager = Normal(0.5, 2.);
  add("normal, log_prob of 1, without jit", [&] { eager.log_prob(one).item(); });
}

}  // namespace

void report_distributions(const Settings& settings, Report& report) {
  report_large(settings, report);
  report_mixtures(settings, report);
  report_small(settings, report);
}

}  // namespace aleator::bench
