// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/stablehlo/syntax.h"

#include "aleator/base/text.h"

#include <cstring>

namespace aleator::stablehlo {
namespace {

std::string_view element_text(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean: return "i1";
    case Dtype::int32: return "i32";
    case Dtype::int64: return "i64";
    case Dtype::uint32: return "ui32";
    case Dtype::uint64: return "ui64";
    case Dtype::float32: return "f32";
    case Dtype::float64: break;
  }
  return "f64";
}

constexpr char kDigits[] = "0123456789ABCDEF";

/// The bits of a number, the most significant digit first.
std::string hexadecimal(std::uint64_t bits, std::size_t bytes) {
  std::string out = "0x";
  for (std::size_t i = 2 * bytes; i-- > 0;) out += kDigits[(bits >> (4 * i)) & 15];
  return out;
}

/// The bytes of memory, first to last.
std::string raw_text(const std::byte* bytes, std::size_t count) {
  std::string out = "\"0x";
  out.reserve(2 * count + 4);
  for (std::size_t i = 0; i < count; ++i) {
    const auto byte = std::to_integer<unsigned>(bytes[i]);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out + "\"";
}

/// Nested lists of true and false: their raw form would be packed bits.
std::string list_of_bools(const bool* values, const Shape& shape, std::int64_t axis = 0) {
  if (axis == shape.rank()) return *values ? "true" : "false";
  const std::int64_t stride = shape.slice(axis + 1, shape.rank()).size();
  std::string out = "[";
  for (std::int64_t i = 0; i < shape[axis]; ++i) {
    if (i > 0) out += ", ";
    out += list_of_bools(values + i * stride, shape, axis + 1);
  }
  return out + "]";
}

std::string number_text(Dtype dtype, std::uint64_t bits) {
  if (is_floating(dtype)) return hexadecimal(bits, size_of(dtype));
  if (is_boolean(dtype)) return (bits & 1) != 0 ? "true" : "false";
  return visit_dtype(dtype, [&](auto zero) {
    std::memcpy(&zero, &bits, sizeof zero);
    return text(zero);
  });
}

std::string dense_text(const std::string& elements, Dtype dtype, const Shape& shape) {
  return "dense<" + elements + "> : " + type_text(dtype, shape);
}

std::string tensor_text(const Shape& shape, std::string_view element) {
  std::string out = "tensor<";
  for (const std::int64_t dim : shape) out += text(dim, "x");
  return text(out, element, ">");
}

}  // namespace

std::string type_text(Dtype dtype, const Shape& shape) {
  return tensor_text(shape, element_text(dtype));
}

std::string complex_type_text(Dtype dtype, const Shape& shape) {
  return tensor_text(shape, text("complex<", element_text(dtype), ">"));
}

std::string array_text(const Dims& values) {
  if (values.empty()) return "array<i64>";
  std::string out = "array<i64: ";
  for (std::size_t i = 0; i < values.size(); ++i) out += text(i == 0 ? "" : ", ", values[i]);
  return out + ">";
}

std::string list_text(const Dims& values) { return text(values); }

std::string uniform_text(Dtype dtype, const Shape& shape, std::uint64_t bits) {
  return dense_text(shape.size() == 0 ? "" : number_text(dtype, bits), dtype, shape);
}

std::string literal_text(const Buffer& value) {
  const Dtype dtype = value.dtype();
  const Shape& shape = value.shape();
  if (value.is_splat() || value.size() <= 1) {
    std::uint64_t bits = 0;
    if (value.size() > 0) std::memcpy(&bits, value.bytes(), size_of(dtype));
    return uniform_text(dtype, shape, bits);
  }
  return dense_text(is_boolean(dtype) ? list_of_bools(value.data<bool>(), shape)
                                      : raw_text(value.bytes(), value.stored_bytes()),
                    dtype, shape);
}

std::uint64_t bits_of(Dtype dtype, double value) {
  std::uint64_t bits = 0;
  visit_dtype(dtype, [&](auto zero) {
    const auto number = static_cast<decltype(zero)>(value);
    std::memcpy(&bits, &number, sizeof number);
  });
  return bits;
}

}  // namespace aleator::stablehlo
