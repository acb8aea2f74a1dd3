// SPDX-License-Identifier: Apache-2.0
// Compares compiled random functions with the reference backend. ALEATOR_FUZZ_CASES says how many,
// ALEATOR_FUZZ_SEED the first seed; with ALEATOR_FUZZ_PRINT functions are printed before they run.
#include "aleator/graph/evaluator.h"
#include "aleator/runtime/llvm/program.h"

#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/runtime/random_function.h"
#include "tests/runtime/reduce_failure.h"

namespace aleator::differential {
namespace {

constexpr std::uint64_t kCasesPerTest = 25;

std::uint64_t from_environment(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}
std::uint64_t num_cases() { return from_environment("ALEATOR_FUZZ_CASES", 500); }
std::uint64_t base_seed() { return from_environment("ALEATOR_FUZZ_SEED", 1); }

void check(std::uint64_t seed) {
  const RandomFunction random = random_function(seed);
  const std::string text = random.function.to_string();
  if (std::getenv("ALEATOR_FUZZ_PRINT")) std::cerr << "seed " << seed << "\n" << text << std::endl;
  std::string found = difference(random.function, random.arguments, random.errors);
  if (found.empty()) return;
  if (std::getenv("ALEATOR_FUZZ_REDUCE"))
    found += "\nreduced " + reduced(random.function, random.arguments);
  FAIL() << found << "\nseed " << seed << ", of\n" << text;
}

class Differential : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Differential, CompiledIsReference) {
  const std::uint64_t first = GetParam() * kCasesPerTest;
  const std::uint64_t last = std::min(first + kCasesPerTest, num_cases());
  for (std::uint64_t i = first; i < last; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << base_seed() + i);
    EXPECT_NO_THROW(check(base_seed() + i));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Differential,
                         testing::Range<std::uint64_t>(0, (num_cases() + kCasesPerTest - 1) /
                                                              kCasesPerTest));

}  // namespace
}  // namespace aleator::differential
