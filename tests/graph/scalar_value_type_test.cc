// SPDX-License-Identifier: Apache-2.0
// Tests that scalar kernels accept any value type: one that records operations and has a mask type
// of its own.
#include "aleator/graph/scalar/elementary.h"
#include "aleator/graph/scalar/gamma.h"
#include "aleator/graph/scalar/normal_cdf.h"
#include "aleator/graph/scalar/normal_quantile.h"
#include "aleator/graph/scalar/polygamma.h"

#include <concepts>
#include <cstdio>

#include <gtest/gtest.h>

namespace foreign {

int num_operations = 0;

struct Mask {
  bool lane;
};

/// A number of precision E that counts the operations done on it and converts to nothing.
template <std::floating_point E>
struct Traced {
  using element = E;
  explicit Traced(E v) : value(v) {}
  E value;
};

template <class E>
Traced<E> count(E value) {
  ++num_operations;
  return Traced<E>(value);
}
inline Mask count_mask(bool lane) {
  ++num_operations;
  return Mask{lane};
}

// clang-format off
template <class E> Traced<E> operator+(Traced<E> a, Traced<E> b) { return count<E>(a.value + b.value); }
template <class E> Traced<E> operator-(Traced<E> a, Traced<E> b) { return count<E>(a.value - b.value); }
template <class E> Traced<E> operator*(Traced<E> a, Traced<E> b) { return count<E>(a.value * b.value); }
template <class E> Traced<E> operator/(Traced<E> a, Traced<E> b) { return count<E>(a.value / b.value); }
template <class E> Traced<E> operator-(Traced<E> a) { return count<E>(-a.value); }
template <class E> Mask operator<(Traced<E> a, Traced<E> b) { return count_mask(a.value < b.value); }
template <class E> Mask operator<=(Traced<E> a, Traced<E> b) { return count_mask(a.value <= b.value); }
template <class E> Mask operator>(Traced<E> a, Traced<E> b) { return count_mask(a.value > b.value); }
template <class E> Mask operator>=(Traced<E> a, Traced<E> b) { return count_mask(a.value >= b.value); }
template <class E> Mask operator==(Traced<E> a, Traced<E> b) { return count_mask(a.value == b.value); }
template <class E> Traced<E> exp(Traced<E> x) { return count<E>(aleator::scalar::exp(x.value)); }
template <class E> Traced<E> expm1(Traced<E> x) { return count<E>(aleator::scalar::expm1(x.value)); }
template <class E> Traced<E> log(Traced<E> x) { return count<E>(aleator::scalar::log(x.value)); }
template <class E> Traced<E> log1p(Traced<E> x) { return count<E>(aleator::scalar::log1p(x.value)); }
template <class E> Traced<E> sqrt(Traced<E> x) { return count<E>(aleator::scalar::sqrt(x.value)); }
template <class E> Traced<E> abs(Traced<E> x) { return count<E>(aleator::scalar::abs(x.value)); }
template <class E> Traced<E> floor(Traced<E> x) { return count<E>(aleator::scalar::floor(x.value)); }
template <class E> Traced<E> select(Mask m, Traced<E> a, Traced<E> b) { return count<E>(m.lane ? a.value : b.value); }
inline Mask both(Mask a, Mask b) { return count_mask(a.lane && b.lane); }
inline Mask either(Mask a, Mask b) { return count_mask(a.lane || b.lane); }
// clang-format on

}  // namespace foreign

namespace aleator::scalar {
namespace {

/// Runs a kernel on plain numbers and on traced ones: same bits, and as many operations wherever it
/// is evaluated.
template <class Kernel>
void check_unary(const char* name, Kernel kernel) {
  const auto check = [&]<class E>(E) {
    int expected_count = -1;
    for (const double x : {-3.75, -0.25, 0.0, 0.125, 0.5, 1.0, 1.75, 8.0, 300.0}) {
      foreign::num_operations = 0;
      const E traced = kernel(foreign::Traced<E>(static_cast<E>(x))).value;
      const E plain = kernel(static_cast<E>(x));
      EXPECT_TRUE(traced == plain || (traced != traced && plain != plain)) << name << " at " << x;
      if (expected_count < 0) expected_count = foreign::num_operations;
      EXPECT_EQ(foreign::num_operations, expected_count) << name << " branches on its value";
    }
    std::printf("  %-18s %s %4d operations\n", name, sizeof(E) == 8 ? "double" : "float ",
                expected_count);
  };
  check(double{});
  check(float{});
}

TEST(ScalarValueType, KernelsAreBranchFreeOverAForeignType) {
  check_unary("lgamma", [](auto x) { return lgamma(x); });
  check_unary("digamma", [](auto x) { return digamma(x); });
  check_unary("trigamma", [](auto x) { return trigamma(x); });
  check_unary("polygamma", [](auto x) { return polygamma(decltype(x)(3), x); });
  check_unary("zeta", [](auto x) { return zeta(decltype(x)(2.5f), x); });
  check_unary("erf", [](auto x) { return erf(x); });
  check_unary("erfc", [](auto x) { return erfc(x); });
  check_unary("erfcx", [](auto x) { return erfcx(x); });
  check_unary("erfinv", [](auto x) { return erfinv(x); });
  check_unary("erfcinv", [](auto x) { return erfcinv(x); });
  check_unary("ndtr", [](auto x) { return ndtr(x); });
  check_unary("log_ndtr", [](auto x) { return log_ndtr(x); });
  check_unary("ndtri", [](auto x) { return ndtri(x); });
  check_unary("ndtri_exp", [](auto x) { return ndtri_exp(x); });
  check_unary("log1mexp", [](auto x) { return log1mexp(x); });
  check_unary("log_add_exp", [](auto x) { return log_add_exp(x, decltype(x)(1)); });
  check_unary("softplus", [](auto x) { return softplus(x); });
  check_unary("softplus_inverse", [](auto x) { return softplus_inverse(x); });
  check_unary("sigmoid", [](auto x) { return sigmoid(x); });
  check_unary("log_sigmoid", [](auto x) { return log_sigmoid(x); });
  check_unary("logit", [](auto x) { return logit(x); });
  check_unary("xlogy", [](auto x) { return xlogy(x, x); });
  check_unary("xlog1py", [](auto x) { return xlog1py(x, x); });
}

}  // namespace
}  // namespace aleator::scalar
