// SPDX-License-Identifier: Apache-2.0
// Tests products of large matrices: exact for small integers, equal on every thread, refused where
// small or without a library.
#include "aleator/kernels/products.h"

#include <cstdlib>
#include <limits>
#include <thread>

#include "tests/kernels/support.h"

namespace aleator::kernels {
namespace {

using namespace aleator::testing;

template <class T>
void check_product(const ProductSizes& s, bool is_left, bool is_right) {
  const auto a = integers<T>(s.m, s.k, 1), b = integers<T>(s.k, s.n, 2);
  const auto stored_a = is_left ? transposed(a) : a, stored_b = is_right ? transposed(b) : b;
  PlainMatrix<T> c(s.m, s.n);
  std::fill(c.elements.begin(), c.elements.end(), std::numeric_limits<T>::quiet_NaN());
  multiply(Product<T>{.sizes = s,
                      .is_left_transposed = is_left,
                      .is_right_transposed = is_right,
                      .left = stored_a.data(),
                      .right = stored_b.data(),
                      .result = c.data()});
  EXPECT_EQ(c.elements, product(a, b).elements);
}

TEST(Products, OfIntegersAreExact) {
  for (const ProductSizes& s :
       {ProductSizes{64, 64, 64}, ProductSizes{131, 70, 67}, ProductSizes{9, 250, 301},
        ProductSizes{400, 390, 380}, ProductSizes{40'000, 8, 9}, ProductSizes{9, 8, 40'000}}) {
    for (const int which : {0, 1, 2, 3}) {
      if (!serves_product(Dtype::float64, s) || !serves_product(Dtype::float32, s))
        GTEST_SKIP() << "no library";
      SCOPED_TRACE(which);
      check_product<double>(s, which & 1, which & 2);
      check_product<float>(s, which & 1, which & 2);
    }
  }
}

TEST(Products, HaveTheSameBitsOnEveryThread) {
  const ProductSizes s{300, 310, 320};
  if (!serves_product(Dtype::float64, s)) GTEST_SKIP() << "no library";
  DoubleMatrix a = integers<double>(s.m, s.k, 3), b = integers<double>(s.k, s.n, 4);
  for (double& x : a.elements) x = std::sin(x + 0.1);
  std::vector<DoubleMatrix> results(4, DoubleMatrix(s.m, s.n));
  std::vector<std::thread> threads;
  for (DoubleMatrix& result : results) {
    threads.emplace_back([&] {
      multiply(Product<double>{
          .sizes = s, .left = a.data(), .right = b.data(), .result = result.data()});
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const DoubleMatrix& result : results) EXPECT_EQ(result.elements, results[0].elements);
}

TEST(Products, OfOtherSizesAndTypesAreNotServed) {
  EXPECT_FALSE(serves_product(Dtype::float64, {16, 16, 16}));
  EXPECT_FALSE(serves_product(Dtype::float64, {100'000, 1, 100'000}));
  EXPECT_FALSE(serves_product(Dtype::float64, {3'000'000'000, 100, 100}));
  EXPECT_FALSE(serves_product(Dtype::int64, {512, 512, 512}));
}

TEST(ProductsDeathTest, WithoutLibrariesNothingIsServed) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a new process, which has loaded nothing
  const auto serves = [](const char* openblas, const char* onednn) {
    ::setenv("ALEATOR_TRACE", "1", 1);
    ::setenv("ALEATOR_OPENBLAS_LIBRARY", openblas, 1);
    ::setenv("ALEATOR_ONEDNN_LIBRARY", onednn, 1);
    const ProductSizes large{512, 512, 512};
    std::exit((serves_product(Dtype::float64, large) ? 1 : 0) +
              (serves_product(Dtype::float32, large) ? 2 : 0));
  };
  EXPECT_EXIT(serves("off", "off"), ::testing::ExitedWithCode(0),
              "OpenBLAS does not serve large matrices: ALEATOR_OPENBLAS_LIBRARY is off");
  EXPECT_EXIT(serves("/no/such/file", "off"), ::testing::ExitedWithCode(0), "/no/such/file");
  // A library, but another one.
  EXPECT_EXIT(serves("libm.so.6", "off"), ::testing::ExitedWithCode(0),
              "it has no function cblas_dgemm");
}

}  // namespace
}  // namespace aleator::kernels
