// SPDX-License-Identifier: Apache-2.0
// Defines the operations on exponents, which AVX-512 has as instructions of one register.
#include "aleator/base/text.h"
#include "aleator/graph/ir/builder.h"
#include "aleator/graph/ir/emitter.h"
#include "aleator/graph/ir/value.h"

#include <algorithm>

namespace aleator::ir {
namespace {

using aleator::text;

constexpr int kRegisterBytes = 64;

/// Lanes `first` to `last` of two vectors side by side.
std::string lanes_text(int first, int last) {
  std::string all = text("<", last - first, " x i32> <");
  for (int i = first; i < last; ++i) all += text(i == first ? "" : ", ", "i32 ", i);
  return all + ">";
}

/// An instruction of one register, for each register of vectors of any number of them.
class Instruction {
 public:
  /// `more`: the operands after the vectors, with their types.
  Instruction(std::string function, Dtype dtype, std::string more)
      : dtype_(dtype),
        lanes_(kRegisterBytes / static_cast<int>(size_of(dtype))),
        type_(type_text(dtype, lanes_)),
        function_(std::move(function)),
        more_(std::move(more)) {}

  Value operator()(const std::vector<Value>& inputs, const std::string& parameters) const {
    Emitter::current().declare(text("declare ", type_, " ", function_, "(", parameters, ")"));
    int width = 0;
    for (const Value& x : inputs) width = std::max(width, x.width);
    std::vector<Value> parts;
    for (int first = 0; first < width; first += lanes_) {
      std::string operands;
      int depth = 0;
      for (const Value& x : inputs) {
        const Value part = first_lanes(splat(x, width), width, first);
        depth = std::max(depth, part.depth);
        operands += typed_text(part, lanes_) + ", ";
      }
      parts.push_back(Emitter::current().pure(
          dtype_, lanes_, text("call ", type_, " ", function_, "(", operands, more_, ")"), depth));
    }
    return joined(parts);
  }
  const std::string& type() const { return type_; }

 private:
  Value first_lanes(const Value& x, int width, int first) const {
    if (x.is_constant() || width == lanes_) return x;
    const std::string whole = type_text(x.dtype, width);
    return Emitter::current().pure(x.dtype, lanes_,
                                   text("shufflevector ", typed_text(x, width), ", ", whole,
                                        " poison, ", lanes_text(first, first + lanes_)),
                                   x.depth);
  }

  /// The parts, a power of two of them, in one vector.
  Value joined(std::vector<Value> parts) const {
    for (int width = lanes_; parts.size() > 1; width *= 2) {
      std::vector<Value> pairs;
      for (std::size_t i = 0; i < parts.size(); i += 2)
        pairs.push_back(Emitter::current().pure(
            dtype_, 2 * width,
            text("shufflevector ", typed_text(parts[i], width), ", ",
                 typed_text(parts[i + 1], width), ", ", lanes_text(0, 2 * width)),
            std::max(parts[i].depth, parts[i + 1].depth)));
      parts = std::move(pairs);
    }
    return parts[0];
  }

  Dtype dtype_;
  int lanes_;
  std::string type_, function_, more_;
};

std::string masked(const char* name, Dtype dtype) {
  return text("@llvm.x86.avx512.mask.", name, dtype == Dtype::float64 ? ".pd" : ".ps", ".512");
}
/// No lane is masked, and rounding is the current one.
std::string all_lanes(Dtype dtype) {
  return text(dtype == Dtype::float64 ? "i8" : "i16", " -1, i32 4");
}
std::string mask_types(Dtype dtype) {
  return text(dtype == Dtype::float64 ? "i8" : "i16", ", i32");
}
std::string passed_through(Dtype dtype) {
  return typed_text(constant_value(dtype, 0), kRegisterBytes / static_cast<int>(size_of(dtype)));
}

/// One number or a few, at the start of a register.
Value in_register(const Value& x, int lanes) {
  const std::string type = type_text(x.dtype, lanes);
  if (x.width == 0)
    return Emitter::current().pure(
        x.dtype, lanes, text("insertelement ", type, " poison, ", typed_text(x, 0), ", i64 0"),
        x.depth);
  std::string order = text("<", lanes, " x i32> <");
  for (int i = 0; i < lanes; ++i)  // the first lane of the second operand, poison, fills the rest
    order += text(i == 0 ? "" : ", ", "i32 ", std::min(i, x.width));
  return Emitter::current().pure(x.dtype, lanes,
                                 text("shufflevector ", typed_text(x, x.width), ", ",
                                      type_text(x.dtype, x.width), " poison, ", order, ">"),
                                 x.depth);
}
Value out_of_register(const Value& x, int width) {
  const std::string whole = typed_text(x, x.width);
  if (width == 0)
    return Emitter::current().pure(x.dtype, 0, text("extractelement ", whole, ", i64 0"), x.depth);
  return Emitter::current().pure(x.dtype, width,
                                 text("shufflevector ", whole, ", ", type_text(x.dtype, x.width),
                                      " poison, ", lanes_text(0, width)),
                                 x.depth);
}

/// 1 / x to 14 bits.
Value estimated_reciprocal(const Value& x) {
  const int lanes = kRegisterBytes / static_cast<int>(size_of(x.dtype));
  const bool is_double = x.dtype == Dtype::float64;
  const std::string type = type_text(x.dtype, lanes), mask = is_double ? "i8" : "i16",
                    function = text("@llvm.x86.avx512.rcp14.", is_double ? "pd" : "ps", ".512");
  const Instruction estimate(function, x.dtype, text(passed_through(x.dtype), ", ", mask, " -1"));
  const std::string parameters = text(type, ", ", type, ", ", mask);
  if (x.width >= lanes) return estimate({x}, parameters);
  return out_of_register(estimate({in_register(x, lanes)}, parameters), x.width);
}

/// x y + z, rounded once.
Value fused(const Value& x, const Value& y, const Value& z) {
  const int width = std::max({x.width, y.width, z.width});
  const std::string type = type_text(x.dtype, width),
                    name = text("@llvm.fma.", width == 0 ? "" : text("v", width), "f",
                                8 * size_of(x.dtype));
  Emitter::current().declare(
      text("declare ", type, " ", name, "(", type, ", ", type, ", ", type, ")"));
  const auto operand = [&](const Value& v) { return typed_text(splat(v, width), width); };
  return Emitter::current().pure(
      x.dtype, width,
      text("call ", type, " ", name, "(", operand(x), ", ", operand(y), ", ", operand(z), ")"),
      std::max({x.depth, y.depth, z.depth}));
}

}  // namespace

bool has_near_quotients(const Value&) {
  return !Builder::current() && Emitter::current().vector_bytes >= kRegisterBytes;
}

Value near_quotient(const Value& x, const Value& y) {
  const Value minus_y = unary(Unary::negate, y);
  Value reciprocal = estimated_reciprocal(y);
  if (y.dtype == Dtype::float64) {
    const Value error = fused(minus_y, reciprocal, constant_value(y.dtype, 1));
    reciprocal = fused(reciprocal, error, reciprocal);
  }
  const Value quotient = binary(Binary::multiply, x, reciprocal);
  return fused(fused(minus_y, quotient, x), reciprocal, quotient);
}

bool has_exponent_instructions(const Value& x) {
  if (Builder::current()) return false;
  const int bytes = x.width * static_cast<int>(size_of(x.dtype));
  const bool is_whole = bytes >= kRegisterBytes && (bytes & (bytes - 1)) == 0;
  return Emitter::current().vector_bytes >= kRegisterBytes && is_floating(x.dtype) && is_whole;
}

Value scaled(const Value& x, const Value& n) {
  const Instruction scale(masked("scalef", x.dtype), x.dtype,
                          text(passed_through(x.dtype), ", ", all_lanes(x.dtype)));
  const std::string& type = scale.type();
  return scale({x, n}, text(type, ", ", type, ", ", type, ", ", mask_types(x.dtype)));
}

Value exponent_of(const Value& x) {
  const Instruction get(masked("getexp", x.dtype), x.dtype,
                        text(passed_through(x.dtype), ", ", all_lanes(x.dtype)));
  return get({x}, text(get.type(), ", ", get.type(), ", ", mask_types(x.dtype)));
}

Value mantissa_of(const Value& x) {
  // 0: between 1 and 2, with the sign of x
  const Instruction get(masked("getmant", x.dtype), x.dtype,
                        text("i32 0, ", passed_through(x.dtype), ", ", all_lanes(x.dtype)));
  return get({x}, text(get.type(), ", i32, ", get.type(), ", ", mask_types(x.dtype)));
}

Value with_special_logarithms(const Value& logarithm, const Value& x) {
  // A digit for each kind of x, from the last one: quiet and signalling NaN (2: that NaN), zero
  // (4: -inf), one (0: the logarithm), -inf (3: NaN), inf (5: inf), negative, positive.
  constexpr std::int64_t kTable = 0x03530422;
  const Dtype integers = x.dtype == Dtype::float64 ? Dtype::int64 : Dtype::int32;
  const int lanes = kRegisterBytes / static_cast<int>(size_of(x.dtype));
  const Instruction fix(
      masked("fixupimm", x.dtype), x.dtype,
      text(typed_text(integer_value(kTable, integers), lanes), ", i32 0, ", all_lanes(x.dtype)));
  return fix({logarithm, x}, text(fix.type(), ", ", fix.type(), ", ", type_text(integers, lanes),
                                  ", i32, ", mask_types(x.dtype)));
}

}  // namespace aleator::ir
