// SPDX-License-Identifier: Apache-2.0
// Makes cases of the table's entries, and those of elementwise primitives.
#include "tests/battery/cases.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <random>

namespace aleator::battery {
namespace {

/// Elementwise primitives of two inputs; special functions of two or three go here too.
const std::vector<std::pair<const Primitive*, std::size_t>> kNumInputs = {
    {&kAdd, 2},
    {&kSubtract, 2},
    {&kMultiply, 2},
    {&kDivide, 2},
    {&kRemainder, 2},
    {&kPower, 2},
    {&kMaximum, 2},
    {&kMinimum, 2},
    {&kAtan2, 2},
    {&kEqual, 2},
    {&kNotEqual, 2},
    {&kLess, 2},
    {&kLessEqual, 2},
    {&kGreater, 2},
    {&kGreaterEqual, 2},
    {&kAnd, 2},
    {&kOr, 2},
    {&kXor, 2},
    {&kShiftLeft, 2},
    {&kShiftRightLogical, 2},
    {&kShiftRightArithmetic, 2},
};

Case at_dtype(const Entry& entry, Dtype dtype) {
  Case made{entry.primitive, text(entry.primitive->name, " (", entry.label, ") ", dtype),
            entry.program, entry.operands, entry.derivatives};
  for (Operand& operand : made.operands) operand.dtype = operand.dtype.value_or(dtype);
  return made;
}

std::vector<Dtype> dtypes_of(const Entry& entry) {
  if (!entry.dtypes.empty()) return entry.dtypes;
  std::vector<Dtype> dtypes;
  for (const Dtype dtype : kAllDtypes) {
    if (contains(entry.primitive->dtypes, dtype)) dtypes.push_back(dtype);
  }
  return dtypes;
}

Entry elementwise_entry(const Primitive& primitive) {
  const Operand operand{{2, 3}, {}, primitive.test.low, primitive.test.high};
  const auto program = [&primitive](const Arrays& x) { return apply_all(primitive, x); };
  return {&primitive, "elementwise", program, std::vector<Operand>(num_inputs(primitive), operand)};
}

}  // namespace

std::size_t num_inputs(const Primitive& primitive) {
  for (const auto& [known, n] : kNumInputs) {
    if (known == &primitive) return n;
  }
  return 1;
}

std::vector<Exception> without_cases() {
  return {{"constant", "a leaf: holds elements"},
          {"parameter", "a leaf: stands for an argument"},
          {"variable", "a leaf: tests/transforms/variable_test.cc"},
          {"named", "an identity that simplification drops: tests/transforms/inspect_test.cc"}};
}

std::vector<Case> all_cases() {
  std::vector<Entry> entries = structured_entries();
  const std::vector<Entry> control = control_entries();
  entries.insert(entries.end(), control.begin(), control.end());
  const std::vector<Exception> exceptions = without_cases();
  for (const Primitive* primitive : all_primitives()) {
    const bool has_entry = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
      return entry.primitive == primitive;
    });
    const bool is_excepted =
        std::any_of(exceptions.begin(), exceptions.end(), [&](const Exception& exception) {
          return exception.primitive == std::string(primitive->name);
        });
    if (!has_entry && !is_excepted && primitive->is_elementwise)
      entries.push_back(elementwise_entry(*primitive));
  }
  std::vector<Case> cases;
  for (const Entry& entry : entries) {
    for (const Dtype dtype : dtypes_of(entry)) cases.push_back(at_dtype(entry, dtype));
  }
  return cases;
}

Array random_array(const Operand& operand, unsigned seed) {
  std::mt19937_64 bits(seed);
  const Dtype dtype = *operand.dtype;
  const double low = is_unsigned(dtype) ? std::max(operand.low, 0.) : operand.low;
  std::vector<double> elements(static_cast<std::size_t>(operand.shape.size()));
  for (double& x : elements) {
    const double unit = static_cast<double>(bits() >> 11) * 0x1p-53;
    x = is_boolean(dtype) ? (unit < 0.5 ? 1 : 0) : low + unit * (operand.high - low);
  }
  return astype(array(elements, operand.shape), dtype);
}

Arrays random_arrays(const std::vector<Operand>& operands, unsigned seed) {
  Arrays arrays;
  for (const Operand& operand : operands)
    arrays.push_back(random_array(operand, 1000 * seed + static_cast<unsigned>(arrays.size())));
  return arrays;
}

}  // namespace aleator::battery
