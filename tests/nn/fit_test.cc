// SPDX-License-Identifier: Apache-2.0
// Tests fit: a step by hand, statistics, checkpoints, early stopping, validation, messages.
#include "aleator/optimize/gradient_descent.h"

#include "tests/io/binary_file.h"
#include "tests/nn/numbers.h"

namespace aleator::nn {
namespace {

using io::testing::expect_same;
using io::testing::message_of;
using io::testing::set_content;
using io::testing::TemporaryPath;

optimize::Optimizer descent(double learning_rate) {
  return optimize::GradientDescent({.learning_rate = learning_rate});
}

Array inputs() { return random::normal(Key(11), {40, 3}, float32); }
Array targets() {
  return expand_dims(sum(inputs() * astype(array({1., -2., 0.5}), float32), {.axes = {1}}), 1);
}

/// Any network; equal keys make equal ones.
Sequential network() {
  const Sequential net({Dense({.units = 8, .activation = tanh}), BatchNormalization(), Dropout(0.1),
                        Dense({.units = 1})});
  net.build({3}, Key(1));
  return net;
}

void expect_same_variables(const Layer& a, const Layer& b) {
  const auto first = a.variables(), second = b.variables();
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i)
    expect_same(first[i].variable.value(), second[i].variable.value());
}

TEST(Fit, TakesTheStepOfItsFormula) {
  const Dense net({.units = 1, .dtype = float64});
  net.build({1}, Key(1));
  net.variables()[0].variable.assign(array({{2.}}));
  // The mean of (2 x - y)^2 for (1, 5), (3, 4): slopes by kernel (2/2)(-3 1 + 2 3), by bias -3 + 2.
  const History history = fit(net, {.x = array({{1.}, {3.}}),
                                    .y = array({{5.}, {4.}}),
                                    .loss = mean_squared_error,
                                    .optimizer = descent(0.1),
                                    .key = Key(2)});
  expect_near(net.variables()[0].variable, Numbers{2 - 0.1 * 3}, 1e-14);
  expect_near(net.variables()[1].variable, Numbers{0.1}, 1e-14);
  EXPECT_EQ(history.losses, Numbers{(9. + 4.) / 2});
  EXPECT_EQ(history.to_string(), "1 epoch, loss 6.5 -> 6.5");
}

TEST(Fit, LearnsALine) {
  const Dense net({.units = 1});
  net.build({3}, Key(1));
  const History history =
      fit(net, {.x = inputs(),
                .y = targets(),
                .loss = mean_squared_error,
                .optimizer = descent(0.1),
                .num_epochs = 60,
                .batch_size = 10,
                .validation_x = inputs(),
                .validation_y = targets(),
                .metrics = {{"first", [](const Output&, const Array& y) { return mean(y); }}},
                .key = Key(2)});
  EXPECT_EQ(history.num_epochs(), 60);
  EXPECT_LT(history.validation_losses.back(), 1e-8);
  expect_near(net.variables()[0].variable, Numbers{1, -2, 0.5}, 1e-4);
  EXPECT_NEAR(history.metrics[0][3], mean(targets()).item(), 1e-6);
  EXPECT_EQ(history.best_epoch,
            std::min_element(history.validation_losses.begin(), history.validation_losses.end()) -
                history.validation_losses.begin());
}

TEST(Fit, MovesStatisticsAsCallsDo) {
  const BatchNormalization fitted({.momentum = 0.5, .dtype = float64}),
      called({.momentum = 0.5, .dtype = float64});
  fitted.build({3}, Key(1));
  called.build({3}, Key(1));
  fit(fitted, {.x = inputs(),
               .y = inputs(),
               .loss = mean_squared_error,
               .optimizer = descent(0),
               .num_epochs = 3,
               .batch_size = 40,
               .key = Key(2)});
  for (int i = 0; i < 3; ++i) called(inputs(), {.is_training = true});
  for (std::size_t i = 0; i < 4; ++i)
    expect_near(fitted.variables()[i].variable, called.variables()[i].variable, 1e-12);
}

FitOptions options_with(std::int64_t num_epochs, const std::string& checkpoint_path = {}) {
  return {.x = inputs(),
          .y = targets(),
          .loss = mean_squared_error,
          .num_epochs = num_epochs,
          .batch_size = 7,
          .validation_x = inputs(),
          .validation_y = targets(),
          .checkpoint_path = checkpoint_path,
          .key = Key(2)};
}

TEST(Fit, GoesOnFromACheckpointBitForBit) {
  const TemporaryPath path("fit");
  const Sequential whole = network(), first = network(), second = network();
  const History expected = fit(whole, options_with(5));
  fit(first, options_with(2, path));
  const History history = fit(second, options_with(5, path));
  expect_same_variables(whole, second);
  EXPECT_EQ(history.losses, expected.losses);
  EXPECT_EQ(history.validation_losses, expected.validation_losses);
  // Without a key it goes on with that of the file.
  FitOptions without_key = options_with(5, path);
  without_key.key = {};
  EXPECT_EQ(fit(network(), without_key).losses, expected.losses);
}

TEST(Fit, RefusesCheckpointsOfOtherFits) {
  const TemporaryPath path("fit");
  fit(network(), options_with(1, path));
  const std::string who = "fit: the checkpoint '" + std::string(path) + "' is of another fit: ";
  const std::string cure = "; remove it, or name another checkpoint_path";
  const Dense other({.units = 1});
  other.build({3}, Key(1));
  EXPECT_EQ(message_of([&] { fit(other, options_with(2, path)); }),
            who + "'parameters/0' is float32[3, 8] there, and float32[3, 1] here" + cure);
  FitOptions batches = options_with(2, path);
  batches.batch_size = 8;
  EXPECT_EQ(message_of([&] { fit(network(), batches); }),
            who + "its rows and batch_size is [40, 7], here it is [40, 8]" + cure);
  set_content(path, "nothing");
  EXPECT_NE(message_of([&] { fit(network(), options_with(2, path)); }), "no error");
}

TEST(Fit, StopsEarlyAtTheBest) {
  // The validation data contradict: each step away from them is worse.
  const Dense net({.units = 1, .kernel_initializer = zeros_initializer()});
  net.build({3}, Key(1));
  FitOptions options = options_with(50);
  options.validation_y = -targets();
  options.optimizer = descent(0.05);
  options.early_stopping = {.patience = 3};
  const History history = fit(net, options);
  EXPECT_TRUE(history.is_stopped_early);
  EXPECT_EQ(history.num_epochs(), 4);
  EXPECT_EQ(history.best_epoch, 0);
  const Evaluation at_best =
      evaluate(net, {.x = inputs(), .y = -targets(), .loss = mean_squared_error});
  EXPECT_NEAR(at_best.loss, history.validation_losses[0], 1e-6);
}

TEST(Fit, NamesTheLayerThatIsNotFinite) {
  const Sequential net({Dense({.units = 2}), Lambda([](const Array& x) { return log(x - 1e6); }),
                        Dense({.units = 1})});
  net.build({3}, Key(1));
  const Array before = net.variables()[0].variable.value();
  const std::string message = message_of([&] { fit(net, options_with(1)); });
  EXPECT_TRUE(
      message.starts_with("fit: the loss is not finite at step 0 (epoch 0, batch 0): the "
                          "result of Lambda '1' is the first that is not finite"))
      << message;
  expect_same(net.variables()[0].variable.value(), before);
  FitOptions diverging = options_with(200);
  diverging.optimizer = descent(1e10);
  const Sequential other = network();
  EXPECT_NE(message_of([&] { fit(other, diverging); }), "no error");
  for (const NamedVariable& v : other.variables())
    EXPECT_TRUE(all(is_finite(v.variable.value())).item<bool>()) << v.name;
}

TEST(Fit, NamesTheBatchWhoseDataAreNotFinite) {
  const Dense net({.units = 1});
  net.build({3}, Key(1));
  FitOptions options = options_with(1);
  options.x = set_at(inputs(), {3, 0}, NAN);
  options.batch_size = 40;
  EXPECT_EQ(message_of([&] { fit(net, options); }),
            "fit: rows of the data at step 0 (epoch 0, batch 0) are not finite; fill or leave out "
            "what is missing; the variables hold the values before step 0");
}

TEST(Fit, SaysWhatIsWrong) {
  const DenseFlipout random({.units = 1});
  random.build({3}, Key(1));
  EXPECT_EQ(message_of([&] { fit(random, options_with(1)); }),
            "fit: layers add divergences to the loss, so that kl_weight must be given: 1 / (rows "
            "of data) for posteriors of weights, 1 for latent variables of each row");
  FitOptions options = options_with(1);
  options.y = zeros({3, 1});
  EXPECT_EQ(
      message_of([&] { fit(network(), options); }),
      "fit: x and y must have equally many rows, at least one, got shapes [40, 3] and [3, 1]");
  options = options_with(1);
  options.batch_size = 0;
  EXPECT_EQ(message_of([&] { fit(network(), options); }),
            "fit: batch_size must be positive, got 0");
  EXPECT_EQ(message_of([&] { fit(Dense({.units = 1}), options_with(1)); }),
            "fit: Dense is not built; call build(input_shape, key) first");
}

TEST(Evaluate, CountsAllRows) {
  const Array logits =
      array({{2., 1., 0.}, {0., 3., 1.}, {0., 1., 5.}, {4., 1., 0.}, {0., 0., 1.}});
  const Array y = array({0, 1, 0, 0, 2});
  const Lambda identity([](const Array& x) { return x; });
  identity.build({3}, Key(1));
  for (const std::int64_t batch_size : {1, 2, 5, 100}) {
    const Evaluation e = evaluate(identity, {.x = logits,
                                             .y = y,
                                             .loss = sparse_categorical_cross_entropy,
                                             .metrics = {{"accuracy", accuracy}},
                                             .batch_size = batch_size});
    EXPECT_NEAR(e.metrics[0], 0.8, 1e-12);
    double expected = 0;
    for (std::int64_t i = 0; i < 5; ++i)
      expected -= (logits[{i, y[i].item<std::int32_t>()}] - logsumexp(logits[i])).item() / 5;
    EXPECT_NEAR(e.loss, expected, 1e-12);
  }
}

}  // namespace
}  // namespace aleator::nn
