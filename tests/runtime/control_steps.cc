// SPDX-License-Identifier: Apache-2.0
// Defines the steps of random programs that are control flow around smaller random programs.
#include <algorithm>

#include "tests/runtime/builder.h"

namespace aleator::differential {
namespace {

/// A random program over the builder's values and some of its own, the same at each call.
struct Body {
  std::uint64_t seed;
  Values outer;
  int depth;

  explicit Body(Builder& b) : seed(b.seed()), outer(b.pool()), depth(b.depth() + 1) {}
  Builder grown(const Values& own) const {
    Values pool = outer;
    pool.insert(pool.end(), own.begin(), own.end());
    Builder inner(seed, pool, depth);
    inner.grow(1 + inner.below(4));
    return inner;
  }
};

/// Something like x out of the inner program.
Array next(Builder& inner, const Array& x) {
  const Array y = inner.like(Value{x}).array;
  return is_floating(y.dtype()) ? 2. * tanh(y) : y;
}

/// Values that may have passed through any dtype.
Values inexact(const Arrays& arrays) {
  Values values;
  for (const Array& x : arrays) values.push_back({x, is_floating(x.dtype()) ? 1e-3 : 0});
  return values;
}

/// Small states.
Arrays starts(Builder& b) {
  Arrays start;
  for (std::int64_t i = 0; i <= b.below(2); ++i) {
    Dims dims;
    for (std::int64_t k = b.below(3); k > 0; --k) dims.push_back(1 + b.below(5));
    start.push_back(b.fit(b.pick(), Shape(dims)).array);
  }
  return start;
}

void add_all(Builder& b, const Arrays& results) {
  for (const Value& value : inexact(results)) b.add_moved(value.array, {value});
}

void scanned(Builder& b) {
  const Arrays start = starts(b);
  const Value x = b.with_axes(1);
  const Body body(b);
  const auto step = [&](const Arrays& carry, const Arrays& entries) {
    Values own = inexact(carry);
    own.push_back({entries[0], x.error});
    Builder inner = body.grown(own);
    Arrays after;
    for (const Array& c : carry) after.push_back(next(inner, c));
    return std::pair(after, Arrays{inner.pick().array});
  };
  auto [carry, results] = scan_arrays(step, start, {x.array}, {.is_reverse = b.is_one_in(2)});
  add_all(b, carry);
  add_all(b, results);
}

void counted(Builder& b) {
  const Arrays start = starts(b);
  const Body body(b);
  const auto step = [&](const Array& i, const Arrays& state) {
    Values own = inexact(state);
    own.push_back({i});
    Builder inner = body.grown(own);
    Arrays after;
    for (const Array& c : state) after.push_back(next(inner, c));
    return after;
  };
  const std::int64_t low = b.below(4);
  add_all(b, fori_loop(low, low + b.below(5), step, start));
}

void repeated(Builder& b) {
  Arrays start = starts(b);
  start.insert(start.begin(), astype(0, int64));
  const Array limit = remainder(b.position().array, astype(6, int64));
  const Body body(b);
  const auto condition = [&](const Arrays& state) { return Arrays{state[0] < limit}; };
  const auto step = [&](const Arrays& state) {
    Builder inner = body.grown(inexact(state));
    Arrays after{state[0] + 1};
    for (std::size_t i = 1; i < state.size(); ++i) after.push_back(next(inner, state[i]));
    return after;
  };
  add_all(b, while_arrays(condition, step, start, {.max_steps = b.is_one_in(2) ? -1 : 8}));
}

void chosen(Builder& b) {
  const Arrays operands = starts(b);
  const Array predicate = b.fit(b.of(boolean, true), {}).array;
  const Body on_true(b), on_false(b);
  const auto branch = [&](const Body& body) {
    return [&](const Arrays& x) {
      Builder inner = body.grown(inexact(x));
      Arrays results;
      for (const Array& like : x) results.push_back(next(inner, like));
      return results;
    };
  };
  add_all(b, cond_arrays(predicate, branch(on_true), branch(on_false), operands));
}

void mapped(Builder& b) {
  const Value x = b.with_axes(1);
  if (x.array.dim(0) == 0) return;
  const Body body(b);
  const auto f = [&](const Arrays& row) {
    Builder inner = body.grown({{row[0], x.error}});
    Arrays results{inner.pool().back().array, inner.pick().array};
    return results;
  };
  add_all(b, vmap_arrays(f, {x.array}, {}));
}

}  // namespace

void step_control(Builder& b) {
  switch (b.below(6)) {
    case 0:
    case 1: return scanned(b);
    case 2: return counted(b);
    case 3: return repeated(b);
    case 4: return chosen(b);
    default: return mapped(b);
  }
}

}  // namespace aleator::differential
