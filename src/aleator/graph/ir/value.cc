// SPDX-License-Identifier: Apache-2.0
// Defines the instructions that operations on values become.
#include "aleator/graph/ir/value.h"

#include "aleator/base/error.h"
#include "aleator/graph/ir/builder.h"
#include "aleator/graph/ir/emitter.h"
#include "aleator/graph/ir/math.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace aleator::ir {
namespace {

thread_local Builder* innermost = nullptr;

int common_width(const Value& x, const Value& y) { return std::max(x.width, y.width); }
int common_depth(const Value& x, const Value& y) { return std::max(x.depth, y.depth); }

/// The operand of an instruction over `width` lanes.
std::string operand(const Value& x, int width) { return operand_text(splat(x, width), width); }

Value emit(Dtype dtype, int width, const std::string& text, int depth) {
  return Emitter::current().pure(dtype, width, text, depth);
}

Value two_operands(const std::string& opcode, Dtype result, const Value& x, const Value& y) {
  const int width = common_width(x, y);
  return emit(
      result, width,
      opcode + " " + type_text(x.dtype, width) + " " + operand(x, width) + ", " + operand(y, width),
      common_depth(x, y));
}

std::string opcode_of(Binary operation, Dtype dtype) {
  const bool is_real = is_floating(dtype), is_natural = is_unsigned(dtype) || is_boolean(dtype);
  switch (operation) {
    case Binary::add: return is_real ? "fadd contract" : "add";
    case Binary::add_in_any_order: return is_real ? "fadd reassoc contract" : "add";
    case Binary::subtract: return is_real ? "fsub contract" : "sub";
    case Binary::multiply: return is_real ? "fmul contract" : "mul";
    case Binary::divide: return is_real ? "fdiv" : is_natural ? "udiv" : "sdiv";
    case Binary::remainder: return is_real ? "frem" : is_natural ? "urem" : "srem";
    case Binary::bit_and: return "and";
    case Binary::bit_or: return "or";
    case Binary::bit_xor: return "xor";
    case Binary::shift_left: return "shl";
    case Binary::shift_right_logical: return "lshr";
    case Binary::shift_right_arithmetic: break;
  }
  return "ashr";
}

std::string condition_of(Compare operation, Dtype dtype) {
  static constexpr const char* kReal[] = {"oeq", "une", "olt", "ole", "ogt", "oge"};
  static constexpr const char* kSigned[] = {"eq", "ne", "slt", "sle", "sgt", "sge"};
  static constexpr const char* kNatural[] = {"eq", "ne", "ult", "ule", "ugt", "uge"};
  const auto i = static_cast<std::size_t>(operation);
  if (is_floating(dtype)) return std::string("fcmp ") + kReal[i];
  const bool is_natural = is_unsigned(dtype) || is_boolean(dtype);
  return std::string("icmp ") + (is_natural ? kNatural : kSigned)[i];
}

/// "v8f64": how intrinsics name their types.
std::string mangled(Dtype dtype, int width) {
  const std::string element =
      (is_floating(dtype) ? "f" : "i") + std::to_string(is_boolean(dtype) ? 1 : 8 * size_of(dtype));
  return width == 0 ? element : "v" + std::to_string(width) + element;
}

Value intrinsic(const std::string& name, const Value& x, int width, const std::string& more = "",
                int depth = 0) {
  const std::string type = type_text(x.dtype, width);
  const std::string function = "@llvm." + name + "." + mangled(x.dtype, width);
  Emitter::current().declare("declare " + type + " " + function + "(" + type +
                             (more.empty() ? "" : ", " + type) + ")");
  return emit(x.dtype, width,
              "call " + type + " " + function + "(" + type + " " + operand(x, width) + more + ")",
              std::max(x.depth, depth));
}

/// Of floating numbers. Functions of |x| that are computed for x and for -x are found to be one.
Value negative(const Value& x) {
  Emitter& e = Emitter::current();
  if (const Value* other = e.negative_of(x)) return *other;
  const Value result = emit(x.dtype, x.width, "fneg " + typed_text(x, x.width), x.depth);
  e.note_negative(result, x);
  return result;
}

/// Index arithmetic with constants, which the text need not show.
bool fold(Binary operation, const Value& x, const Value& y, Value& result) {
  if (!is_integer(x.dtype)) return false;
  const auto is = [](const Value& v, std::int64_t n) {
    return v.is_constant() && integer_of(v) == n;
  };
  if (operation == Binary::add && (is(x, 0) || is(y, 0))) return result = is(x, 0) ? y : x, true;
  if (operation == Binary::subtract && is(y, 0)) return result = x, true;
  if (operation == Binary::multiply) {
    if (is(x, 1) || is(y, 1)) return result = is(x, 1) ? y : x, true;
    if (is(x, 0) || is(y, 0)) return result = integer_value(0, x.dtype), true;
  }
  if (!x.is_constant() || !y.is_constant()) return false;
  const auto a = static_cast<std::uint64_t>(integer_of(x)),
             b = static_cast<std::uint64_t>(integer_of(y));
  if (operation == Binary::add)
    return result = integer_value(static_cast<std::int64_t>(a + b), x.dtype), true;
  if (operation == Binary::subtract)
    return result = integer_value(static_cast<std::int64_t>(a - b), x.dtype), true;
  if (operation == Binary::multiply)
    return result = integer_value(static_cast<std::int64_t>(a * b), x.dtype), true;
  return false;
}

}  // namespace

Builder::Builder() : outer_(innermost) { innermost = this; }
Builder::~Builder() { innermost = outer_; }
Builder* Builder::current() { return innermost; }

std::optional<Value> built_function(std::string_view name, const Value& x) {
  return innermost ? innermost->function(name, x) : std::nullopt;
}

Value constant_value(Dtype dtype, double value) {
  Value result{.dtype = dtype};
  visit_dtype(dtype, [&](auto zero) {
    const auto typed = static_cast<decltype(zero)>(value);
    std::memcpy(&result.bits, &typed, sizeof typed);
  });
  return result;
}

Value integer_value(std::int64_t value, Dtype dtype) {
  Value result{.dtype = dtype};
  visit_dtype(dtype, [&](auto zero) {
    const auto typed = static_cast<decltype(zero)>(value);
    std::memcpy(&result.bits, &typed, sizeof typed);
  });
  return result;
}

std::int64_t integer_of(const Value& constant) {
  return visit_dtype(constant.dtype, [&](auto zero) {
    std::memcpy(&zero, &constant.bits, sizeof zero);
    return static_cast<std::int64_t>(zero);
  });
}

Value splat(const Value& x, int width) {
  if (x.width == width || x.is_constant()) return x;
  if (x.width != 0) throw CompileError("ir: vectors of different widths meet");
  const std::string type = type_text(x.dtype, width);
  const Value first =
      emit(x.dtype, width, "insertelement " + type + " poison, " + typed_text(x, 0) + ", i64 0",
           x.depth);
  return emit(x.dtype, width,
              "shufflevector " + typed_text(first, width) + ", " + type + " poison, <" +
                  std::to_string(width) + " x i32> zeroinitializer",
              x.depth);
}

Value binary(Binary operation, const Value& x, const Value& y) {
  Value result;
  if (fold(operation, x, y, result)) return result;
  if (innermost) return innermost->binary(operation, x, y);
  const Value made = two_operands(opcode_of(operation, x.dtype), x.dtype, x, y);
  if (operation == Binary::add && x.dtype == Dtype::int64) Emitter::current().note_sum(made, x, y);
  return made;
}

Value compare(Compare operation, const Value& x, const Value& y) {
  if (innermost) return innermost->compare(operation, x, y);
  return two_operands(condition_of(operation, x.dtype), Dtype::boolean, x, y);
}

Value unary(Unary operation, const Value& x) {
  if (innermost) return innermost->unary(operation, x);
  const bool is_real = is_floating(x.dtype);
  switch (operation) {
    case Unary::negate:
      if (!is_real) return binary(Binary::subtract, integer_value(0, x.dtype), x);
      return negative(x);
    case Unary::abs:
      if (const Value* other = Emitter::current().negative_of(x); is_real && other)
        return intrinsic("fabs", *other, x.width);
      if (is_real) return intrinsic("fabs", x, x.width);
      if (is_unsigned(x.dtype)) return x;
      return select(compare(Compare::less, x, integer_value(0, x.dtype)), unary(Unary::negate, x),
                    x);
    case Unary::sqrt: return intrinsic("sqrt", x, x.width);
    case Unary::floor: return intrinsic("floor", x, x.width);
    case Unary::ceil: return intrinsic("ceil", x, x.width);
    case Unary::trunc: return intrinsic("trunc", x, x.width);
    case Unary::round_even: return intrinsic("roundeven", x, x.width);
    case Unary::population_count: break;
  }
  return intrinsic("ctpop", x, x.width);
}

Value select(const Value& condition, const Value& x, const Value& y) {
  if (condition.is_constant()) return condition.bits != 0 ? x : y;
  if (innermost) return innermost->select(condition, x, y);
  const int width = std::max(condition.width, common_width(x, y));
  return emit(x.dtype, width,
              "select " + typed_text(condition, condition.width) + ", " +
                  type_text(x.dtype, width) + " " + operand(x, width) + ", " +
                  type_text(x.dtype, width) + " " + operand(y, width),
              std::max(condition.depth, common_depth(x, y)));
}

Value copysign(const Value& magnitude, const Value& sign) {
  if (innermost) return innermost->copysign(magnitude, sign);
  const int width = common_width(magnitude, sign);
  return intrinsic("copysign", magnitude, width,
                   ", " + type_text(sign.dtype, width) + " " + operand(sign, width), sign.depth);
}

Value convert(const Value& x, Dtype to) {
  if (x.dtype == to) return x;
  if (innermost) return innermost->convert(x, to);
  const bool from_real = is_floating(x.dtype), to_real = is_floating(to);
  const auto bits = [](Dtype d) { return is_boolean(d) ? std::size_t{1} : 8 * size_of(d); };
  const bool is_natural = is_unsigned(x.dtype) || is_boolean(x.dtype);
  if (!from_real && !to_real && bits(x.dtype) == bits(to)) {
    Value same = x;
    same.dtype = to;
    return same;
  }
  // Positions are sums of a loop's counter and others. Loops over vectors count in few bits if it
  // is the counter that loses its upper ones.
  const bool is_narrowed = !from_real && !to_real && bits(x.dtype) > bits(to) && !is_boolean(to);
  if (const auto* sum = Emitter::current().sum_of(x); is_narrowed && sum)
    return binary(Binary::add, convert(sum->first, to), convert(sum->second, to));
  const char* opcode = from_real && to_real       ? (bits(x.dtype) < bits(to) ? "fpext" : "fptrunc")
                       : from_real                ? (is_unsigned(to) ? "fptoui" : "fptosi")
                       : to_real                  ? (is_natural ? "uitofp" : "sitofp")
                       : bits(x.dtype) > bits(to) ? "trunc"
                       : is_natural               ? "zext"
                                                  : "sext";
  return emit(to, x.width,
              std::string(opcode) + " " + typed_text(x, x.width) + " to " + type_text(to, x.width),
              x.depth);
}

Value bitcast(const Value& x, Dtype to) {
  if (x.dtype == to) return x;
  if (innermost && !x.is_constant()) return innermost->bitcast(x, to);
  if (is_floating(x.dtype) == is_floating(to) || x.is_constant()) {
    Value same = x;
    same.dtype = to;
    return same;
  }
  return emit(to, x.width, "bitcast " + typed_text(x, x.width) + " to " + type_text(to, x.width),
              x.depth);
}

}  // namespace aleator::ir
