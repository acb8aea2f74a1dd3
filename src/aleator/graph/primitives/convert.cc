// SPDX-License-Identifier: Apache-2.0
// Defines conversions between element types: convert (by value) and bitcast_convert (by bits).
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/shape.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace aleator {
namespace {

/// C++ conversion where it is defined; floating to integer saturates and sends NaN to 0.
template <class To, class From>
To convert_scalar(From x) {
  if constexpr (std::is_same_v<To, bool>) {
    return x != From{0};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if (std::isnan(x)) return 0;
    // 2^digits is exact in every floating type, max() itself is not.
    const From limit = std::ldexp(From{1}, std::numeric_limits<To>::digits);
    if (x >= limit) return std::numeric_limits<To>::max();
    if (x <= static_cast<From>(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    return static_cast<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

template <class To, class From>
void convert_elements(const EvaluateContext& c) {
  const Buffer& from = c.inputs[0];
  Buffer to = from.is_splat() ? Buffer::splat(dtype_of<To>(), from.shape())
                              : Buffer(dtype_of<To>(), from.shape());
  const std::int64_t n = from.is_splat() ? 1 : from.size();
  for (std::int64_t i = 0; i < n; ++i)
    to.mutable_data<To>()[i] = convert_scalar<To>(from.data<From>()[i]);
  c.outputs[0] = std::move(to);
}

void evaluate_convert(const EvaluateContext& c) {
  visit_dtype(c.types[0].dtype, [&](auto to) {
    visit_dtype(c.inputs[0].dtype(),
                [&](auto from) { convert_elements<decltype(to), decltype(from)>(c); });
  });
}

/// The same conversion as code.
ir::Value convert_code(const ir::Value& x, Dtype to) {
  const bool is_real = is_floating(x.dtype);
  if (is_boolean(to)) {
    return compare(ir::Compare::not_equal, x, ir::constant_value(x.dtype, 0));
  }
  if (!is_real || is_floating(to)) return convert(x, to);
  return visit_dtype(to, [&](auto zero) {
    using To = decltype(zero);
    using Limits = std::numeric_limits<To>;
    // In between, a number that converts: what is out of range would be undefined.
    const ir::Value limit = ir::constant_value(x.dtype, std::ldexp(1., Limits::digits));
    const ir::Value lowest = ir::constant_value(x.dtype, static_cast<double>(Limits::min()));
    const ir::Value is_high = compare(ir::Compare::greater_equal, x, limit);
    const ir::Value is_low = compare(ir::Compare::less_equal, x, lowest);
    const ir::Value is_nan = compare(ir::Compare::not_equal, x, x);
    const ir::Value is_outside =
        binary(ir::Binary::bit_or, is_nan, binary(ir::Binary::bit_or, is_high, is_low));
    const ir::Value inside = convert(select(is_outside, ir::constant_value(x.dtype, 0), x), to);
    const ir::Value low =
        select(is_low, ir::integer_value(static_cast<std::int64_t>(Limits::min()), to), inside);
    return select(is_high, ir::integer_value(static_cast<std::int64_t>(Limits::max()), to), low);
  });
}

ArrayTypes infer_bitcast(const InferContext& c) {
  const Dtype to = c.attributes_as<Convert>().dtype;
  if (size_of(to) != size_of(c.inputs[0].dtype)) {
    throw DtypeError(text("bitcast_convert: ", c.inputs[0].dtype, " and ", to, " differ in size"));
  }
  return {{.dtype = to, .shape = c.inputs[0].shape}};
}

}  // namespace

constinit const Primitive kConvert{
    .name = "convert",
    .file = "convert.cc",
    .is_elementwise = true,
    .infer =
        [](const InferContext& c) {
          const auto& a = c.attributes_as<Convert>();
          return ArrayTypes{{.dtype = a.dtype,
                             .shape = c.inputs[0].shape,
                             .is_weak = a.is_weak && c.inputs[0].is_weak}};
        },
    .vjp = [](const VjpContext& c) { return Arrays{astype(c.cotangents[0], c.inputs[0].dtype())}; },
    .jvp =
        [](const JvpContext& c) {
          const Dtype to = c.outputs[0].dtype();
          return Arrays{is_floating(to) && c.tangents[0].has_value() ? astype(c.tangents[0], to)
                                                                     : Array()};
        },
    .batch = batch_elementwise,
    .scalar = {.evaluate = evaluate_convert,
               .emit =
                   [](const EmitContext& c) {
                     c.outputs[0] = convert_code(c.inputs[0], c.types[0].dtype);
                   }},
    .stablehlo = "convert",
};

constinit const Primitive kBitcastConvert{
    .name = "bitcast_convert",
    .file = "convert.cc",
    .is_elementwise = true,
    .infer = infer_bitcast,
    .batch = batch_elementwise,
    .scalar = {
        .evaluate =
            [](const EvaluateContext& c) {
              c.input<std::byte>(0);
              c.output<std::byte>();
              std::memcpy(c.outputs[0].mutable_bytes(), c.inputs[0].bytes(),
                          c.inputs[0].stored_bytes());
            },
        .emit =
            [](const EmitContext& c) { c.outputs[0] = bitcast(c.inputs[0], c.types[0].dtype); }},
    .stablehlo = "bitcast_convert",
};

}  // namespace aleator
