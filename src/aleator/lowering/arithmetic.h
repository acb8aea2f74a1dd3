// SPDX-License-Identifier: Apache-2.0
// Defines Arithmetic, the indices of views as registers.
#pragma once

#include "aleator/lowering/region.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace aleator::lowering {

/// An element of an integer array as an index; a natural number beyond the signed range must not
/// look negative.
inline ir::Value as_index(const ir::Value& value) {
  if (value.dtype != Dtype::uint64) return convert(value, Dtype::int64);
  const ir::Value limit = ir::integer_value(INT64_MAX, Dtype::uint64);
  return convert(select(compare(ir::Compare::greater, value, limit), limit, value), Dtype::int64);
}

/// The Algebra (see views.h) whose indices are registers: using it emits code.
class Arithmetic {
 public:
  using Index = ir::Value;
  explicit Arithmetic(Region& region) : region_(region) {}
  Index constant(std::int64_t n) const { return index(n); }
  Index add(const Index& i, std::int64_t n) const { return region_.unit().plus(i, index(n)); }
  Index multiply(const Index& i, std::int64_t n) const { return region_.unit().times(i, n); }
  Index divide(const Index& i, std::int64_t n) const {
    if (n < 2) return n == 1 ? i : index(0);  // an axis of length 0 has no elements to find
    if (i.is_constant()) return index(ir::integer_of(i) / n);
    return natural(ir::Binary::divide, i, n);
  }
  Index remainder(const Index& i, std::int64_t n) const {
    if (n < 2) return index(0);
    if (i.is_constant()) return index(ir::integer_of(i) % n);
    return natural(ir::Binary::remainder, i, n);
  }
  Index sum(const Index& i, const Index& j) const { return region_.unit().plus(i, j); }
  Index clamp(const Index& i, std::int64_t high) const {
    if (high <= 0) return index(0);
    if (i.is_constant()) return index(std::max<std::int64_t>(0, std::min(high, ir::integer_of(i))));
    const Index low = select(compare(ir::Compare::less, i, index(0)), index(0), i);
    return select(compare(ir::Compare::less, low, index(high)), low, index(high));
  }
  Index read(const Array& array, const std::vector<Index>& at) const {
    return as_index(region_.element(array, at));
  }

 private:
  /// Without signs, a division by a power of two is a shift.
  static Index natural(ir::Binary operation, const Index& i, std::int64_t n) {
    const ir::Value divisor = ir::integer_value(n, Dtype::uint64);
    return convert(binary(operation, convert(i, Dtype::uint64), divisor), Dtype::int64);
  }

  Region& region_;
};

}  // namespace aleator::lowering
