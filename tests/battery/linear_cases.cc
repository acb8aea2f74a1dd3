// SPDX-License-Identifier: Apache-2.0
// Lists programs for indexing, sorting and linear algebra.
#include "aleator/graph/primitives/staircase_product.h"

#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

using In = const Arrays&;

const Operand kPositions{{3}, int64, 0, 3.99};
const std::vector<Dtype> kOrdered{int32, uint64, float32, float64};

/// Positive definite and, with more columns than rows, well conditioned.
Array gram(const Array& x) { return matmul(x, transpose(x)); }

std::vector<Entry> indexing() {
  return {
      {&kGather, "rows", [](In x) { return Arrays{take(x[0], x[1])}; }, {{{4, 2}}, kPositions}},
      {&kScatter,
       "rows, the last of equal ones stays",
       [](In x) { return Arrays{set_at(x[0], {x[1]}, x[2])}; },
       {{{4, 2}}, kPositions, {{3, 2}}}},
      {&kScatterAdd,
       "rows, also repeated",
       [](In x) { return Arrays{add_at(x[0], {x[1]}, x[2])}; },
       {{{4, 2}}, kPositions, {{3, 2}}}},
      {&kScatterMultiply,
       "rows",
       [](In x) { return Arrays{multiply_at(x[0], {x[1]}, x[2])}; },
       {{{4, 2}}, kPositions, {{3, 2}}},
       {},
       Derivatives::none},
      {&kScatterMax,
       "rows",
       [](In x) { return Arrays{max_at(x[0], {x[1]}, x[2])}; },
       {{{4, 2}}, kPositions, {{3, 2}}},
       kOrdered,
       Derivatives::none},
      {&kScatterMin,
       "rows",
       [](In x) { return Arrays{min_at(x[0], {x[1]}, x[2])}; },
       {{{4, 2}}, kPositions, {{3, 2}}},
       kOrdered,
       Derivatives::none},
  };
}

std::vector<Entry> reading_and_moving() {
  return {
      {&kDynamicSlice,
       "a block",
       [](In x) {
         return Arrays{dynamic_slice(x[0], {x[1], 1}, {2, 2})};
       },
       {{{4, 3}}, {{}, int64, 0, 3.99}}},
      {&kDynamicUpdateSlice,
       "a block",
       [](In x) {
         return Arrays{dynamic_update_slice(x[0], x[1], {x[2], 1})};
       },
       {{{4, 3}}, {{2, 2}}, {{}, int64, 0, 3.99}}},
      {&kSort, "rows", [](In x) { return Arrays{sort(x[0])}; }, {{{2, 5}, {}, -9, 9}}},
  };
}

/// Each of x, w and x w from the two others.
Arrays staircase_products(In x) {
  Arrays results;
  for (const std::int64_t result : {0, 1, 2}) {
    const StaircaseProduct steps{result, {1, 3, 4}, {0, 2, 3}, 3};
    const Array &first = x[result == 0 ? 1 : 0], &second = x[result == 2 ? 1 : 2];
    results.push_back(apply(kStaircaseProduct, {first, second}, attributes(steps)));
  }
  return results;
}

std::vector<Entry> linear_algebra() {
  return {
      {&kDotGeneral,
       "matrices",
       [](In x) { return Arrays{matmul(x[0], x[1])}; },
       {{{2, 3}}, {{3, 2}}}},
      {&kDotGeneral,
       "batches",
       [](In x) { return Arrays{matmul(x[0], x[1])}; },
       {{{2, 1, 3}}, {{2, 3, 2}}},
       {int32, float64}},
      {&kStaircaseProduct, "every result", staircase_products, {{{2, 3}}, {{3, 4}}, {{2, 4}}}},
      {&kCholesky, "of x x'", [](In x) { return Arrays{cholesky(gram(x[0]))}; }, {{{3, 8}}}},
      {&kCholeskyPullback,
       "of a gradient",
       [](In x) {
         return Arrays{apply(kCholeskyPullback, {cholesky(gram(x[0])), x[1]})};
       },
       {{{3, 8}}, {{3, 3}}}},
      {&kTriangularSolve,
       "columns",
       [](In x) { return Arrays{solve_triangular(gram(x[0]), x[1])}; },
       {{{3, 8}}, {{3, 2}}}},
      {&kConvolution,
       "one axis",
       [](In x) { return Arrays{conv(x[0], x[1])}; },
       {{{2, 5, 2}}, {{3, 2, 2}}},
       {int64, float64}},
  };
}

std::vector<Entry> decompositions() {
  return {
      {&kLu,
       "both triangles",
       [](In x) { return Arrays{lu(reverse(gram(x[0]), {0})).lower_upper}; },
       {{{3, 8}}}},
      {&kQr,
       "both factors",
       [](In x) {
         const QrFactors f = qr(x[0]);
         return Arrays{f.q, f.r};
       },
       {{{8, 3}}}},
      {&kEigh,
       "values and projections",
       [](In x) {
         const EighFactors f = eigh(gram(x[0]));
         return Arrays{f.eigenvalues, square(f.eigenvectors)};
       },
       {{{3, 8}}}},
      {&kSvd,
       "values and projections",
       [](In x) {
         const SvdFactors f = svd(x[0]);
         return Arrays{f.singular_values, square(f.u), square(f.v)};
       },
       {{{8, 3}}}},
      {&kFourier,
       "length 5",
       [](In x) {
         const ComplexArray y = fft({x[0], x[1]});
         return Arrays{y.real, y.imaginary};
       },
       {{{2, 5}}, {{2, 5}}}},
  };
}

}  // namespace

std::vector<Entry> linear_entries() {
  std::vector<Entry> entries = indexing();
  for (const std::vector<Entry>& more : {reading_and_moving(), linear_algebra(), decompositions()})
    entries.insert(entries.end(), more.begin(), more.end());
  return entries;
}

}  // namespace aleator::battery
