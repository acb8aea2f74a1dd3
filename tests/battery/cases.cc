// SPDX-License-Identifier: Apache-2.0
// Makes cases of the table's entries, and those of elementwise primitives.
#include "tests/battery/cases.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <random>

namespace aleator::battery {
namespace {

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
  return {&primitive, "elementwise", program,
          std::vector<Operand>(static_cast<std::size_t>(primitive.num_inputs), operand)};
}

}  // namespace

std::vector<Exception> without_cases() {
  return {{"constant", "a leaf: holds elements"},
          {"parameter", "a leaf: stands for an argument"},
          {"variable", "a leaf: tests/transforms/variable_test.cc"},
          {"named", "an identity that simplification drops: tests/transforms/inspect_test.cc"}};
}

std::vector<Case> all_cases() {
  std::vector<Entry> entries = structured_entries();
  for (const std::vector<Entry>& more : {control_entries(), linear_entries(), special_entries()})
    entries.insert(entries.end(), more.begin(), more.end());
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
