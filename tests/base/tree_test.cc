// SPDX-License-Identifier: Apache-2.0
// Tests that trees are taken apart completely.
#include "aleator/base/tree.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

struct Leaf {
  int value = 0;
};

/// Has no default, as distributions have none.
class Pair {
 public:
  Pair(int first, int second) : first_{first}, second_{second} {}
  template <class F>
  void visit_leaves(F&& f) const {
    f(first_);
    f(second_);
  }

 private:
  Leaf first_, second_;
};

template <class T>
std::vector<int> values_of(const T& tree) {
  std::vector<int> values;
  for (const Leaf& leaf : flatten<Leaf>(tree)) values.push_back(leaf.value);
  return values;
}

TEST(Tree, FieldsWithoutDefault) {
  struct Model {
    Leaf leaf;
    std::vector<Leaf> list;
    Pair pair;
  };
  EXPECT_EQ(values_of(Model{{1}, {{2}, {3}}, {4, 5}}), (std::vector<int>{1, 2, 3, 4, 5}));
}

TEST(Tree, NestedAggregates) {
  struct Inner {
    Leaf a, b;
    double number = 0;
  };
  struct Outer {
    Inner inner;
    std::array<Leaf, 2> fixed;
    std::pair<Leaf, Inner> both;
  };
  const Outer outer{{{1}, {2}}, {{{3}, {4}}}, {{5}, {{6}, {7}}}};
  EXPECT_EQ(values_of(outer), (std::vector<int>{1, 2, 3, 4, 5, 6, 7}));
  const Outer doubled = unflatten<Leaf>(outer, std::vector<Leaf>(7, Leaf{8}));
  EXPECT_EQ(values_of(doubled), std::vector<int>(7, 8));
}

TEST(Tree, WithoutFields) {
  struct Empty {};
  EXPECT_TRUE(values_of(Empty{}).empty());
}

}  // namespace
}  // namespace aleator
