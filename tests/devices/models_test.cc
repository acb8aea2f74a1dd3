// SPDX-License-Identifier: Apache-2.0
// Tests whole programs on a device: a model that is fitted, a flow that is trained, chains over
// several devices, a program that is saved.
#include "aleator/aleator.h"
#include "aleator/array/buffer.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

class ModelOnDevice : public testing::Test {
 protected:
  void SetUp() override {
    setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_XLA_CPU_PLUGIN, 1);
    set_default_device("xla_cpu:0");
  }
  void TearDown() override { set_default_device("cpu"); }
};

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected,
                 double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], tolerance * (1 + std::abs(expected[i]))) << i;
}

/// Coefficients of a regression after many steps of an optimizer.
std::vector<double> fitted_regression() {
  const Array x = random::normal(Key(1), {200, 3});
  const Array rate = exp(matmul(x, array({0.4, -0.3, 0.1})) + 0.5);
  const Array y = tfd::Poisson({.rate = rate}).sample(Key(2));
  const auto fit =
      glm::fit({.model_matrix = x, .response = y, .model = glm::Poisson(), .add_intercept = true});
  std::vector<double> numbers = fit.coefficients.values();
  for (const double error : fit.standard_errors().values()) numbers.push_back(error);
  numbers.push_back(fit.deviance.item());
  return numbers;
}

TEST_F(ModelOnDevice, ARegressionHasTheCoefficientsOfTheProcessor) {
  const std::vector<double> there = fitted_regression();
  set_default_device("cpu");
  expect_near(there, fitted_regression(), 1e-10);
}

/// Losses of a masked autoregressive flow while it is trained, and densities afterwards.
std::vector<double> trained_flow() {
  const Array z = random::normal(Key(5), {400, 2});
  const Array first = z[{Ellipsis, 0}];
  const Array data = stack({first, square(first) + 0.3 * z[{Ellipsis, 1}]}, 1);
  const nn::AutoregressiveNetwork network({.params = 2,
                                           .event_shape = {2},
                                           .hidden_units = {16, 16},
                                           .activation = tanh,
                                           .dtype = float64,
                                           .key = Key(1)});
  const Distribution flow = tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(0., 1.), {2}),
       .bijector = tfb::MaskedAutoregressiveFlow({.shift_and_log_scale_fn = network})});
  const auto training = optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                                           {.num_steps = 60,
                                            .optimizer = optimize::Adam({.learning_rate = 3e-3}),
                                            .trainable_variables = trainable_variables(flow),
                                            .data = {data},
                                            .batch_size = 100,
                                            .key = Key(3)});
  std::vector<double> numbers = training.losses.values();
  EXPECT_LT(numbers.back(), numbers.front());
  for (const double density : flow.log_prob(data).values()) numbers.push_back(density);
  return numbers;
}

TEST_F(ModelOnDevice, AFlowTrainsAsOnTheProcessor) {
  const std::vector<double> there = trained_flow();
  set_default_device("cpu");
  expect_near(there, trained_flow(), 1e-9);
}

/// Draws of a hierarchical model by the No-U-Turn sampler.
std::vector<double> draws_of_chains() {
  const Array effects = array({28., 8., -3., 7., -1., 1., 18., 12.}),
              errors = array({15., 10., 16., 11., 9., 11., 10., 18.});
  const auto target = [&](const Array& mean, const Array& log_scale, const Array& z) {
    const Array scale = exp(log_scale), school = mean + scale * z;
    return sum(tfd::Normal(0., 1.).log_prob(z)) + tfd::Normal(0., 5.).log_prob(mean) +
           tfd::Normal(1., 1.).log_prob(log_scale) +
           sum(tfd::Normal(school, errors).log_prob(effects));
  };
  const auto posterior = mcmc::sample(target, {.current_state = {0., 0., zeros({8})},
                                               .names = {"mean", "log_scale", "z"},
                                               .num_chains = 8,
                                               .num_warmup = 60,
                                               .num_draws = 20,
                                               .seed = 1});
  return posterior["z"].values();
}

/// A location and the logarithm of a scale after descending.
std::vector<double> fitted_in_float32() {
  const Array data = astype(random::normal(Key(2), {50}), float32);
  const auto loss = [&](const Array& p) {
    return -sum(tfd::Normal(p[{0}], exp(p[{1}])).log_prob(data));
  };
  const auto step = jit([&](const Array& p) { return p - astype(0.001, float32) * grad(loss)(p); });
  Array p = zeros({2}, float32);
  for (int i = 0; i < 500; ++i) p = step(p);
  return p.values();
}

// Programs for TPUs have no float64; other devices run them too.
TEST_F(ModelOnDevice, AFitInFloat32NeedsNoFloat64) {
  set_default_device("tpu:0", {.plugin = ALEATOR_XLA_CPU_PLUGIN});
  const std::vector<double> there = fitted_in_float32();
  set_default_device("cpu");
  expect_near(there, fitted_in_float32(), 1e-5);
}

/// The devices are alike and a chain's numbers do not depend on how many there are beside it.
TEST_F(ModelOnDevice, ChainsOnFourDevicesDrawWhatTheyDrawOnOne) {
  const std::vector<double> on_one = draws_of_chains();
  set_default_device("xla_cpu");
  EXPECT_EQ(default_device(), "xla_cpu");
  const std::vector<double> on_four = draws_of_chains();
  ASSERT_EQ(on_one.size(), on_four.size());
  std::size_t num_same = 0;
  for (std::size_t i = 0; i < on_one.size(); ++i) num_same += on_one[i] == on_four[i] ? 1 : 0;
  EXPECT_EQ(num_same, on_one.size());
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

class SavedOnDevice : public ModelOnDevice {
 protected:
  const std::string path = testing::TempDir() + "aleator_saved_program";
  const Array scale = array({2., 3.});
  void save() {
    save_program(
        path, [&](const Array& x, const Array& y) { return std::pair(x * scale, sum(y)); },
        zeros({2}), zeros({3}, float32));
  }
  void TearDown() override {
    std::remove(path.c_str());
    ModelOnDevice::TearDown();
  }
};

TEST_F(SavedOnDevice, GivesWhatTheFunctionGives) {
  save();
  const SavedProgram program = load_program(path);
  EXPECT_EQ(program.input_types().size(), 2u);
  EXPECT_EQ(program.output_types()[1].dtype, float32);
  const Arrays results = program({array({5., 7.}), ones({3}, float32)});
  EXPECT_EQ(results[0].values(), (std::vector<double>{10, 21}));
  EXPECT_EQ(results[1].item(), 3);
  EXPECT_EQ(message_of([&] {
              program({array({5., 7.})});
            }),
            "SavedProgram: needs 2 arguments, got 1");
  EXPECT_EQ(message_of([&] {
              program({array({5., 7.}), ones({3})});
            }),
            "SavedProgram: argument 1 must be float32[3], got float64[3]");
}

TEST_F(SavedOnDevice, AlteredFilesAreRefused) {
  save();
  std::string content = content_of(path);
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(message_of([&] { load_program(path); }),
            "load_program: '" + path + "' is cut off or altered: its checksum does not match");
  std::ofstream(path, std::ios::binary) << "something else";
  EXPECT_EQ(message_of([&] { load_program(path); }),
            "load_program: '" + path + "' is not a saved program (it does not begin as one)");
}

TEST_F(SavedOnDevice, TheProcessorHasNoProgramsToSave) {
  set_default_device("cpu");
  EXPECT_NE(message_of([&] { save(); }).find("the default device is this processor"),
            std::string::npos);
}

}  // namespace
}  // namespace aleator
