// SPDX-License-Identifier: Apache-2.0
// Tests what draws do with the rarest random bits: the words of the cipher are replaced, one block
// at a time, by those whose numbers are near 0, 1/4, 1/2 and 1, which no number of draws would
// meet.
#include "aleator/aleator.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitives.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"

namespace aleator::battery {
namespace {

/// What the two halves of a block of words are made of. A pair of normal numbers has its radius in
/// the one and its angle in the other.
struct Words {
  std::uint32_t first, second;
};
constexpr std::uint32_t kZeros = 0, kOnes = 0xffffffff, kHalf = 0x80000000, kQuarter = 0x40000000;
constexpr Words kPatterns[] = {
    {kZeros, kZeros}, {kOnes, kOnes}, {kZeros, kHalf}, {kHalf, kQuarter}};
std::ostream& operator<<(std::ostream& out, const Words& w) {
  return out << std::hex << w.first << " and " << w.second << std::dec;
}

/// A sampler as a graph. Blocks of the cipher inside loops, which reject, stay as they are.
class Draws {
 public:
  explicit Draws(const Distribution& d)
      : closed_(close("draws", {Key(1).words().type()},
                      [&](const Arrays& words) { return Arrays{d.sample({}, Key(words[0]))}; })) {
    for (const Node* node : closed_.function.nodes()) {
      if (&node->primitive == &kThreefry2x32) sizes_.push_back(node->types[0].shape.size());
    }
  }

  std::size_t num_blocks() const { return sizes_.size(); }
  /// Whether all random bits of a draw are one block.
  bool is_of_one_number() const { return sizes_ == std::vector<std::int64_t>{1}; }
  bool has_loops() const {
    const auto is_loop = [](const Node* node) { return &node->primitive == &kMap; };
    return std::any_of(closed_.function.nodes().begin(), closed_.function.nodes().end(), is_loop);
  }

  /// The draw where block `which` is made of `words`, and the others lie in the middle.
  Array with(std::size_t which, const Words& words) const {
    Arrays arguments{Key(1).words()};
    arguments.insert(arguments.end(), closed_.captures.begin(), closed_.captures.end());
    Substitution substitute(closed_.function, arguments);
    std::size_t block = 0;
    for (const Node* node : closed_.function.nodes()) {
      const Arrays inputs = substitute(node->inputs);
      Arrays outputs;
      if (&node->primitive == &kThreefry2x32) {
        const Shape shape = node->types[0].shape;
        const Array is_first = reshape(2 * arange(shape.size()) < shape.size(), shape);
        const bool is_replaced = block++ == which;
        const Array high = where(is_first, strong_scalar(is_replaced ? words.first : kHalf),
                                 strong_scalar(is_replaced ? words.second : kHalf));
        // Numbers in the middle are not exactly there.
        const Array low = where(logical_and(is_first, is_replaced && words.first == kOnes),
                                strong_scalar(kOnes), strong_scalar(kZeros));
        outputs = {high, low};
      } else {
        outputs = apply_all(node->primitive, inputs, node->attributes);
      }
      substitute.set(node, outputs);
    }
    return substitute(closed_.function.outputs())[0];
  }

 private:
  ClosedFunction closed_;
  std::vector<std::int64_t> sizes_;
};

bool holds(const Array& condition) { return all(condition).item() != 0; }

class ExtremeWords : public testing::TestWithParam<DistributionCase> {};

TEST_P(ExtremeWords, MakeDrawsInsideTheSupport) {
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();
  const Draws draws(d);
  for (std::size_t i = 0; i < draws.num_blocks(); ++i) {
    for (const Words& words : kPatterns) {
      const Array x = draws.with(i, words);
      EXPECT_FALSE(holds(is_nan(x))) << "block " << i << ": " << words;
      if (c.is_extreme) continue;
      EXPECT_TRUE(holds(is_finite(x))) << "block " << i << ": " << words;
      if (c.family == &distributions::DoublesidedMaxwell::family)
        continue;  // its density has a root
      const Array density = d.log_prob(x);
      EXPECT_TRUE(holds(density > -HUGE_VAL)) << x << ", block " << i << ": " << words;
    }
  }
}

/// The least probable 2^-53 of a number on either side have their place, to the last digits.
TEST_P(ExtremeWords, ReachBothTailsExactly) {
  const DistributionCase& c = GetParam();
  const Distribution d = c.make();
  const Draws draws(d);
  const bool is_of_numbers = d.event_shape().rank() == 0 && !d.rules().is_discrete();
  if (!is_of_numbers || !d.has(Method::cdf) || d.batch_shape().size() != 1 || c.is_extreme) return;
  // Of several numbers no single one decides.
  if (draws.num_blocks() != 1 || draws.has_loops()) return;
  struct Tail {
    double probability = 1, resolution = 0;
  } low, high;
  const auto narrow = [&](Tail& tail, const Array& probability, const Array& x) {
    const double p = max(probability).item();
    if (p < tail.probability) tail = {p, max(0x1p-51 * abs(x) * d.prob(x)).item()};
  };
  for (std::size_t i = 0; i < draws.num_blocks(); ++i) {
    for (const Words& words : kPatterns) {
      const Array x = draws.with(i, words);
      narrow(low, d.cdf(x), x);
      narrow(high, d.survival_function(x), x);
    }
  }
  for (const Tail& tail : {low, high}) {
    EXPECT_LE(tail.probability, 1e-9 + tail.resolution);
    if (draws.is_of_one_number()) {
      EXPECT_NEAR(tail.probability, 0x1p-53, 1e-8 * 0x1p-53 + tail.resolution);
    }
  }
}

std::string name_of(const testing::TestParamInfo<DistributionCase>& info) {
  return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Numbers, ExtremeWords, testing::ValuesIn(distribution_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Events, ExtremeWords, testing::ValuesIn(event_cases()), name_of);

}  // namespace
}  // namespace aleator::battery
