// SPDX-License-Identifier: Apache-2.0
// A Bayesian convolutional network that reads digits of 8x8 pixels. Checks its accuracy on new
// digits, that the probabilities it gives are frequencies, and that it is less sure where it errs.
#include <aleator/aleator.h>

#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumTrain = 1300, kNumAll = 1797;

struct Digits {
  Array images, labels;
};

Digits digits() {
  const io::CsvTable table = io::read_csv("data/digits.csv");
  Arrays pixels;
  for (int i = 0; i < 64; ++i) pixels.push_back(array(table.column("pixel_" + std::to_string(i))));
  const Array images = reshape(stack(pixels, 1) / 16., {kNumAll, 8, 8, 1});
  return {astype(images, float32), astype(array(table.counts("digit")), int64)};
}

nn::Layer network() {
  return nn::Sequential(
      {nn::Convolution2DFlipout(
           {.filters = 16, .kernel_size = {3}, .activation = relu, .padding = Padding::Same}),
       nn::MaxPooling2D(),
       nn::Convolution2DFlipout(
           {.filters = 32, .kernel_size = {3}, .activation = relu, .padding = Padding::Same}),
       nn::MaxPooling2D(), nn::Flatten(), nn::DenseFlipout({.units = 10}),
       nn::DistributionLambda([](Array t) { return tfd::Categorical({.logits = t}); })});
}

/// Class probabilities, the mean over 50 networks from the posterior.
Array predict(const nn::Layer& net, const Array& images) {
  const auto probabilities = jit([&](const Array& words, const Array& x) {
    const Distribution d = net(x, Key(words)).distribution();
    Arrays classes;
    for (int k = 0; k < 10; ++k) classes.push_back(exp(d.log_prob(k)));
    return stack(classes, 1);
  });
  Array total = zeros({images.dim(0), 10});
  for (std::uint64_t i = 0; i < 50; ++i)
    total = total + probabilities(Key(100 + i).words(), images);
  return total / 50.;
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const auto [images, labels] = digits();
  const auto rows = [](const Array& x, std::int64_t first, std::int64_t last) {
    return slice_axis(x, 0, first, last);
  };
  const nn::Layer net = network();
  net.build({8, 8, 1}, Key(1));
  const nn::History history = nn::fit(net, {.x = rows(images, 0, kNumTrain),
                                            .y = rows(labels, 0, kNumTrain),
                                            .kl_weight = 1. / kNumTrain,
                                            .optimizer = optimize::Adam({.learning_rate = 5e-3}),
                                            .num_epochs = 40,
                                            .batch_size = 100,
                                            .key = Key(2)});
  std::printf("%s\n", history.to_string().c_str());

  const Array probabilities = predict(net, rows(images, kNumTrain, kNumAll));
  const Array is_right = argmax(probabilities) == rows(labels, kNumTrain, kNumAll);
  const Array sureness = max(probabilities, {.axes = {1}});
  const Array right = astype(is_right, float64), wrong = 1. - right;
  const double accuracy = mean(right).item(), mean_sureness = mean(sureness).item();
  const double sure_right = (sum(sureness * right) / sum(right)).item(),
               sure_wrong = (sum(sureness * wrong) / sum(wrong)).item();
  std::printf("accuracy %.3f on new digits, sureness %.3f: %.3f where right, %.3f where wrong\n",
              accuracy, mean_sureness, sure_right, sure_wrong);
  results.add("accuracy", accuracy);
  results.add("sureness", mean_sureness);
  results.expect(accuracy > 0.9, "accuracy above 0.9");
  results.expect_near("sureness", mean_sureness, accuracy, 0.12);
  results.expect(sure_wrong < sure_right - 0.15, "less sure where it is wrong");
  return results.finish();
}
