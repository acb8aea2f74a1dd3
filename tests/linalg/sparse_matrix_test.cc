// SPDX-License-Identifier: Apache-2.0
// Tests sparse matrices: three ways to make the same one, and messages.
#include "aleator/linalg/sparse_matrix.h"

#include "tests/array/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
using linalg::SparseMatrix;

TEST(SparseMatrix, ElementsRowsAndDenseAgree) {
  const Array dense = array({{0., 2., 0.}, {0., 0., 0.}, {3., 0., -1.}, {4., 5., 0.}});
  const SparseMatrix from_dense = SparseMatrix::from_dense(dense);
  const SparseMatrix by_rows({.values = array({2., 3., -1., 4., 5.}),
                              .column_indices = array({1, 0, 2, 0, 1}),
                              .row_starts = array({0, 1, 1, 3, 5}),
                              .num_columns = 3});
  const SparseMatrix by_elements({.values = array({5., 1., 3., 4., -1., 1.}),
                                  .row_indices = array({3, 0, 2, 3, 2, 0}),
                                  .column_indices = array({1, 1, 0, 0, 2, 1}),
                                  .num_rows = 4,
                                  .num_columns = 3});
  for (const SparseMatrix& m : {from_dense, by_rows, by_elements}) {
    expect_near(m.to_dense(), dense, 0);
    EXPECT_EQ(m.num_stored(), 5);
    EXPECT_EQ(m.column_starts(), (std::vector<std::int64_t>{0, 2, 4, 5}));
    EXPECT_EQ(m.row_indices(), (std::vector<std::int64_t>{2, 3, 0, 3, 2}));
  }
}

TEST(SparseMatrix, Messages) {
  EXPECT_EQ(message_of([] {
              SparseMatrix({.values = array({1., 2.}),
                            .row_indices = array({0, 4}),
                            .column_indices = array({0, 1}),
                            .num_rows = 3,
                            .num_columns = 2});
            }),
            "SparseMatrix: row_indices must be in 0..2, got 4 at element 1");
  EXPECT_EQ(message_of([] {
              SparseMatrix({.values = array({1., 2.}),
                            .row_indices = array({0}),
                            .column_indices = array({0, 1}),
                            .num_rows = 3,
                            .num_columns = 2});
            }),
            "SparseMatrix: there must be as many values as indices, got 2 values, 1 rows and 2 "
            "columns");
  EXPECT_EQ(message_of([] {
              SparseMatrix({.values = array({1., 2.}),
                            .column_indices = array({0, 1}),
                            .row_starts = array({0, 1}),
                            .num_columns = 2});
            }),
            "SparseMatrix: row_starts must ascend from 0 to the number of elements, 2, got 0 to 1");
}

}  // namespace
}  // namespace aleator
