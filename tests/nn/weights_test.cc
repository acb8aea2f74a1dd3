// SPDX-License-Identifier: Apache-2.0
// Tests files of weights: round trips, and what is said of other architectures.
#include "aleator/aleator.h"

#include "tests/io/binary_file.h"

namespace aleator::nn {
namespace {

using io::testing::expect_same;
using io::testing::message_of;
using io::testing::TemporaryPath;

Sequential network(std::int64_t units, bool is_normalized = true) {
  std::vector<Layer> layers{Dense({.units = units, .activation = relu})};
  if (is_normalized) layers.push_back(BatchNormalization());
  layers.push_back(DenseFlipout({.units = 2, .dtype = float64}));
  return Sequential(layers);
}

Sequential built(const Sequential& net, const Key& key) {
  net.build({3}, key);
  return net;
}

TEST(Weights, ComeBackBitForBit) {
  const TemporaryPath path("weights");
  const Sequential saved = built(network(4), Key(1)), loaded = built(network(4), Key(2));
  saved(random::normal(Key(3), {5, 3}), Key(4));  // moves the statistics of the batches
  save_weights(path, saved);
  load_weights(path, loaded);
  const auto a = saved.variables(), b = loaded.variables();
  ASSERT_EQ(a.size(), 9U);
  for (std::size_t i = 0; i < a.size(); ++i)
    expect_same(a[i].variable.value(), b[i].variable.value());
  EXPECT_EQ(io::load_safetensors(path).metadata[0].second,
            "Sequential(Dense, BatchNormalization, DenseFlipout)");
}

TEST(Weights, SayHowArchitecturesDiffer) {
  const TemporaryPath path("weights");
  save_weights(path, built(network(4), Key(1)));
  const std::string who = "load_weights: '" + std::string(path) + "' is of another architecture: ";
  const Sequential wider = built(network(5), Key(2));
  const Array before = wider.variables()[0].variable.value();
  EXPECT_EQ(message_of([&] { load_weights(path, wider); }),
            who + "'0.kernel' has shape [3, 4] there and [3, 5] in the network");
  expect_same(wider.variables()[0].variable.value(), before);
  EXPECT_EQ(message_of([&] { load_weights(path, built(network(4, false), Key(2))); }),
            who +
                "it lacks '1.kernel_posterior_loc', '1.kernel_posterior_untransformed_scale' and "
                "'1.bias_posterior_loc', and it has '1.beta', '1.gamma', '1.moving_mean', "
                "'1.moving_variance' and 3 more, which the network does not have");
  EXPECT_EQ(message_of([&] { load_weights(path, network(4)); }),
            "load_weights: Sequential(Dense, BatchNormalization, DenseFlipout) is not built, so "
            "that it has no weights; call build(input_shape, key) first");
}

}  // namespace
}  // namespace aleator::nn
