// SPDX-License-Identifier: Apache-2.0
// Defines how instructions become text, and in which scope.
#include "aleator/graph/ir/emitter.h"

#include "aleator/base/error.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace aleator::ir {
namespace {

thread_local Emitter* innermost = nullptr;

std::string_view element_text(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean: return "i1";
    case Dtype::int32:
    case Dtype::uint32: return "i32";
    case Dtype::int64:
    case Dtype::uint64: return "i64";
    case Dtype::float32: return "float";
    case Dtype::float64: break;
  }
  return "double";
}

std::string vector_text(std::string_view element, int width) {
  if (width == 0) return std::string(element);
  return "<" + std::to_string(width) + " x " + std::string(element) + ">";
}

/// LLVM writes floating constants of both sizes as the bits of a double.
std::string constant_text(const Value& value) {
  if (is_floating(value.dtype)) {
    double number = 0;
    if (value.dtype == Dtype::float32) {
      float narrow = 0;
      std::memcpy(&narrow, &value.bits, sizeof narrow);
      number = static_cast<double>(narrow);
    } else {
      std::memcpy(&number, &value.bits, sizeof number);
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    char text[32];
    std::snprintf(text, sizeof text, "0x%016llX", static_cast<unsigned long long>(bits));
    return text;
  }
  if (is_boolean(value.dtype)) return value.bits != 0 ? "true" : "false";
  return std::to_string(integer_of(value));
}

std::int64_t alignment_of(Dtype dtype, int width) {
  const auto bytes = static_cast<std::int64_t>(size_of(dtype)) * std::max(1, width);
  return std::min<std::int64_t>(64, bytes & -bytes);
}

}  // namespace

std::string type_text(Dtype dtype, int width) { return vector_text(element_text(dtype), width); }
std::string memory_type_text(Dtype dtype, int width) {
  return vector_text(is_boolean(dtype) ? "i8" : element_text(dtype), width);
}

std::string operand_text(const Value& value, int width) {
  if (!value.is_constant()) return "%v" + std::to_string(value.reg);
  const std::string text = constant_text(value);
  if (width == 0) return text;
  return "splat (" + std::string(element_text(value.dtype)) + " " + text + ")";
}

std::string typed_text(const Value& value, int width) {
  return type_text(value.dtype, width) + " " + operand_text(value, width);
}

Emitter::Emitter() : vector_bytes(innermost ? innermost->vector_bytes : 0), outer_(innermost) {
  innermost = this;
  scopes_.emplace_back();
  scopes_.back().label = "entry";
}
Emitter::~Emitter() { innermost = outer_; }

Emitter& Emitter::current() {
  if (!innermost) throw CompileError("ir: an operation on values needs an Emitter in its thread");
  return *innermost;
}

void Emitter::open(bool is_guard) {
  const int guard = is_guard ? depth() + 1 : scopes_.back().guard;
  scopes_.emplace_back();
  scopes_.back().guard = guard;
}

std::string Emitter::close() {
  std::string text = std::move(scopes_.back().text);
  scopes_.pop_back();
  return text;
}

void Emitter::start_block(const std::string& label) {
  append(label + ":\n");
  scopes_.back().label = label;
}

Value Emitter::pure(Dtype dtype, int width, const std::string& text, int operand_depth) {
  for (std::size_t d = static_cast<std::size_t>(operand_depth); d < scopes_.size(); ++d) {
    const auto found = scopes_[d].registers.find(text);
    if (found != scopes_[d].registers.end())
      return {dtype, width, static_cast<int>(d), found->second, 0};
  }
  const int home = std::max(operand_depth, scopes_.back().guard);
  Scope& scope = scopes_[static_cast<std::size_t>(home)];
  const int reg = number();
  scope.text += "  %v" + std::to_string(reg) + " = " + text + "\n";
  scope.registers.emplace(text, reg);
  return {dtype, width, home, reg, 0};
}

Value Emitter::impure(Dtype dtype, int width, const std::string& text) {
  const int reg = number();
  append("  %v" + std::to_string(reg) + " = " + text + "\n");
  return {dtype, width, depth(), reg, 0};
}

Pointer Emitter::address(const Pointer& base, std::string_view type, const Value& offset) {
  if (offset.is_constant() && integer_of(offset) == 0) return base;
  const Value p = pure(
      Dtype::int64, 0,
      "getelementptr " + std::string(type) + ", ptr " + base.name + ", " + typed_text(offset, 0),
      std::max(base.depth, offset.depth));
  return {"%v" + std::to_string(p.reg), p.depth};
}

Value Emitter::load_now(const Pointer& from, const Access& access) {
  const Value raw = impure(
      access.dtype, access.width,
      "load " + memory_type_text(access.dtype, access.width) + ", ptr " + from.name + ", align " +
          std::to_string(alignment_of(access.dtype, access.width)) + access_suffix);
  return is_boolean(access.dtype) ? truncated(raw) : raw;
}

/// A bool as a register from what memory holds.
Value Emitter::truncated(const Value& raw) {
  return pure(raw.dtype, raw.width,
              "trunc " + memory_type_text(raw.dtype, raw.width) + " %v" + std::to_string(raw.reg) +
                  " to " + type_text(raw.dtype, raw.width),
              raw.depth);
}

Value Emitter::load(const Pointer& from, const Access& access) {
  const std::string text =
      "load " + memory_type_text(access.dtype, access.width) + ", ptr " + from.name + ", align " +
      std::to_string(alignment_of(access.dtype, access.width)) + access_suffix +
      (access.version == 0 ? "" : " ; " + std::to_string(access.version));
  const int home = std::max(from.depth, access.depth);
  const Value raw = pure(access.dtype, access.width, text, home);
  return is_boolean(access.dtype) ? truncated(raw) : raw;
}

void Emitter::store(const Value& value, const Pointer& to) {
  Value stored = value;
  std::string text = typed_text(value, value.width);
  if (is_boolean(value.dtype)) {
    const std::string type = memory_type_text(value.dtype, value.width);
    stored = pure(value.dtype, value.width, "zext " + text + " to " + type, value.depth);
    text = type + " %v" + std::to_string(stored.reg);
  }
  append("  store " + text + ", ptr " + to.name + ", align " +
         std::to_string(alignment_of(value.dtype, value.width)) + access_suffix + "\n");
}

Pointer Emitter::allocate(Dtype dtype, int width, std::int64_t count) {
  const std::string name = "%m" + std::to_string(number());
  allocations_ += "  " + name + " = alloca [" + std::to_string(count) + " x " +
                  memory_type_text(dtype, width) + "], align 64\n";
  return {name, 0};
}

}  // namespace aleator::ir
