// SPDX-License-Identifier: Apache-2.0
#include "tests/battery/checks.h"

#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/verify.h"

#include <algorithm>
#include <cmath>

#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(x.type());
  return types;
}

Arrays joined(Arrays a, const Arrays& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<bool> floating(const ArrayTypes& types) {
  std::vector<bool> flags;
  for (const ArrayType& type : types) flags.push_back(is_floating(type.dtype));
  return flags;
}

bool is_any(const std::vector<bool>& flags) {
  return std::find(flags.begin(), flags.end(), true) != flags.end();
}

/// Random directions for floating arrays; zeros for the rest, or none of them.
Arrays directions(const ArrayTypes& types, bool is_complete, unsigned seed) {
  Arrays result;
  for (const ArrayType& type : types) {
    if (is_floating(type.dtype)) {
      result.push_back(random_array({type.shape, type.dtype, -1, 1}, seed++));
    } else if (is_complete) {
      result.push_back(zeros(type.shape, type.dtype));
    }
  }
  return result;
}

struct Dot {
  double value = 0, scale = 1e-3;  ///< scale: sum of magnitudes
};
Dot dot(const Arrays& a, const Arrays& b) {
  Dot total;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!is_floating(a[i].dtype())) continue;
    const std::vector<double> x = a[i].values(), y = b[i].values();
    for (std::size_t k = 0; k < x.size(); ++k) {
      total.value += x[k] * y[k];
      total.scale += std::abs(x[k] * y[k]);
    }
  }
  return total;
}

/// x + step * t on floating arrays; t has one entry for each of them.
Arrays moved(const Arrays& x, const Arrays& t, double step) {
  Arrays result;
  std::size_t next = 0;
  for (const Array& a : x) result.push_back(is_floating(a.dtype()) ? a + step * t[next++] : a);
  return result;
}

/// d/ds <ct, f(x + s t)> by the four-point rule.
double central_difference(const Function& f, const Arrays& x, const Arrays& t, const Arrays& ct) {
  constexpr double kStep = 2e-4;
  const auto at = [&](double steps) {
    return dot(evaluated(f, moved(x, t, steps * kStep)), ct).value;
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * kStep);
}

bool is_all_float64(const ArrayTypes& types) {
  return std::none_of(types.begin(), types.end(),
                      [](const ArrayType& type) { return type.dtype == float32; });
}

}  // namespace

Function function_of(const ArraysFunction& program, const Arrays& arguments) {
  const Traced traced = trace("battery", types_of(arguments), program);
  EXPECT_TRUE(traced.captures.empty()) << traced.function.to_string();
  verify(traced.function);
  const Function simpler = simplify(traced.function);
  verify(simpler);
  return simpler;
}

Arrays evaluated(const Function& f, const Arrays& arguments) {
  std::vector<Buffer> buffers;
  for (const Array& x : arguments) buffers.push_back(x.buffer());
  Arrays results;
  for (const Buffer& buffer : run(f, std::move(buffers))) results.push_back(constant(buffer));
  return results;
}

testing::AssertionResult is_near(const Array& actual, const Array& expected, double tolerance) {
  if (actual.dtype() != expected.dtype() || actual.shape() != expected.shape()) {
    return testing::AssertionFailure()
           << "type " << actual.type().to_string() << ", expected " << expected.type().to_string();
  }
  const std::vector<double> x = actual.values(), y = expected.values();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double bound = tolerance * (1 + std::max(std::abs(x[i]), std::abs(y[i])));
    const bool is_same =
        x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i])) || std::abs(x[i] - y[i]) <= bound;
    if (!is_same) {
      return testing::AssertionFailure()
             << "element " << i << " is " << x[i] << ", expected " << y[i];
    }
  }
  return testing::AssertionSuccess();
}

void check_derivatives(const Function& f, const Arrays& x, const DerivativeOptions& options) {
  const std::vector<bool> wanted = floating(f.parameter_types());
  if (!is_any(wanted) || !is_any(floating(f.output_types()))) return;
  const Arrays t = directions(f.parameter_types(), false, 7 * options.seed);
  const Arrays ct = directions(f.output_types(), true, 7 * options.seed + 100);
  const Function forward = jvp_function(f, wanted);
  verify(forward);
  const Arrays pushed = evaluated(forward, joined(x, t));
  const Arrays tangents(pushed.begin() + static_cast<std::ptrdiff_t>(f.outputs().size()),
                        pushed.end());
  const Dot along = dot(tangents, ct);
  const bool is_exact = is_all_float64(types_of(x)) && is_all_float64(f.output_types());
  if (is_exact) {
    EXPECT_NEAR(along.value, central_difference(f, x, t, ct), 1e-6 * along.scale)
        << "jvp and finite differences of\n"
        << f.to_string();
  }
  if (options.order > 1)
    check_derivatives(forward, joined(x, t),
                      {options.order - 1, options.has_reverse, options.seed + 1});
  if (!options.has_reverse) return;
  const Function backward = vjp_function(f, wanted);
  verify(backward);
  const Arrays gradients = evaluated(backward, joined(x, ct));
  EXPECT_NEAR(dot(gradients, t).value, along.value, (is_exact ? 1e-10 : 2e-4) * along.scale)
      << "vjp and jvp of\n"
      << f.to_string();
  if (options.order > 1)
    check_derivatives(backward, joined(x, ct), {options.order - 1, true, options.seed + 2});
}

namespace {

Array row(const Array& x, std::int64_t i) { return squeeze(slice_axis(x, 0, i, i + 1), 0); }

/// f over a new axis 0 of the flagged arguments against one call per entry.
Function check_batch(const Function& f, const Arrays& batched, const std::vector<bool>& flags,
                     std::int64_t size, bool is_lanes) {
  const Function g = batch_function(f, flags, size, is_lanes);
  verify(g);
  const Arrays actual = evaluated(g, batched);
  std::vector<Arrays> rows(f.outputs().size());
  for (std::int64_t i = 0; i < size; ++i) {
    Arrays arguments = batched;
    for (std::size_t k = 0; k < flags.size(); ++k) {
      if (flags[k]) arguments[k] = row(batched[k], i);
    }
    const Arrays results = evaluated(f, arguments);
    for (std::size_t k = 0; k < results.size(); ++k) rows[k].push_back(results[k]);
  }
  for (std::size_t k = 0; k < rows.size(); ++k) {
    // The compiled code of a batch may add in another order than that of one member.
    const double tolerance = actual[k].dtype() == float32 ? 4e-6 : 1e-14;
    EXPECT_TRUE(is_near(actual[k], stack(rows[k]), tolerance)) << g.to_string();
    const int before = f.outputs()[k].type().lane_axis;
    const int expected = is_lanes ? 0 : before == kNoLane ? kNoLane : before + 1;
    EXPECT_EQ(g.outputs()[k].type().lane_axis, expected) << g.to_string();
  }
  return g;
}

}  // namespace

void check_batches(const Function& f, const std::vector<Arrays>& alternatives) {
  const auto size = static_cast<std::int64_t>(alternatives.size());
  const std::size_t n = alternatives[0].size();
  for (std::size_t mask = 1; mask < std::size_t{1} << n; ++mask) {
    Arrays batched = alternatives[0], twice;
    std::vector<bool> flags, outer_flags;
    for (std::size_t i = 0; i < n; ++i) {
      flags.push_back((mask >> i & 1) != 0);
      Arrays rows;
      for (const Arrays& one : alternatives) rows.push_back(one[i]);
      if (flags[i]) batched[i] = stack(rows);
      outer_flags.push_back(!flags[i] || n == 1 || i % 2 == mask % 2);
      twice.push_back(outer_flags[i] ? stack({batched[i], reverse(batched[i], {}), batched[i]})
                                     : batched[i]);
    }
    check_batch(check_batch(f, batched, flags, size, false), twice, outer_flags, 3, true);
    check_batch(check_batch(f, batched, flags, size, true), twice, outer_flags, 3, false);
  }
}

void check_axes(const ArraysFunction& program, const std::vector<Arrays>& alternatives) {
  Arrays stacked;
  std::int64_t max_rank = 0;
  for (std::size_t i = 0; i < alternatives[0].size(); ++i) {
    Arrays rows;
    for (const Arrays& one : alternatives) rows.push_back(one[i]);
    stacked.push_back(stack(rows));
    max_rank = std::max(max_rank, stacked[i].rank());
  }
  const Arrays expected = vmap_arrays(program, stacked, {});
  for (std::int64_t axis = 1; axis < max_rank; ++axis) {
    Arrays arguments;
    VmapOptions options;
    for (const Array& x : stacked) {
      options.in_axes.push_back(std::min(axis, x.rank() - 1));
      arguments.push_back(move_axis(x, 0, options.in_axes.back()));
    }
    options.out_axes.assign(expected.size(), -1);
    const Arrays actual = vmap_arrays(program, arguments, options);
    for (std::size_t k = 0; k < actual.size(); ++k)
      EXPECT_TRUE(is_near(actual[k], move_axis(expected[k], 0, -1), 0)) << "axis " << axis;
  }
}

}  // namespace aleator::battery
