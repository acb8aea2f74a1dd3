// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/random_function.h"

#include "aleator/graph/function_transforms.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/runtime/builder.h"
#include "tests/runtime/precision.h"

namespace aleator::differential {
namespace {

Shape random_shape(std::mt19937_64& bits) {
  Dims dims;
  for (auto rank = bits() % 4; rank > 0; --rank) {
    const auto kind = bits() % 24;
    const auto small = static_cast<std::int64_t>(1 + bits() % 9);
    dims.push_back(kind == 0 ? 0 : kind == 1 && dims.empty() ? 37 : small);
  }
  return Shape(dims);
}

ArrayTypes random_types(std::mt19937_64& bits) {
  static constexpr Dtype kDtypes[] = {float64, float64, float64, float32, float32,
                                      int32,   int64,   uint32,  boolean};
  ArrayTypes types;
  for (auto n = 1 + bits() % 3; n > 0; --n)
    types.push_back({.dtype = kDtypes[bits() % std::size(kDtypes)], .shape = random_shape(bits)});
  return types;
}

/// The outputs of a grown program: its last value, some others, some that may be large.
Values chosen_outputs(Builder& b) {
  Values outputs{b.pool().back()};
  for (std::int64_t i = b.below(3); i > 0; --i) outputs.push_back(b.pick());
  for (const Value& value : b.raw()) {
    if (outputs.size() < 5) outputs.push_back(value);
  }
  return outputs;
}

template <class T>
void fill(Buffer& buffer, std::mt19937_64& bits, bool has_special) {
  T* elements = buffer.mutable_data<T>();
  for (std::int64_t i = 0; i < buffer.size(); ++i) {
    const double unit = static_cast<double>(bits() >> 11) * 0x1p-53;
    const bool is_special = has_special && bits() % 8 == 0;
    if constexpr (std::is_same_v<T, bool>) elements[i] = unit < 0.5;
    else if constexpr (std::is_integral_v<T>)
      elements[i] = is_special ? static_cast<T>(bits())
                               : static_cast<T>(unit * 12 - (std::is_signed_v<T> ? 4 : 0));
    else {
      static constexpr double kSpecial[] = {0.,
                                            -0.,
                                            std::numeric_limits<double>::infinity(),
                                            -std::numeric_limits<double>::infinity(),
                                            0.5,
                                            1e-300,
                                            std::numeric_limits<double>::quiet_NaN()};
      elements[i] = static_cast<T>(is_special ? kSpecial[bits() % 7] : 6 * unit - 3);
    }
  }
}

template <class T>
bool agrees(T a, T b, double tolerance) {
  if constexpr (!std::is_floating_point_v<T>) return a == b;
  else if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  else if (a == b) return true;
  else if (std::isinf(a) || std::isinf(b)) {
    const double finite = std::isinf(a) ? b : a;
    return tolerance > 0 && std::abs(finite) > 0.1 * std::numeric_limits<T>::max();
  } else return std::abs(static_cast<double>(a) - static_cast<double>(b)) <= tolerance;
}

template <class T>
testing::AssertionResult compare(const Buffer& actual, const Buffer& expected, double error) {
  const T* a = actual.data<T>();
  const T* e = expected.data<T>();
  double largest = 1;
  for (std::int64_t i = 0; i < expected.size(); ++i) {
    const auto x = std::abs(static_cast<double>(e[i]));
    if (std::isfinite(x)) largest = std::max(largest, x);
  }
  std::int64_t num_wrong = 0, first = 0;
  for (std::int64_t i = expected.size() - 1; i >= 0; --i) {
    if (agrees(a[i], e[i], error * largest)) continue;
    ++num_wrong;
    first = i;
  }
  if (num_wrong == 0) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << num_wrong << " of " << expected.size() << " elements differ, first at " << first
         << ": compiled " << testing::PrintToString(a[first]) << ", reference "
         << testing::PrintToString(e[first]) << " in " << name_of(expected.dtype())
         << expected.shape().to_string() << ", tolerance " << error * largest;
}

/// What control flow was taken to have lost: nothing where no float32 number flows into an output.
void sharpen(RandomFunction& made) {
  constexpr double kDouble = 1e-8;
  const Function& f = made.function;
  const std::vector<bool> is_narrow =
      depends_on_float32(f, std::vector<bool>(f.parameters().size(), false));
  for (std::size_t i = 0; i < made.errors.size(); ++i) {
    if (!is_narrow[i]) made.errors[i] = std::min(made.errors[i], kDouble);
  }
}

}  // namespace

Buffer random_buffer(const ArrayType& type, std::uint64_t seed, bool has_special) {
  std::mt19937_64 bits(seed);
  Buffer buffer(type.dtype, type.shape);
  visit_dtype(type.dtype, [&](auto zero) { fill<decltype(zero)>(buffer, bits, has_special); });
  return buffer;
}

RandomFunction random_function(std::uint64_t seed) {
  std::mt19937_64 bits(seed * 0x9E3779B97F4A7C15u + 1);
  const ArrayTypes types = random_types(bits);
  const std::uint64_t program_seed = bits();
  const auto num_steps = static_cast<std::int64_t>(3 + bits() % 23);
  RandomFunction made;
  made.function = trace_closed("fuzz", types, [&](const Arrays& parameters) {
    Values pool;
    for (const Array& x : parameters) pool.push_back({x});
    Builder builder(program_seed, pool, 0);
    builder.grow(num_steps);
    Arrays outputs;
    made.errors.clear();
    for (const Value& value : chosen_outputs(builder)) {
      outputs.push_back(value.array);
      made.errors.push_back(value.error);
    }
    return outputs;
  });
  if (bits() % 2 == 0) made.function = simplify(made.function);
  if (bits() % 2 == 0) {
    static constexpr std::int64_t kLanes[] = {2, 3, 5, 8, 13};
    const std::size_t num_mapped = bits() % 2 == 0 ? types.size() : 1 + bits() % types.size();
    made.function = over_lanes(made.function, num_mapped, kLanes[bits() % 5]);
  }
  sharpen(made);
  const bool has_special = bits() % 6 == 0;
  for (const ArrayType& type : made.function.parameter_types())
    made.arguments.push_back(random_buffer(type, bits(), has_special));
  return made;
}

testing::AssertionResult is_equal(const Buffer& actual, const Buffer& expected, double error) {
  if (actual.dtype() != expected.dtype() || actual.shape() != expected.shape())
    return testing::AssertionFailure() << "shapes or dtypes differ";
  const Buffer a = actual.dense(), e = expected.dense();
  return visit_dtype(e.dtype(), [&](auto zero) { return compare<decltype(zero)>(a, e, error); });
}

}  // namespace aleator::differential
