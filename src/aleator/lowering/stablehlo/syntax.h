// SPDX-License-Identifier: Apache-2.0
// Declares how types, attributes and constants are written in MLIR's generic syntax.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/array/type.h"

#include <string>
#include <string_view>
#include <vector>

namespace aleator::stablehlo {

/// "tensor<3x4xf64>"; element types are i1, i32, i64, ui32, ui64, f32, f64.
std::string type_text(Dtype dtype, const Shape& shape);
inline std::string type_text(const ArrayType& type) { return type_text(type.dtype, type.shape); }
/// "tensor<3x4xcomplex<f64>>": pairs of numbers, which arrays do not have.
std::string complex_type_text(Dtype dtype, const Shape& shape);
/// "array<i64: 0, 1>"
std::string array_text(const Dims& values);
/// "[0, 1]"
std::string list_text(const Dims& values);
/// "dense<...> : tensor<...>", with floating numbers as their bits.
std::string literal_text(const Buffer& value);
/// The same for one number in every place.
std::string uniform_text(Dtype dtype, const Shape& shape, std::uint64_t bits);
/// The bits of a number after conversion to the dtype.
std::uint64_t bits_of(Dtype dtype, double value);

}  // namespace aleator::stablehlo
