// SPDX-License-Identifier: Apache-2.0
// Tests arrays that loops and branches change in place: the same values as the reference, in lanes,
// in ordinary batches, alone, and with operands that are part of the program.
#include "aleator/lowering/in_place.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

struct Machine {
  Array number, num_rows, level_sums, position, other, rows;
};

Array with_row(const Array& rows, const Array& k, const Array& value) {
  return dynamic_update_slice(rows, reshape(value, Shape{1} + value.shape()),
                              {k, astype(0, int64)});
}

/// Rows of a table change under a condition of their own, one after the other.
Array with_levels(const Array& table, const Array& number, const Array& value) {
  return scan(
             [&](const Array& t, const Array& k) {
               const Array others = shift_left(astype(1, int64), k) - 1;
               return std::pair(cond(
                                    bitwise_and(number, others) == 0,
                                    [&](const Array& old) { return with_row(old, k, value); },
                                    [](const Array& old) { return old; }, t),
                                Arrays{});
             },
             table, arange(4, int64))
      .first;
}

/// A machine that writes a row now and then, swaps two vectors at other times, and stops by itself:
/// every lane at a time of its own.
Machine run(const Array& start, const Array& length) {
  const auto goes_on = [&](const Machine& m) { return m.number < length; };
  const auto step = [](const Machine& m) {
    const Array position = sin(1.3 * m.position + 0.1);
    const Array table = with_levels(m.level_sums, m.number, position);
    struct Written {
      Array num_rows, rows;
    };
    const Written w = cond(
        remainder(m.number, 3) == 1,
        [&](const Written& old) {
          return Written{old.num_rows + 1, with_row(old.rows, old.num_rows, position + table[2])};
        },
        [](const Written& old) { return old; }, Written{m.num_rows, m.rows});
    struct Pair {
      Array first, second;
    };
    const Pair p = cond(
        position[0] > 0.4,
        [](const Pair& old) {
          return Pair{old.second, old.first + 1.};
        },
        [](const Pair& old) { return old; }, Pair{position, m.other});
    return Machine{m.number + 1, w.num_rows, table, p.first, p.second, w.rows};
  };
  const Array zero = astype(0, int64);
  const std::int64_t n = start.size();
  return while_loop(goes_on, step,
                    Machine{zero, zero, zeros({4, n}), start, 2. * start, zeros({12, n})});
}

Function machine(std::int64_t size) {
  return trace_closed("machine", {{.dtype = float64, .shape = {size}}, {.dtype = int64}},
                      [](const Arrays& x) { return flatten<Array>(run(x[0], x[1])); });
}

void expect_same(const std::vector<Buffer>& left, const std::vector<Buffer>& right,
                 const char* what) {
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    const std::vector<double> x = constant(left[i]).values(), y = constant(right[i]).values();
    ASSERT_EQ(x.size(), y.size());
    for (std::size_t k = 0; k < x.size(); ++k)
      ASSERT_NEAR(x[k], y[k], 1e-12) << what << ", output " << i << ", element " << k;
  }
}

class InPlace : public ::testing::TestWithParam<std::int64_t> {};

TEST_P(InPlace, LanesBatchesAndConstantsGiveWhatTheReferenceGives) {
  const std::int64_t size = GetParam(), lanes = 11;
  const Function one = machine(size);
  const Array starts = reshape(sin(astype(arange(lanes * size, int64), float64)), {lanes, size}),
              lengths = remainder(arange(lanes, int64) * 7, 31);
  const std::vector<Buffer> operands{starts.buffer(), lengths.buffer()};
  const Function in_lanes = over_lanes(one, 2, lanes);
  const std::vector<Buffer> expected = interpret(in_lanes, operands);
  expect_same(llvm::Program::make(in_lanes)->run(operands), expected, "lanes");
  const Function closed = trace_closed("closed", {}, [&](const Arrays&) {
    return call_function(in_lanes, {constant(operands[0]), constant(operands[1])});
  });
  expect_same(llvm::Program::make(closed)->run({}), expected, "constants");
  const Function batch = trace_closed("batch", in_lanes.parameter_types(), [&](const Arrays& x) {
    return vmap([&](const Array& s, const Array& l) {
      return call_function(one, {s, l});
    })(x[0], x[1]);
  });
  expect_same(llvm::Program::make(batch)->run(operands), expected, "batch");
  for (std::int64_t k = 0; k < lanes; ++k) {
    const std::vector<Buffer> own{starts[k].buffer(), lengths[k].buffer()};
    expect_same(llvm::Program::make(one)->run(own), interpret(one, own), "alone");
  }
}

/// In a branch of one lane an array that all lanes share may be changed: nobody else sees it.
TEST(InPlaceOfAll, BranchesOfLanesChangeWhatAllShare) {
  const Array shared = arange(5, float64);
  const auto f = [&](const Array& x, const Array& k) {
    return cond(
        x > 0.,
        [&](const Array& y) {
          const Array changed = dynamic_update_slice(shared, full({1}, 7.), {astype(k, int64)});
          return y + sum(changed);
        },
        [](const Array& y) { return y; }, x);
  };
  const Array x = array({1., -1., 2., -2., 3.});
  const Array k = Array(2);
  const auto all = [&](const Array& lanes, const Array& at) {
    return vmap([&](const Array& one) { return f(one, at); }, {.axis = Axis::Lanes})(lanes);
  };
  const std::vector<double> expected{16, -1, 17, -2, 18};
  EXPECT_EQ(jit(all)(x, k).values<double>(), expected);
}

INSTANTIATE_TEST_SUITE_P(Sizes, InPlace, ::testing::Values(3, 40));

}  // namespace
}  // namespace aleator::lowering
