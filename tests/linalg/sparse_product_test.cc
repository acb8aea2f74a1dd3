// SPDX-License-Identifier: Apache-2.0
// Tests products with sparse matrices: against those of the dense ones, derivatives, messages.
#include "aleator/linalg/sparse_product.h"

#include "aleator/transforms/transforms.h"

#include "tests/array/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
using linalg::SparseMatrix;

/// [5, 4] with an empty row and an empty column.
Array dense_matrix() {
  return array({{0., 2., 0., 0.},
                {0., 0., 0., 0.},
                {3., 0., 0., -1.},
                {4., 5., 0., 7.},
                {0., 0., 0., 0.25}});
}

/// Numbers with few digits, so that sums are exact in any order.
Array eighths(const Shape& shape) {
  return reshape(remainder(7. * arange(shape.size()), 17) / 8. - 1., shape);
}

TEST(SparseProduct, IsThatOfTheDenseMatrix) {
  const Array dense = dense_matrix();
  const SparseMatrix sparse = SparseMatrix::from_dense(dense);
  for (const Shape& shape : {Shape{4, 3}, Shape{4, 1}, Shape{4, 0}, Shape{2, 3, 4, 2}}) {
    const Array b = eighths(shape), product = linalg::sparse_or_dense_matmul(sparse, b);
    EXPECT_EQ(product.shape(), matmul(dense, b).shape());
    expect_near(product, matmul(dense, b), 0);
    expect_near(linalg::sparse_or_dense_matmul(dense, b), matmul(dense, b), 0);
  }
  for (const Shape& shape : {Shape{4}, Shape{3, 4}, Shape{2, 3, 4}}) {
    const Array b = eighths(shape), product = linalg::sparse_or_dense_matvecmul(sparse, b);
    const Array exact = matmul(dense, expand_dims(b, -1))[{Ellipsis, 0}];
    EXPECT_EQ(product.shape(), exact.shape());
    expect_near(product, exact, 0);
    expect_near(linalg::sparse_or_dense_matvecmul(dense, b), exact, 0);
  }
}

TEST(SparseProduct, HasTheDtypeOfB) {
  const SparseMatrix sparse = SparseMatrix::from_dense(dense_matrix());
  EXPECT_EQ(linalg::sparse_or_dense_matvecmul(sparse, zeros({4}, float32)).dtype(), float32);
  const Array whole = linalg::sparse_or_dense_matvecmul(sparse, array({1, 2, 3, 4}));
  expect_near(whole, array({4., 0., -1., 42., 1.}), 0);
}

TEST(SparseProduct, NothingStoredIsZero) {
  const SparseMatrix none = SparseMatrix::from_dense(zeros({3, 4}));
  expect_near(linalg::sparse_or_dense_matvecmul(none, ones({4})), zeros({3}), 0);
}

TEST(SparseProduct, HasDerivativesAndBatches) {
  const Array dense = dense_matrix(), b = eighths({4});
  const SparseMatrix sparse = SparseMatrix::from_dense(dense);
  const auto loss = [&](const Array& x) {
    return sum(square(linalg::sparse_or_dense_matvecmul(sparse, x)));
  };
  expect_near(grad(loss)(b), 2. * matmul(transpose(dense), matmul(dense, b)), 1e-12);
  expect_near(jit(loss)(b), loss(b), 1e-12);
  const Array many = eighths({6, 4});
  const auto one = [&](const Array& x) { return linalg::sparse_or_dense_matvecmul(sparse, x); };
  expect_near(vmap(one)(many), matmul(many, transpose(dense)), 0);
}

TEST(SparseProduct, Messages) {
  const SparseMatrix sparse = SparseMatrix::from_dense(dense_matrix());
  EXPECT_EQ(message_of([&] {
              linalg::sparse_or_dense_matmul(sparse, zeros({5, 2}));
            }),
            "sparse_or_dense_matmul: b must have shape [..., n, k] with n = 4, the columns of a, "
            "got float64[5, 2]");
  EXPECT_EQ(message_of([&] {
              linalg::sparse_or_dense_matvecmul(sparse, zeros({2, 3}));
            }),
            "sparse_or_dense_matvecmul: b must have shape [..., n] with n = 4, the columns of a, "
            "got float64[2, 3]");
}

}  // namespace
}  // namespace aleator
