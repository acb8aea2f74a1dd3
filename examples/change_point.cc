// SPDX-License-Identifier: Apache-2.0
// Did the rate of text messages change? The model of text_messages.cc with the day of the change as
// a discrete choice: it is summed out, so that the sampler meets no step, and found again for every
// draw. Checks against the exact posterior, minor modes included.
#include <aleator/aleator.h>

#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array counts = array(io::read_csv("data/text_messages.csv").column("count"));
  const std::int64_t n = counts.size();
  ppl::JointDistribution messages([&](ppl::Scope& s) {
    const Distribution rate = tfd::Exponential({.rate = 1. / mean(counts)});
    Array lambda_1 = s.sample("lambda_1", rate);
    Array lambda_2 = s.sample("lambda_2", rate);
    Array last = s.sample("last_day_before", tfd::Categorical({.logits = zeros({n})}));
    Array lambda = where(arange(n) <= last, lambda_1, lambda_2);
    s.sample("count", tfd::Poisson({.rate = lambda}), {.plate = {"day", n}});
  });
  const auto observed = messages.condition({{"count", counts}});
  const auto posterior =
      mcmc::sample(ppl::make_target(observed), {.current_state = {20., 20.}, .seed = 1});
  results.add("posterior", posterior);

  const Array by_draw = ppl::discrete_probabilities(observed, posterior)["last_day_before"];
  const Array probabilities = mean(by_draw, {.axes = {0, 1}});
  results.add("probabilities of last_day_before", probabilities);
  for (const std::int64_t day : {42, 43, 44})
    std::cout << "P(changed after day " << day << ") = " << probabilities[day] << "\n";

  // The exact posterior in closed form; probabilities are known to four digits.
  results.expect_mean("lambda_1", posterior["lambda_1"], 17.75803208152872);
  results.expect_mean("lambda_2", posterior["lambda_2"], 22.689448720996676);
  results.expect_mean("P(43)", by_draw[{Ellipsis, 43}], 0.3647, 1e-5);
  results.expect_mean("P(44)", by_draw[{Ellipsis, 44}], 0.4863, 1e-5);
  return results.finish();
}
