// SPDX-License-Identifier: Apache-2.0
// Defines the comparison of special functions of vectors with loops over those of the C library and
// of Boost.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/transforms/inspect.h"

#include "benchmarks/micro/hand/scalar_functions.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

/// In the caches, so that arithmetic is what is compared.
constexpr std::int64_t kLength = 20'000;

struct Case {
  const char* name;
  const char* peer;
  Array (*function)(const Array& x);
  void (*by_hand)(const double* x, double* result, std::size_t num);
  double low, high;
};

std::vector<Case> cases() {
  std::vector<Case> all{
      {"lgamma", "libm", lgamma, hand::lgamma_libm, 0.01, 40},
      {"erf", "libm", erf, hand::erf_libm, -4, 4},
      {"log_ndtr", "libm", log_ndtr, hand::log_ndtr_libm, -20, 8},
  };
  if (!hand::has_boost()) return all;
  all.push_back({"lgamma", "Boost", lgamma, hand::lgamma_boost, 0.01, 40});
  all.push_back({"digamma", "Boost", digamma, hand::digamma_boost, 0.01, 40});
  all.push_back({"erf", "Boost", erf, hand::erf_boost, -4, 4});
  all.push_back({"log_ndtr", "Boost", log_ndtr, hand::log_ndtr_boost, -20, 8});
  return all;
}

}  // namespace

void report_special_functions(const Settings& settings, Report& report) {
  for (const Case& c : cases()) {
    if (!settings.selects(c.name)) continue;
    const Array x = c.low + (c.high - c.low) * random::uniform(Key(1), {kLength});
    const Function function =
        close(c.name, {{.dtype = float64, .shape = {kLength}}}, [&](const Arrays& a) {
          return Arrays{c.function(a[0])};
        }).function;
    const Buffer values = x.buffer();
    std::vector<double> result(static_cast<std::size_t>(kLength));
    const auto vectorized = [&] { run(function, {values}); };
    const auto by_hand = [&] { c.by_hand(values.data<double>(), result.data(), result.size()); };
    vectorized();
    const Comparison both = compare(by_hand, vectorized, settings);
    report.add("special functions of 20,000 numbers, ns each",
               {{"function", c.name},
                {"peer", c.peer},
                {"loop", rounded(1e6 * both.first_ms / kLength)},
                {"aleator", rounded(1e6 * both.second_ms / kLength)},
                {"ratio", rounded(both.ratio)},
                {"spread", rounded(both.spread)}});
  }
}

}  // namespace aleator::bench
