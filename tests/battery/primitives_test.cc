// SPDX-License-Identifier: Apache-2.0
// Tests every primitive at every dtype: derivatives, batching and lane marks.
#include "aleator/graph/node.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/battery/cases.h"
#include "tests/battery/checks.h"

namespace aleator::battery {
namespace {

constexpr unsigned kSeed = 20240229;

TEST(Primitives, EachHasACase) {
  std::set<std::string> covered;
  for (const Case& c : all_cases()) covered.insert(c.primitive->name);
  for (const Exception& exception : without_cases()) covered.insert(exception.primitive);
  for (const Primitive* primitive : all_primitives())
    EXPECT_TRUE(covered.count(primitive->name))
        << primitive->name << " has no case in tests/battery";
}

TEST(Primitives, OccurInTheirCases) {
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const Function f = function_of(c.program, random_arrays(c.operands, kSeed));
    const auto is_it = [&](const Node* node) { return &node->primitive == c.primitive; };
    EXPECT_TRUE(std::any_of(f.nodes().begin(), f.nodes().end(), is_it)) << f.to_string();
  }
}

TEST(Primitives, DerivativesMatchDifferencesAndEachOther) {
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const Arrays x = random_arrays(c.operands, kSeed);
    if (c.derivatives == Derivatives::none) continue;
    check_derivatives(function_of(c.program, x), x,
                      {.has_reverse = c.derivatives == Derivatives::all});
  }
}

TEST(Primitives, BatchesMatchLoops) {
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const std::vector<Arrays> alternatives{random_arrays(c.operands, kSeed),
                                           random_arrays(c.operands, kSeed + 1)};
    check_batches(function_of(c.program, alternatives[0]), alternatives);
    check_axes(c.program, alternatives);
  }
}

TEST(Primitives, BatchesOfOneKeepTheLaneMark) {
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const std::vector<Arrays> one{random_arrays(c.operands, kSeed)};
    check_batches(function_of(c.program, one[0]), one);
  }
}

}  // namespace
}  // namespace aleator::battery
