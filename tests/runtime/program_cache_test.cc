// SPDX-License-Identifier: Apache-2.0
// Tests that programs are found by what functions compute, and by nothing less.
#include "aleator/runtime/llvm/program_cache.h"

#include "aleator/aleator.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/inspect.h"

#include <gtest/gtest.h>

namespace aleator::llvm {
namespace {

Function scaled(const char* name, double factor, std::int64_t size, Dtype dtype = float64) {
  return trace_closed(name, {{.dtype = dtype, .shape = {size}}},
                      [&](const Arrays& x) { return Arrays{exp(x[0]) * factor}; });
}

Function looped(double factor) {
  return trace_closed("loop", {{.dtype = float64}}, [&](const Arrays& x) {
    return Arrays{fori_loop(
        0, 3, [&](const Array&, const Array& y) { return y * factor + 1.; }, x[0])};
  });
}

TEST(ProgramCache, FindsFunctionsThatAreTheSameButForNames) {
  ProgramCache programs(8);
  const auto first = programs.obtain(scaled("a", 2, 5));
  EXPECT_EQ(programs.obtain(scaled("b", 2, 5)).get(), first.get());
  EXPECT_EQ(programs.obtain(looped(0.5)).get(), programs.obtain(looped(0.5)).get());
}

TEST(ProgramCache, TellsApartWhatDiffersAnywhere) {
  ProgramCache programs(32);
  const std::vector<Function> functions{scaled("f", 2, 5),
                                        scaled("f", 3, 5),
                                        scaled("f", 2, 6),
                                        scaled("f", 2, 5, float32),
                                        looped(0.5),
                                        looped(0.25),
                                        over_lanes(looped(0.5), 1, 5),
                                        over_lanes(looped(0.5), 1, 6)};
  std::vector<Ref<const Program>> found;
  for (const Function& f : functions) found.push_back(programs.obtain(f));
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(found[i].get(), found[j].get()) << i << " " << j;
  }
}

TEST(ProgramCache, ForgetsWhatWasNotUsedForLongest) {
  ProgramCache programs(2);
  const auto first = programs.obtain(scaled("f", 1, 3)),
             second = programs.obtain(scaled("f", 2, 3));
  EXPECT_EQ(programs.obtain(scaled("f", 1, 3)).get(), first.get());
  programs.obtain(scaled("f", 3, 3));  // takes the place of the second
  EXPECT_EQ(programs.obtain(scaled("f", 1, 3)).get(), first.get());
  EXPECT_NE(programs.obtain(scaled("f", 2, 3)).get(), second.get());
}

}  // namespace
}  // namespace aleator::llvm
