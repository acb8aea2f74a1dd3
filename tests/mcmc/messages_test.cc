// SPDX-License-Identifier: Apache-2.0
// Tests every message of kernels and sample_chain.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

Kernel hmc(const TargetLogProbFn& f, const Array& step_size = 0.1, int num_steps = 2) {
  return HamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .num_leapfrog_steps = num_steps, .step_size = step_size});
}

Kernel normal_hmc() {
  return hmc([](Array x) { return tfd::Normal(0., 1.).log_prob(x); });
}

SampleChainOptions options(const Kernel& kernel, const Arrays& state) {
  return {.num_results = 2,
          .current_state = state,
          .kernel = kernel,
          .show_progress = false,
          .key = Key(1)};
}

std::string message(const Kernel& kernel, const Arrays& state) {
  return message_of([&] { sample_chain(options(kernel, state)); });
}

template <class Change>
std::string message_with(const Change& change) {
  SampleChainOptions o = options(normal_hmc(), {0.});
  change(o);
  return message_of([&] { sample_chain(o); });
}

TEST(SampleChainMessages, OfNumbers) {
  EXPECT_EQ(message_with([](auto& o) { o.num_results = 0; }),
            "sample_chain: num_results must be at least 1, got 0");
  EXPECT_EQ(message_with([](auto& o) { o.num_chains = 0; }),
            "sample_chain: num_chains must be at least 1, got 0");
  EXPECT_EQ(message_with([](auto& o) { o.num_threads = 0; }),
            "sample_chain: num_threads must be at least 1, got 0");
  EXPECT_EQ(message_with([](auto& o) { o.num_burnin_steps = -1; }),
            "sample_chain: num_burnin_steps must not be negative, got -1");
  EXPECT_EQ(message_with([](auto& o) { o.num_steps_between_results = -1; }),
            "sample_chain: num_steps_between_results must not be negative, got -1");
  EXPECT_EQ(message_with([](auto& o) { o.current_state = {}; }),
            "sample_chain: current_state must have at least one part");
  EXPECT_EQ(message_with([](auto& o) {
              o.names = {"a", "b"};
            }),
            "sample_chain: 2 names for 1 parts of current_state");
  EXPECT_EQ(message_with([](auto& o) {
              o.current_state = {0., 0.};
              o.names = {"a", "a"};
              o.kernel = HamiltonianMonteCarlo(
                  {.target_log_prob_fn = [](Array x, Array y) { return -x * x - y * y; },
                   .num_leapfrog_steps = 1,
                   .step_size = 1.});
            }),
            "sample_chain: the name 'a' is given to two parts; names must differ");
}

TEST(SampleChainMessages, OfMissingOptions) {
  EXPECT_EQ(message_of([] { SampleChainOptions({.current_state = {0.}, .kernel = normal_hmc()}); }),
            "option 'num_results' is required: write {.num_results = ...}");
  EXPECT_EQ(message_of([] { SampleChainOptions({.num_results = 1, .kernel = normal_hmc()}); }),
            "option 'current_state' is required: write {.current_state = ...}");
  EXPECT_EQ(message_of([] { SampleChainOptions({.num_results = 1, .current_state = {0.}}); }),
            "option 'kernel' is required: write {.kernel = ...}");
  EXPECT_EQ(message_of([] { HamiltonianMonteCarlo({.num_leapfrog_steps = 1, .step_size = 1.}); }),
            "option 'target_log_prob_fn' is required: write {.target_log_prob_fn = ...}");
  EXPECT_EQ(message_of([] { MetropolisHastings({}); }),
            "option 'inner_kernel' is required: write {.inner_kernel = ...}");
}

TEST(SampleChainMessages, OfLogDensities) {
  EXPECT_EQ(message(hmc([](Array x) { return tfd::Normal(0., 1.).log_prob(x); }), {zeros({3})}),
            "target_log_prob_fn: must return a scalar for one draw, got shape [3]; sum its terms "
            "(chains come from num_chains, never from leading axes)");
  EXPECT_EQ(message(normal_hmc(), {0., 1.}),
            "sample_chain: target_log_prob_fn takes 1 Arrays, current_state has 2 parts");
  EXPECT_EQ(message(hmc([](Array x, Array y) { return x + y; }), {0.}),
            "sample_chain: target_log_prob_fn takes 2 Arrays, current_state has 1 parts");
}

TEST(SampleChainMessages, OfTheStart) {
  const Kernel uniform = hmc([](Array x, Array y) {
    return tfd::Normal(0., 1.).log_prob(x) + tfd::Uniform(0., 1.).log_prob(y);
  });
  EXPECT_EQ(
      message(uniform, {0., 2.}),
      "sample_chain: the log density at current_state is -inf: Uniform.log_prob of 'x1' is -inf; "
      "start where every term is finite");
  const Kernel undefined =
      hmc([](Array x) { return tfd::Normal(0., 1.).log_prob(x) + named(log(x), "the prior"); });
  EXPECT_EQ(message(undefined, {-1.}),
            "sample_chain: the log density at current_state is nan: the prior of 'x0' is NaN; "
            "start where "
            "every term is finite");
  EXPECT_EQ(
      message(hmc([](Array x) { return -sqrt(x); }), {0.}),
      "sample_chain: the derivative of the log density by 'x0' at current_state is -inf; start "
      "where it is finite");
  const auto term = [](Array x, Array y, Array z) { return -square(x) - log(y * z) - square(z); };
  EXPECT_EQ(message(hmc(term), {0., -1., 1.}),
            "sample_chain: the log density at current_state is nan: term 2 of 3, of 'x1' and 'x2', "
            "is NaN; start where every term is finite");
  EXPECT_EQ(message(normal_hmc(), {std::nan("")}),
            "sample_chain: current_state of 'x0' is nan, which lies outside the range of its "
            "bijector or is not finite");
}

TEST(SampleChainMessages, OfBijectors) {
  const auto transformed = [](const Bijectors& bijectors) -> Kernel {
    return TransformedTransitionKernel({.inner_kernel = normal_hmc(), .bijector = bijectors});
  };
  EXPECT_EQ(message(transformed({tfb::Exp()}), {-2.}),
            "sample_chain: current_state of 'x0' is -2, which lies outside the range of its "
            "bijector or is not finite");
  EXPECT_EQ(message(transformed({tfb::Exp(), tfb::Exp()}), {1.}),
            "TransformedTransitionKernel: 2 bijectors for 1 parts of the state; give one per part, "
            "or one for all");
  EXPECT_EQ(message_of([&] { transformed({}); }),
            "TransformedTransitionKernel: bijector is required: one per part of the state, or one "
            "for all");
}

TEST(SampleChainMessages, OfKernels) {
  const auto f = [](Array x) { return tfd::Normal(0., 1.).log_prob(x); };
  const UncalibratedRandomWalk walk({.target_log_prob_fn = f});
  EXPECT_EQ(message(hmc(f, -0.5), {0.}),
            "HamiltonianMonteCarlo: step_size must be positive and finite, got -0.5");
  EXPECT_EQ(message(hmc(f, std::nan("")), {0.}),
            "HamiltonianMonteCarlo: step_size must be positive and finite, got nan");
  EXPECT_EQ(message(hmc(f, 0.5, 0), {0.}),
            "HamiltonianMonteCarlo: num_leapfrog_steps must be at least 1, got 0");
  EXPECT_EQ(message(MetropolisHastings({.inner_kernel = UncalibratedRandomWalk(
                                            {.target_log_prob_fn = f, .step_size = -1.})}),
                    {0.}),
            "UncalibratedRandomWalk: step_size must be positive and finite, got -1");
  EXPECT_EQ(message(walk, {0.}),
            "sample_chain: the kernel UncalibratedRandomWalk is a proposal without a Metropolis "
            "decision; wrap it in MetropolisHastings");
  EXPECT_EQ(message_of([&] { Kernel(MetropolisHastings({.inner_kernel = normal_hmc()})); }),
            "MetropolisHastings: inner_kernel must be a proposal (an uncalibrated kernel), got "
            "HamiltonianMonteCarlo, which already makes its own decision; use it directly");
}

TEST(SampleChainMessages, OfAdaptation) {
  const auto adapted = [](const SimpleStepSizeAdaptation& a) { return Kernel(a); };
  const Kernel once = adapted({.inner_kernel = normal_hmc(), .num_adaptation_steps = 5});
  EXPECT_EQ(message_of([&] { adapted({.inner_kernel = once, .num_adaptation_steps = 5}); }),
            "SimpleStepSizeAdaptation: the inner kernel already adapts; nest one adaptation");
  EXPECT_EQ(
      message_of([&] { adapted({.inner_kernel = normal_hmc(), .num_adaptation_steps = -1}); }),
      "SimpleStepSizeAdaptation: num_adaptation_steps must not be negative, got -1");
  EXPECT_EQ(
      message_of([&] {
        adapted(
            {.inner_kernel = normal_hmc(), .num_adaptation_steps = 1, .target_accept_prob = 1.});
      }),
      "SimpleStepSizeAdaptation: target_accept_prob must lie between 0 and 1, got 1");
  EXPECT_EQ(
      message_of([&] {
        adapted({.inner_kernel = normal_hmc(), .num_adaptation_steps = 1, .adaptation_rate = 0.});
      }),
      "SimpleStepSizeAdaptation: adaptation_rate must be positive, got 0");
  // Else draws would depend on the number of threads.
  EXPECT_EQ(message(once, {0.}),
            "sample_chain: num_adaptation_steps must be at most num_burnin_steps, got 5 and 0");
}

}  // namespace
}  // namespace aleator::mcmc
