// SPDX-License-Identifier: Apache-2.0
// Tests products of tall matrices: exact for small integers, whatever the shape.
#include "aleator/kernels/tall_matrices.h"

#include "aleator/kernels/test_matrices.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace aleator::kernels {
namespace {

TEST(TallMatrices, ProductsAreExact) {
  Integers integers;
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {3, 2}, {5, 17}, {130, 7}, {1100, 40}, {2500, 9}, {257, 131}}) {
    SCOPED_TRACE(testing::Message() << rows << " x " << columns);
    Matrix<double> x(rows, columns);
    for (double& element : x.elements) element = integers.next();
    const auto n = static_cast<std::size_t>(columns);
    Vector b(n), v(static_cast<std::size_t>(rows)), w(v.size()), product(v.size());
    for (double& element : b) element = integers.next();
    for (double& element : v) element = integers.next();
    // Their roots are integers too.
    for (double& element : w) element = static_cast<double>((integers.next() + 3) % 2 * 4);
    Vector sums(n, 1.), gram(n * n, 2.);
    const TallMatrix tall{x.data(), rows, columns};
    multiply_vector(tall, b.data(), product.data());
    add_weighted_sums(tall, {w.data(), v.data(), sums.data(), gram.data()});
    for (int i = 0; i < rows; ++i) {
      double expected = 0;
      for (int j = 0; j < columns; ++j) expected += x(i, j) * b[static_cast<std::size_t>(j)];
      ASSERT_EQ(product[static_cast<std::size_t>(i)], expected);
    }
    for (int j = 0; j < columns; ++j) {
      double expected = 1;
      for (int i = 0; i < rows; ++i) expected += x(i, j) * v[static_cast<std::size_t>(i)];
      ASSERT_EQ(sums[static_cast<std::size_t>(j)], expected);
      for (int k = 0; k <= j; ++k) {
        double inner = 2;
        for (int i = 0; i < rows; ++i) inner += w[static_cast<std::size_t>(i)] * x(i, j) * x(i, k);
        ASSERT_EQ(gram[static_cast<std::size_t>(j * columns + k)], inner);
      }
      for (int k = j + 1; k < columns; ++k)
        ASSERT_EQ(gram[static_cast<std::size_t>(j * columns + k)], 2.);
    }
  }
}

TEST(TallMatrices, RowsTimesAVectorAreDotProducts) {
  Integers integers;
  for (const int columns : {1, 7, 8, 9, 15, 16, 23, 30, 100}) {
    const int rows = 11;
    Matrix<double> x(rows, columns);
    for (double& element : x.elements) element = integers.next() / 7.;
    Vector b(static_cast<std::size_t>(columns)), product(rows);
    for (double& element : b) element = integers.next() / 3.;
    multiply_vector({x.data(), rows, columns}, b.data(), product.data());
    for (int i = 0; i < rows; ++i) {  // the same bits
      EXPECT_EQ(product[static_cast<std::size_t>(i)],
                dot(x.data() + i * columns, b.data(), columns));
    }
  }
}

TEST(TallMatrices, WhatIsNotFiniteStaysInItsRow) {
  const int rows = 8, columns = 10;
  Matrix<double> x(rows, columns);
  x(3, 0) = std::numeric_limits<double>::infinity();
  const Vector b(columns, 1.);
  Vector product(rows);
  multiply_vector({x.data(), rows, columns}, b.data(), product.data());
  for (int i = 0; i < rows; ++i)
    EXPECT_EQ(std::isfinite(product[static_cast<std::size_t>(i)]), i != 3);
}

}  // namespace
}  // namespace aleator::kernels
