// SPDX-License-Identifier: Apache-2.0
// W18: training steps of Bayesian networks 784-512-512-10 on rows of 128, in float32.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kRows = 6'400, kPixels = 784, kHidden = 512, kClasses = 10, kBatch = 128;

template <class Dense>
nn::Layer network() {
  const auto dense = [](std::int64_t units, const nn::Activation& activation) -> nn::Layer {
    return Dense({.units = units, .activation = activation});
  };
  return nn::Sequential({dense(kHidden, relu), dense(kHidden, relu), dense(kClasses, {})});
}

Array class_loss(const nn::Output& out, const Array& label) {
  const Array chosen = distributions::Categorical({.logits = Array(out)}).log_prob(label);
  return -mean(chosen);
}

/// Milliseconds of a step: what a fit does once is in both fits, and not in their difference.
double step_ms(const nn::Layer& net, const Array& x, const Array& y) {
  const auto fit = [&](std::int64_t num_epochs) {
    return seconds_of([&] {
      nn::fit(net, {.x = x,
                    .y = y,
                    .loss = class_loss,
                    .kl_weight = 1. / kRows,
                    .num_epochs = num_epochs,
                    .batch_size = kBatch,
                    .show_progress = false,
                    .key = Key(2)});
    });
  };
  return 1e3 * (fit(2) - fit(1)) / static_cast<double>(kRows / kBatch);
}

/// As many products forth as an ordinary network, times `num_products`, and twice as many back.
Figure figure(const char* name, double ms, double num_products) {
  constexpr double kWeights = kPixels * kHidden + kHidden * kHidden + kHidden * kClasses;
  const Work work{.operations = 6. * kBatch * kWeights * num_products, .is_float32 = true};
  return {.name = name, .unit = "ms", .value = ms, .limit = 1e3 * work.least_seconds()};
}

}  // namespace

Workload bayesian_layers(const Setup&) {
  // Ten clusters.
  const Array y = random::randint(Key(1), {kRows}, 0, kClasses);
  const Array centers = random::normal(Key(2), {kClasses, kPixels}, float32);
  const Array x = take(centers, y) + random::normal(Key(3), {kRows, kPixels}, float32);
  eval(x, y);
  const nn::Layer one = network<nn::DenseReparameterization>(), signs = network<nn::DenseFlipout>();
  one.build({kPixels}, Key(4));
  signs.build({kPixels}, Key(4));
  const auto run = [=](std::uint64_t) {
    return Outcome{.figures = {figure("reparameterization step", step_ms(one, x, y), 1),
                               figure("flipout step", step_ms(signs, x, y), 2)}};
  };
  return {.data = {{"x", x}, {"y", y}}, .run = run};
}

}  // namespace aleator::bench
