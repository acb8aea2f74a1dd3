// SPDX-License-Identifier: Apache-2.0
// Defines transposition by squares of 4 x 4 in registers: single elements would cost a load and a
// store each.
#include "aleator/runtime/llvm/transpose.h"

#include <cstring>

namespace aleator::llvm {
namespace {

#if defined(__GNUC__) && defined(__x86_64__)
#define ALEATOR_AVX2 __attribute__((target("avx2")))
#endif
#define ALEATOR_INLINE inline __attribute__((always_inline))

/// Four elements in a register.
template <class T>
struct Four;
template <>
struct Four<std::uint64_t> {
  using Row = std::uint64_t __attribute__((vector_size(32)));
};
template <>
struct Four<std::uint32_t> {
  using Row = std::uint32_t __attribute__((vector_size(16)));
};
template <>
struct Four<std::uint8_t> {
  using Row = std::uint8_t __attribute__((vector_size(4)));
};

template <class T>
struct Square {
  using Row = typename Four<T>::Row;
  Row row[4];

  ALEATOR_INLINE void transpose() {
    const Row even_0 = __builtin_shufflevector(row[0], row[1], 0, 4, 2, 6),
              odd_0 = __builtin_shufflevector(row[0], row[1], 1, 5, 3, 7),
              even_1 = __builtin_shufflevector(row[2], row[3], 0, 4, 2, 6),
              odd_1 = __builtin_shufflevector(row[2], row[3], 1, 5, 3, 7);
    row[0] = __builtin_shufflevector(even_0, even_1, 0, 1, 4, 5);
    row[1] = __builtin_shufflevector(odd_0, odd_1, 0, 1, 4, 5);
    row[2] = __builtin_shufflevector(even_0, even_1, 2, 3, 6, 7);
    row[3] = __builtin_shufflevector(odd_0, odd_1, 2, 3, 6, 7);
  }
};

/// Whole squares of elements and lanes, then what is left.
template <class T>
ALEATOR_INLINE void interleave_squares(const T* const* rows, std::int64_t length, int width,
                                       T* to) {
  const std::int64_t whole = width % 4 == 0 ? length / 4 * 4 : 0;
  for (std::int64_t i = 0; i < whole; i += 4) {
    for (int lane = 0; lane < width; lane += 4) {
      Square<T> square;
      for (int k = 0; k < 4; ++k) std::memcpy(&square.row[k], rows[lane + k] + i, 4 * sizeof(T));
      square.transpose();
      for (int k = 0; k < 4; ++k)
        std::memcpy(to + (i + k) * width + lane, &square.row[k], 4 * sizeof(T));
    }
  }
  for (std::int64_t i = whole; i < length; ++i) {
    for (int lane = 0; lane < width; ++lane) to[i * width + lane] = rows[lane][i];
  }
}

template <class T>
ALEATOR_INLINE void separate_squares(const T* from, std::int64_t length, int width, int used,
                                     T* const* rows) {
  const std::int64_t whole = used % 4 == 0 ? length / 4 * 4 : 0;
  for (std::int64_t i = 0; i < whole; i += 4) {
    for (int lane = 0; lane < used; lane += 4) {
      Square<T> square;
      for (int k = 0; k < 4; ++k)
        std::memcpy(&square.row[k], from + (i + k) * width + lane, 4 * sizeof(T));
      square.transpose();
      for (int k = 0; k < 4; ++k) std::memcpy(rows[lane + k] + i, &square.row[k], 4 * sizeof(T));
    }
  }
  for (std::int64_t i = whole; i < length; ++i) {
    for (int lane = 0; lane < used; ++lane) rows[lane][i] = from[i * width + lane];
  }
}

#ifdef ALEATOR_AVX2
bool has_avx2() {
  static const bool answer = __builtin_cpu_supports("avx2");
  return answer;
}

ALEATOR_AVX2 void interleave_avx2(const std::uint64_t* const* rows, std::int64_t length, int width,
                                  std::uint64_t* to) {
  interleave_squares(rows, length, width, to);
}
ALEATOR_AVX2 void separate_avx2(const std::uint64_t* from, std::int64_t length, int width, int used,
                                std::uint64_t* const* rows) {
  separate_squares(from, length, width, used, rows);
}
#endif

}  // namespace

void interleave(const std::uint64_t* const* rows, std::int64_t length, int width,
                std::uint64_t* to) {
#ifdef ALEATOR_AVX2
  if (has_avx2()) return interleave_avx2(rows, length, width, to);
#endif
  interleave_squares(rows, length, width, to);
}
void interleave(const std::uint32_t* const* rows, std::int64_t length, int width,
                std::uint32_t* to) {
  interleave_squares(rows, length, width, to);
}
void interleave(const std::uint8_t* const* rows, std::int64_t length, int width, std::uint8_t* to) {
  interleave_squares(rows, length, width, to);
}

void separate(const std::uint64_t* from, std::int64_t length, int width, int used,
              std::uint64_t* const* rows) {
#ifdef ALEATOR_AVX2
  if (has_avx2()) return separate_avx2(from, length, width, used, rows);
#endif
  separate_squares(from, length, width, used, rows);
}
void separate(const std::uint32_t* from, std::int64_t length, int width, int used,
              std::uint32_t* const* rows) {
  separate_squares(from, length, width, used, rows);
}
void separate(const std::uint8_t* from, std::int64_t length, int width, int used,
              std::uint8_t* const* rows) {
  separate_squares(from, length, width, used, rows);
}

}  // namespace aleator::llvm
