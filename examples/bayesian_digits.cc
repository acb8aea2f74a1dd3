// SPDX-License-Identifier: Apache-2.0
// A Bayesian network by flipout that reads digits of 8x8 pixels, and a page on how far to trust it:
// whether its probabilities are frequencies, and whether it is unsure of what is no digit. Checks
// both, and the accuracy on new digits. Writes bayesian_digits.html.
#include <aleator/aleator.h>

#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumTrain = 1300, kNumAll = 1797, kNumPixels = 64, kNumClasses = 10;
constexpr std::uint64_t kNumNetworks = 50;
constexpr const char* kPage = "bayesian_digits.html";

struct Digits {
  Array images, labels;
};

Digits digits() {
  const io::CsvTable table = io::read_csv("data/digits.csv");
  Arrays pixels;
  for (std::int64_t i = 0; i < kNumPixels; ++i)
    pixels.push_back(array(table.column("pixel_" + std::to_string(i))));
  return {astype(stack(pixels, 1) / 16., float32), astype(array(table.counts("digit")), int64)};
}

nn::Layer network() {
  return nn::Sequential(
      {nn::DenseFlipout({.units = 128, .activation = relu}),
       nn::DenseFlipout({.units = kNumClasses}),
       nn::DistributionLambda([](Array t) { return tfd::Categorical({.logits = t}); })});
}

/// Class probabilities, the mean over networks from the posterior.
Array predict(const nn::Layer& net, const Array& images) {
  const auto probabilities = jit([&](const Array& words, const Array& x) {
    const Distribution d = net(x, Key(words)).distribution();
    Arrays classes;
    for (int k = 0; k < kNumClasses; ++k) classes.push_back(exp(d.log_prob(k)));
    return stack(classes, 1);
  });
  Array total = zeros({images.dim(0), kNumClasses});
  for (std::uint64_t i = 0; i < kNumNetworks; ++i)
    total = total + probabilities(Key(100 + i).words(), images);
  return total / static_cast<double>(kNumNetworks);
}

/// In nats: 0 of a network that is sure, log 10 = 2.3 of one that knows nothing.
Array entropy(const Array& probabilities) {
  return -sum(probabilities * log(maximum(probabilities, 1e-30)), {.axes = {1}});
}

/// The same pixels in another order, one for each image: no digits.
Array shuffled(const Array& images) {
  Arrays rows;
  for (std::int64_t i = 0; i < images.dim(0); ++i)
    rows.push_back(take(images[i], random::permutation(fold_in(Key(5), i), kNumPixels)));
  return stack(rows);
}

/// How sure the network is of its choice, in bins, and how often it is right there.
struct Calibration {
  std::vector<double> sureness, frequency;
  double error = 0;  ///< mean |sureness - frequency|, weighted by how many
};
Calibration calibration(const std::vector<double>& sureness, const std::vector<double>& right) {
  constexpr std::size_t kNumBins = 8;
  std::vector<double> count(kNumBins), sure(kNumBins), correct(kNumBins);
  for (std::size_t i = 0; i < sureness.size(); ++i) {
    const auto bin = std::min(kNumBins - 1, static_cast<std::size_t>(sureness[i] * kNumBins));
    count[bin] += 1;
    sure[bin] += sureness[i];
    correct[bin] += right[i];
  }
  Calibration result;
  for (std::size_t bin = 0; bin < kNumBins; ++bin) {
    if (count[bin] == 0) continue;
    result.sureness.push_back(sure[bin] / count[bin]);
    result.frequency.push_back(correct[bin] / count[bin]);
    result.error += std::abs(sure[bin] - correct[bin]) / static_cast<double>(sureness.size());
  }
  return result;
}

constexpr std::size_t kNumShares = 23;
constexpr double kShareWidth = 0.1;

std::vector<double> shares(const Array& entropies) {
  std::vector<double> result(kNumShares);
  const std::vector<double> values = entropies.values();
  for (const double value : values)
    result[std::min(kNumShares - 1, static_cast<std::size_t>(value / kShareWidth))] +=
        1 / static_cast<double>(values.size());
  return result;
}

void write_page(const nn::History& history, double accuracy, const Calibration& calibrated,
                const Array& of_digits, const Array& of_others) {
  report::Series frequencies{.title = "Are probabilities frequencies?",
                             .x_label = "probability of the class that is chosen",
                             .y_label = "share that is right",
                             .x = calibrated.sureness,
                             .observed = calibrated.frequency,
                             .line = calibrated.sureness,
                             .observed_label = "new digits",
                             .line_label = "as it should be"};
  report::Series entropies{.title = "Is it unsure of what is no digit?",
                           .x_label = "entropy of the class, nats",
                           .y_label = "share of images",
                           .observed = shares(of_digits),
                           .has_bars = true,
                           .line = shares(of_others),
                           .observed_label = "new digits",
                           .line_label = "shuffled pixels"};
  for (std::size_t i = 0; i < kNumShares; ++i)
    entropies.x.push_back((static_cast<double>(i) + 0.5) * kShareWidth);
  report::Page page("Digits: how far to trust a Bayesian network");
  page.facts({{"data", std::to_string(kNumTrain) + " digits to train, " +
                           std::to_string(kNumAll - kNumTrain) + " new ones"},
              {"network", "64-128-10, posteriors over all weights by flipout"},
              {"training", history.to_string()},
              {"prediction", "mean of " + std::to_string(kNumNetworks) + " networks"},
              {"accuracy", std::to_string(accuracy)},
              {"calibration error", std::to_string(calibrated.error)}});
  page.heading("Calibration").picture(report::series(frequencies));
  page.heading("Out of distribution").picture(report::series(entropies));
  page.write(kPage);
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const auto [images, labels] = digits();
  const auto part = [](const Array& x, std::int64_t first, std::int64_t last) {
    return slice_axis(x, 0, first, last);
  };
  const nn::Layer net = network();
  net.build({kNumPixels}, Key(1));
  const nn::History history = nn::fit(net, {.x = part(images, 0, kNumTrain),
                                            .y = part(labels, 0, kNumTrain),
                                            .kl_weight = 1. / kNumTrain,
                                            .optimizer = optimize::Adam({.learning_rate = 3e-3}),
                                            .num_epochs = 150,
                                            .batch_size = 100,
                                            .key = Key(2)});
  std::printf("%s\n", history.to_string().c_str());

  const Array others = part(images, kNumTrain, kNumAll);
  const Array probabilities = predict(net, others), of_shuffled = predict(net, shuffled(others));
  const Array right = astype(argmax(probabilities) == part(labels, kNumTrain, kNumAll), float64);
  const double accuracy = mean(right).item();
  const Calibration calibrated =
      calibration(max(probabilities, {.axes = {1}}).values(), right.values());
  const double inside = mean(entropy(probabilities)).item(),
               outside = mean(entropy(of_shuffled)).item();
  std::printf("accuracy %.3f on new digits, probabilities off by %.3f\n", accuracy,
              calibrated.error);
  std::printf("entropy %.2f nats of digits, %.2f of shuffled pixels\n", inside, outside);
  write_page(history, accuracy, calibrated, entropy(probabilities), entropy(of_shuffled));
  std::printf("%s shows both\n", kPage);

  results.add("accuracy", accuracy);
  results.add("calibration error", calibrated.error);
  results.add("entropy of digits", inside);
  results.add("entropy of shuffled pixels", outside);
  results.expect(accuracy > 0.9, "accuracy above 0.9");
  results.expect_near("calibration error", calibrated.error, 0, 0.12);
  results.expect(outside > 2 * inside, "less sure of what is no digit");
  return results.finish();
}
