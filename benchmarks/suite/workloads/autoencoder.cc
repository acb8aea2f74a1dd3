// SPDX-License-Identifier: Apache-2.0
// W17.vae: a variational autoencoder 64-256-8 of the digits of scikit-learn, in float32: training
// steps of 128 rows, and a whole training of 50 epochs.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;

constexpr std::int64_t kPixels = 64, kHidden = 256, kLatents = 8, kBatch = 128, kEpochs = 50;

/// Black and white: [image, pixel].
Array digits() {
  const io::CsvTable table = io::read_csv(ALEATOR_EXAMPLE_DIR "/data/digits.csv");
  Arrays pixels;
  for (std::int64_t i = 0; i < kPixels; ++i)
    pixels.push_back(array(table.column("pixel_" + std::to_string(i))));
  return astype(stack(pixels, 1) > 7., float32);
}

nn::Layer autoencoder() {
  const Distribution prior =
      tfd::Independent(tfd::Normal(zeros({kLatents}, float32), ones({kLatents}, float32)),
                       {.reinterpreted_batch_ndims = 1});
  const nn::Layer encoder = nn::Sequential(
      {nn::Dense({.units = kHidden, .activation = relu}), nn::Dense({.units = 2 * kLatents}),
       nn::IndependentNormal({kLatents}, {.activity_regularizer = nn::KLDivergenceRegularizer(
                                              prior, {.use_exact_kl = true})})});
  const nn::Layer decoder =
      nn::Sequential({nn::Dense({.units = kHidden, .activation = relu}),
                      nn::Dense({.units = kPixels}), nn::IndependentBernoulli({kPixels})});
  return nn::Sequential({encoder, decoder});
}

/// From new weights, as other programs do: logits of pixels that are never on would fall forever.
void train(const Array& x, std::int64_t num_epochs) {
  const nn::Layer net = autoencoder();
  net.build({kPixels}, Key(1));
  nn::fit(net, {.x = x,
                .kl_weight = 1,
                .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                .num_epochs = num_epochs,
                .batch_size = kBatch,
                .show_progress = false,
                .key = Key(2)});
}

/// Each weight in one product forth and two back.
Figure figure(const char* name, double seconds, std::int64_t num_steps) {
  constexpr double kWeights = 2. * kPixels * kHidden + 3. * kHidden * kLatents;
  const Work work{.operations = 6. * kBatch * kWeights * static_cast<double>(num_steps),
                  .is_float32 = true};
  return {.name = name, .unit = "ms", .value = 1e3 * seconds, .limit = 1e3 * work.least_seconds()};
}

}  // namespace

Workload variational_autoencoder(const Setup&) {
  const Array x = digits();
  eval(x);
  const std::int64_t steps_per_epoch = x.dim(0) / kBatch;
  const auto run = [=](std::uint64_t) {
    // What a fit does once is in both, and not in the difference.
    const double once = seconds_of([&] { train(x, kEpochs); });
    const double twice = seconds_of([&] { train(x, 2 * kEpochs); });
    const std::int64_t num_steps = kEpochs * steps_per_epoch;
    return Outcome{.figures = {figure("step", (twice - once) / double(num_steps), 1),
                               figure("50 epochs", once, num_steps)}};
  };
  return {.data = {{"x", x}}, .run = run};
}

}  // namespace aleator::bench
