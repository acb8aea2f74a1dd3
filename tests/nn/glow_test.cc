// SPDX-License-Identifier: Apache-2.0
// Tests Glow: the inverse and the determinant over all scales, the start, and messages.
#include "aleator/nn/flows/glow.h"

#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

namespace tfb = aleator::bijectors;

tfb::GlowOptions small() {
  return {.output_shape = {4, 8, 3},
          .key = Key(1),
          .num_glow_blocks = 2,
          .num_steps_per_block = 2,
          .num_hidden = 4,
          .dtype = float64};
}

/// Moves all Variables away from the start, a little: products of channels stay invertible.
void stir(const Bijector& flow) {
  std::uint64_t seed = 50;
  for (const Variable& v : trainable_variables(flow))
    v.assign(v.value() + 0.02 * random::normal(Key(++seed), v.shape(), v.dtype()));
}

TEST(Glow, IsInvertedAndKnowsItsDeterminant) {
  for (const double grab : {0.5, 0.25, 0.}) {
    tfb::GlowOptions options = small();
    options.grab_after_block = grab;
    const tfb::Glow flow(options);
    stir(flow);
    const Array x = random::normal(Key(2), {2, 96}), y = flow.forward(x);
    EXPECT_EQ(y.shape(), (Shape{2, 4, 8, 3}));
    expect_near(flow.inverse(y), x, 1e-10);
    const auto forward = [&](const Array& at) { return ravel(flow.forward(at)); };
    const Array diagonal_of_upper = diagonal(lu(jacobian(forward)(x[0])).lower_upper);
    const double expected = sum(log(abs(diagonal_of_upper))).item();
    EXPECT_NEAR(flow.forward_log_det_jacobian(x).values()[0], expected, 1e-9);
    EXPECT_NEAR(flow.inverse_log_det_jacobian(y).values()[0], -expected, 1e-9);
    EXPECT_EQ(flow.forward_event_shape({96}), (Shape{4, 8, 3}));
    EXPECT_EQ(flow.inverse_event_shape({4, 8, 3}), Shape{96});
  }
}

TEST(Glow, StartsAsARotation) {
  const tfb::Glow flow(small());
  const Array x = random::normal(Key(2), {96});
  EXPECT_NEAR(flow.forward_log_det_jacobian(x).item(), 0., 1e-12);
  EXPECT_NEAR(sum(square(flow.forward(x))).item(), sum(square(x)).item(), 1e-11);
}

TEST(Glow, InitializationNormalizesChannels) {
  tfb::GlowOptions options = small();
  const tfb::Glow flow(options);
  const Array images = 3. + 2. * random::normal(Key(3), {200, 4, 8, 3});
  flow.initialize(images);
  // Rotations keep the sum of variances, and couplings start as the identity; what leaves after the
  // first scale is normalized together with what stays.
  const Array x = flow.inverse(images);
  EXPECT_NEAR(mean(x).item(), 0., 1e-12);
  EXPECT_NEAR(variance(x).item(), 1., 0.01);
  const auto shifts = trainable_variables(flow);
  options.use_actnorm = false;
  EXPECT_EQ(shifts.size() - trainable_variables(tfb::Glow(options)).size(), 8u);
}

TEST(Glow, SaysWhatIsWrong) {
  const auto of = [](auto change) {
    tfb::GlowOptions options = small();
    change(options);
    return message_of([&] { tfb::Glow flow(options); });
  };
  EXPECT_EQ(of([](auto& o) {
              o.output_shape = {4, 6, 3};
            }),
            "Glow: output_shape must be [height, width, channels], the first two multiples of 2^2, "
            "got [4, 6, 3]");
  EXPECT_EQ(of([](auto& o) { o.grab_after_block = 1.; }),
            "Glow: grab_after_block must be at least 0 and below 1, got 1");
  EXPECT_EQ(of([](auto& o) { o.num_hidden = 0; }),
            "Glow: num_glow_blocks, num_hidden and kernel_size must be at least 1, "
            "num_steps_per_block not negative, got 2, 0, 3 and 2");
}

}  // namespace
}  // namespace aleator::nn
