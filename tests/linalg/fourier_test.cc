// SPDX-License-Identifier: Apache-2.0
// Tests Fourier and cosine transforms against exact sums, and their derivatives.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

const std::vector<std::int64_t> kLengths{1, 2, 3, 5, 8, 12, 37, 74};

TEST(Fourier, MatchesExactSums) {
  const Oracle o = linear_oracle("transforms");
  for (const std::int64_t n : kLengths) {
    SCOPED_TRACE(n);
    const Array x = o(text("x", n)), real = o(text("real", n)), imaginary = o(text("imaginary", n));
    const ComplexArray y = fft({x, zeros_like(x)});
    expect_near(y.real, real, 3e-15);
    expect_near(y.imaginary, imaginary, 3e-15);
    const ComplexArray half = rfft(x);
    expect_near(half.real, slice_axis(real, 0, 0, n / 2 + 1), 3e-15);
    expect_near(irfft(half, n), x, 1e-15);
    // i x: the parts change places.
    const ComplexArray turned = fft({zeros_like(x), x});
    expect_near(turned.real, -imaginary, 3e-15);
    expect_near(turned.imaginary, real, 3e-15);
  }
}

TEST(Fourier, InverseAndParseval) {
  for (const std::int64_t n : {1, 6, 49, 64, 97, 1000, 1009, 4096}) {
    SCOPED_TRACE(n);
    const ComplexArray x{scattered({2, n}), scattered({2, n}, 1)}, y = fft(x), back = ifft(y);
    EXPECT_LT(relative_error(back.real, x.real), 20);
    EXPECT_LT(relative_error(back.imaginary, x.imaginary), 20);
    const double before = sum(square(x.real) + square(x.imaginary)).item();
    const double after = sum(square(y.real) + square(y.imaginary)).item();
    EXPECT_NEAR(after / before / static_cast<double>(n), 1, 1e-14);
  }
}

TEST(Fourier, AlongAnyAxis) {
  const Array x = scattered({3, 4, 2}), imaginary = scattered({3, 4, 2}, 1);
  for (const std::int64_t axis : {0, 1, -1}) {
    const ComplexArray moved = fft({move_axis(x, axis, -1), move_axis(imaginary, axis, -1)});
    const ComplexArray y = fft({x, imaginary}, axis);
    expect_near(y.real, move_axis(moved.real, -1, axis), 0);
    expect_near(y.imaginary, move_axis(moved.imaginary, -1, axis), 0);
    expect_near(irfft(rfft(x, axis), x.dim(axis), axis), x, 1e-15);
    expect_near(idct(dct(x, {.axis = axis}), {.axis = axis}), x, 1e-15);
  }
}

TEST(Cosine, MatchesScipy) {
  const Oracle o = linear_oracle("transforms");
  for (const std::int64_t n : kLengths) {
    for (const int type : {1, 2, 3, 4}) {
      if (type == 1 && n == 1) continue;
      SCOPED_TRACE(text("type ", type, ", length ", n));
      const Array x = o(text("x", n));
      const DctOptions plain{.type = type};
      const DctOptions orthonormal{.type = type, .norm = Norm::orthonormal};
      expect_near(dct(x, plain), o(text("dct", type, "_", n)), 1e-13);
      expect_near(dct(x, orthonormal), o(text("dct", type, "o_", n)), 1e-14);
      expect_near(idct(dct(x, plain), plain), x, 1e-14);
      expect_near(idct(dct(x, orthonormal), orthonormal), x, 1e-14);
    }
  }
}

TEST(Fourier, Convolution) {
  const Oracle o = linear_oracle("transforms");
  expect_near(fft_convolve(o("x12"), o("x37")), o("convolution"), 1e-14);
  EXPECT_EQ(fft_convolve(scattered({2, 1, 4}), scattered({3, 2})).shape(), (Shape{2, 3, 5}));
}

TEST(Fourier, DerivativesAndVmap) {
  const auto power = [](const Arrays& x) {
    const ComplexArray y = fft({x[0], x[1]});
    return sin(y.real) * y.imaginary;
  };
  check_derivatives(power, {scattered({2, 5}), scattered({2, 5}, 1)});
  check_vmap(power, {scattered({3, 2, 5}), scattered({3, 2, 5}, 1)});
  check_vmap_of_gradient(power, {scattered({3, 2, 5}), scattered({3, 2, 5}, 1)});
  const auto convolution = [](const Arrays& x) { return fft_convolve(x[0], x[1]); };
  check_derivatives(convolution, {scattered({4}), scattered({3}, 1)});
  for (const int type : {1, 2, 4}) {
    check_derivatives(
        [type](const Arrays& x) { return dct(x[0], {.type = type, .norm = Norm::orthonormal}); },
        {scattered({7})});
  }
}

TEST(Fourier, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] {
              rfft(zeros({2, 0}));
            }),
            "rfft: needs an axis that is not empty, got shape [2, 0]");
  EXPECT_EQ(message_of<ShapeError>([] { irfft(rfft(zeros({6})), 9); }),
            "irfft: a transform of length 9 has 5 elements, got shape [4] along axis 0");
  EXPECT_EQ(message_of<ValueError>([] { dct(zeros({6}), {.type = 5}); }),
            "dct: type must be 1, 2, 3 or 4, got 5");
  EXPECT_EQ(message_of<ShapeError>([] {
              dct(zeros({3, 1}), {.type = 1});
            }),
            "dct: type 1 needs at least 2 elements, got shape [3, 1]");
}

}  // namespace
}  // namespace aleator
