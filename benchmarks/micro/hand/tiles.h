// SPDX-License-Identifier: Apache-2.0
// Defines the factor of a positive definite matrix and its inverse, one matrix for each chain.
//
// A lower triangular matrix is a list of square tiles, row by row; its size is a multiple of kTile.
// The factor's tiles are stored by columns, those of its inverse by rows, so that every product
// below is a sum of outer products of contiguous vectors, with the result in registers.
#pragma once

#include <cstddef>

#include "benchmarks/micro/hand/simd.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {

constexpr std::size_t kTile = 5;  // 25 accumulators

ALEATOR_HAND std::size_t tile_offset(std::size_t i, std::size_t j) {
  return (i * (i + 1) / 2 + j) * kTile * kTile;
}

/// result[a][b] += sign * sum over k of x[k][a] y[k][b]
template <class V, bool is_negative>
ALEATOR_HAND void add_outer_products(V (&result)[kTile][kTile], const V* x, const V* y) {
  for (std::size_t k = 0; k < kTile; ++k, x += kTile, y += kTile) {
#pragma GCC unroll 8
    for (std::size_t b = 0; b < kTile; ++b) {
      const V factor = y[b];
#pragma GCC unroll 8
      for (std::size_t a = 0; a < kTile; ++a) {
        if constexpr (is_negative) result[a][b] -= x[a] * factor;
        else result[a][b] += x[a] * factor;
      }
    }
  }
}

/// Factors a diagonal tile; adds the logarithms of the factor's diagonal.
template <class V>
ALEATOR_HAND void factorize_tile(V (&tile)[kTile][kTile], V* inverse_diagonal, V& log_determinant) {
  using T = typename V::Scalar;
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) {
    const V root = sqrt(tile[b][b]), inverse = T(1) / root;
    log_determinant += log(root);
    tile[b][b] = root;
    inverse_diagonal[b] = inverse;
#pragma GCC unroll 8
    for (std::size_t a = b + 1; a < kTile; ++a) tile[a][b] = tile[a][b] * inverse;
#pragma GCC unroll 8
    for (std::size_t c = b + 1; c < kTile; ++c) {
#pragma GCC unroll 8
      for (std::size_t a = c; a < kTile; ++a) tile[a][c] -= tile[a][b] * tile[c][b];
    }
  }
}

/// tile := tile * inverse of the transposed diagonal tile, which is stored by columns.
template <class V>
ALEATOR_HAND void solve_tile(V (&tile)[kTile][kTile], const V* diagonal,
                             const V* inverse_diagonal) {
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) {
#pragma GCC unroll 8
    for (std::size_t a = 0; a < kTile; ++a) {
#pragma GCC unroll 8
      for (std::size_t c = 0; c < b; ++c) tile[a][b] -= tile[a][c] * diagonal[c * kTile + b];
      tile[a][b] = tile[a][b] * inverse_diagonal[b];
    }
  }
}

template <class V>
ALEATOR_HAND void load_columns(V (&tile)[kTile][kTile], const V* from) {
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) {
#pragma GCC unroll 8
    for (std::size_t a = 0; a < kTile; ++a) tile[a][b] = from[b * kTile + a];
  }
}
template <class V>
ALEATOR_HAND void store_columns(const V (&tile)[kTile][kTile], V* to) {
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) {
#pragma GCC unroll 8
    for (std::size_t a = 0; a < kTile; ++a) to[b * kTile + a] = tile[a][b];
  }
}

/// Replaces a matrix (tiles by columns) by its factor; returns log det of the factor.
template <class V>
V factorize(V* matrix, std::size_t num_tiles) {
  using T = typename V::Scalar;
  V log_determinant(T(0)), inverse_diagonal[kTile];
  for (std::size_t j = 0; j < num_tiles; ++j) {
    for (std::size_t i = j; i < num_tiles; ++i) {
      V tile[kTile][kTile];
      load_columns(tile, matrix + tile_offset(i, j));
      for (std::size_t k = 0; k < j; ++k) {
        add_outer_products<V, true>(tile, matrix + tile_offset(i, k), matrix + tile_offset(j, k));
      }
      if (i == j) factorize_tile(tile, inverse_diagonal, log_determinant);
      else solve_tile(tile, matrix + tile_offset(j, j), inverse_diagonal);
      store_columns(tile, matrix + tile_offset(i, j));
    }
  }
  return log_determinant;
}

/// The inverse (by rows) of a lower triangular tile (by columns).
template <class V>
ALEATOR_HAND void invert_tile(const V* tile, V* inverse) {
  using T = typename V::Scalar;
  for (std::size_t a = 0; a < kTile; ++a) {
    const V pivot = T(1) / tile[a * kTile + a];
    for (std::size_t b = 0; b < kTile; ++b) {
      V sum(T(a == b));
      for (std::size_t c = b; c < a; ++c) sum -= tile[c * kTile + a] * inverse[c * kTile + b];
      inverse[a * kTile + b] = b <= a ? sum * pivot : V(T(0));
    }
  }
}

/// The inverse (tiles by rows) of a factor (tiles by columns).
template <class V>
void invert_factor(const V* factor, V* inverse, std::size_t num_tiles) {
  using T = typename V::Scalar;
  for (std::size_t i = 0; i < num_tiles; ++i) {
    V* diagonal = inverse + tile_offset(i, i);
    invert_tile(factor + tile_offset(i, i), diagonal);
    for (std::size_t j = 0; j < i; ++j) {
      V sum[kTile][kTile];
      for (auto& row : sum) {
        for (V& x : row) x = V(T(0));
      }
      for (std::size_t k = j; k < i; ++k) {
        add_outer_products<V, false>(sum, factor + tile_offset(i, k), inverse + tile_offset(k, j));
      }
      V* result = inverse + tile_offset(i, j);
#pragma GCC unroll 8
      for (std::size_t a = 0; a < kTile; ++a) {
#pragma GCC unroll 8
        for (std::size_t b = 0; b < kTile; ++b) {
          V entry(T(0));
#pragma GCC unroll 8
          for (std::size_t c = 0; c <= a; ++c) entry -= diagonal[a * kTile + c] * sum[c][b];
          result[a * kTile + b] = entry;
        }
      }
    }
  }
}

/// A tile of the inverse of the matrix, from the inverse of its factor.
template <class V>
ALEATOR_HAND void inverse_tile(const V* inverse, std::size_t num_tiles, std::size_t i,
                               std::size_t j, V (&tile)[kTile][kTile]) {
  using T = typename V::Scalar;
  for (auto& row : tile) {
    for (V& x : row) x = V(T(0));
  }
  for (std::size_t k = i; k < num_tiles; ++k) {
    add_outer_products<V, false>(tile, inverse + tile_offset(k, i), inverse + tile_offset(k, j));
  }
}

}  // namespace aleator::hand
