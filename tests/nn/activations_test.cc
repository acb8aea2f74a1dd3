// SPDX-License-Identifier: Apache-2.0
// Tests activations against their formulas, their derivatives, and special values.
#include "tests/nn/numbers.h"

namespace aleator::nn {
namespace {

// Values at -3, -1, 0, 0.5, 4, by mpmath at 40 digits.
TEST(Activations, HaveTheirValues) {
  const Array x = array({-3., -1., 0., 0.5, 4.});
  expect_near(relu(x), Numbers{0, 0, 0, 0.5, 4}, 0);
  expect_near(relu6(2. * x), Numbers{0, 0, 0, 1, 6}, 0);
  expect_near(leaky_relu(x), Numbers{-0.6, -0.2, 0, 0.5, 4}, 1e-15);
  expect_near(leaky_relu(x, 0.1), Numbers{-0.3, -0.1, 0, 0.5, 4}, 1e-15);
  expect_near(elu(x), Numbers{-0.950212931632136057, -0.632120558828557678, 0, 0.5, 4}, 1e-15);
  expect_near(selu(x),
              Numbers{-1.67056872876711181, -1.11133073781256265, 0, 0.525350493677740227,
                      4.20280394942192181},
              1e-15);
  expect_near(gelu(x),
              Numbers{-0.00404969409489028358, -0.158655253931457051, 0, 0.345731230637006552,
                      3.99987331503266752},
              1e-15);
  expect_near(silu(x),
              Numbers{-0.142277619532700343, -0.268941421369995121, 0, 0.311229665600927282,
                      3.92805516015163377},
              1e-15);
  expect_near(mish(x),
              Numbers{-0.145647461275624587, -0.303401461374108918, 0, 0.375245211304895105,
                      3.99741280697623852},
              1e-15);
}

TEST(Activations, HaveTheirDerivatives) {
  const Array x = array({-3., -1., 0.5, 4.});
  for (const auto& f :
       std::vector<Activation>{relu, leaky_relu, elu, selu, gelu, silu, mish, softmax, log_softmax})
    expect_gradient(f, x);
  EXPECT_EQ(grad(relu)(0.).item(), 0);
  EXPECT_EQ(grad(elu)(1000.).item(), 1);
}

TEST(Activations, KeepDtypesAndNaN) {
  const double nan = std::nan("");
  for (const auto& f :
       std::vector<Activation>{relu, relu6, leaky_relu, elu, selu, gelu, silu, mish}) {
    EXPECT_TRUE(std::isnan(f(array({nan, 1.})).values()[0]));
    EXPECT_EQ(f(ones({2}, float32)).dtype(), float32);
  }
  EXPECT_EQ(softmax(ones({2}, float32)).dtype(), float32);
}

TEST(Activations, SoftmaxDoesNotOverflow) {
  const Array x = array({1000., 1001., -1e6});
  expect_near(softmax(x), Numbers{0.268941421369995120, 0.731058578630004879, 0}, 1e-12);
  expect_near(log_softmax(x),
              Numbers{-1.31326168751822283, -0.313261687518222834, -1001001.3132616875}, 1e-12);
  expect_near(sum(softmax(random::normal(Key(1), {3, 4}), 0), {.axes = {0}}), Numbers{1, 1, 1, 1},
              1e-14);
}

}  // namespace
}  // namespace aleator::nn
