// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/products.h"

#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/onednn.h"
#include "aleator/kernels/openblas.h"
#include "aleator/kernels/thresholds.h"

#include <algorithm>
#include <limits>

namespace aleator::kernels {
namespace {

/// Products have no workspaces: a side need only be counted.
constexpr bool is_length(std::int64_t n) { return n <= std::numeric_limits<int>::max(); }

BlasTranspose transpose_if(bool is_transposed) {
  return is_transposed ? BlasTranspose::yes : BlasTranspose::no;
}

/// The spacing of rows.
template <class T>
std::int64_t left_stride(const Product<T>& p) {
  if (p.left_stride != 0) return p.left_stride;
  return p.is_left_transposed ? p.sizes.m : p.sizes.k;
}
template <class T>
std::int64_t right_stride(const Product<T>& p) {
  if (p.right_stride != 0) return p.right_stride;
  return p.is_right_transposed ? p.sizes.k : p.sizes.n;
}
template <class T>
std::int64_t result_stride(const Product<T>& p) {
  return p.result_stride != 0 ? p.result_stride : p.sizes.n;
}

template <class T>
void multiply_by_blas(BlasGemm<T>* gemm, const Product<T>& p) {
  gemm(BlasOrder::row_major, transpose_if(p.is_left_transposed),
       transpose_if(p.is_right_transposed), blas_size(p.sizes.m), blas_size(p.sizes.n),
       blas_size(p.sizes.k), T{1}, p.left, blas_size(left_stride(p)), p.right,
       blas_size(right_stride(p)), p.is_added ? T{1} : T{0}, p.result, blas_size(result_stride(p)));
}

void multiply_by_onednn(const OneDnn& library, const Product<float>& p) {
  // The number of threads decides how sums are cut, which must not depend on the machine.
  const int threads = library.max_threads();
  library.set_num_threads(1);
  library.sgemm(p.is_left_transposed ? 'T' : 'N', p.is_right_transposed ? 'T' : 'N', p.sizes.m,
                p.sizes.n, p.sizes.k, 1, p.left, left_stride(p), p.right, right_stride(p),
                p.is_added ? 1 : 0, p.result, result_stride(p));
  library.set_num_threads(threads);
}

}  // namespace

bool serves_product(Dtype dtype, const ProductSizes& s) {
  if (!is_floating(dtype) || !is_large_product(s) || !is_length(std::max({s.m, s.n, s.k})))
    return false;
  return has_products(dtype);
}

bool has_products(Dtype dtype) { return openblas() || (dtype == Dtype::float32 && onednn()); }

void multiply(const Product<double>& product) {
  multiply_by_blas(openblas()->cblas_dgemm, product);
}

void multiply(const Product<float>& product) {
  const OneDnn* library = suits_onednn(product.sizes) || !openblas() ? onednn() : nullptr;
  if (library) multiply_by_onednn(*library, product);
  else multiply_by_blas(openblas()->cblas_sgemm, product);
}

}  // namespace aleator::kernels
