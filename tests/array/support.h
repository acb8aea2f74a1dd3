// SPDX-License-Identifier: Apache-2.0
// Helps tests of array operations: oracle arrays, comparison, derivatives checked against finite
// differences and against each other, vmap against a loop.
#pragma once

#include "aleator/aleator.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aleator::testing {

using Operation = Callable<Array(const Arrays&)>;

/// The arrays of one case of a file of tests/data.
class Oracle {
 public:
  explicit Oracle(const char* name, const char* file_name = "arrays.json") {
    std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/" + file_name);
    data_ = nlohmann::json::parse(file).at(name);
  }
  Array operator()(const std::string& name) const {
    const auto& entry = data_.at(name);
    const Shape shape(entry.at("shape").get<Dims>());
    const auto& values = entry.at("values");
    if (!values.empty() && values[0].is_number_integer())
      return array(values.get<std::vector<std::int64_t>>(), shape);
    return array(values.get<std::vector<double>>(), shape);
  }

 private:
  nlohmann::json data_;
};

/// Deterministic values without pattern in (-1, 1).
inline Array wiggle(const Shape& shape, double phase = 0) {
  return sin(reshape(arange(shape.size(), float64), shape) * 12.9898 + (phase + 0.5));
}

inline void expect_near(const Array& actual, const Array& expected, double tolerance = 1e-12) {
  ASSERT_EQ(actual.shape(), expected.shape());
  const auto a = actual.values(), b = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool is_same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    if (is_same) continue;
    EXPECT_NEAR(a[i], b[i], tolerance * (1 + std::abs(b[i]))) << "at " << i;
  }
}

/// The directional derivative of f in the floating arguments, by central differences.
inline Array difference(const Operation& f, const Arrays& x, const Arrays& direction,
                        double step = 1e-5) {
  const auto moved = [&](double by) {
    Arrays y = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (is_floating(x[i].dtype())) y[i] = x[i] + by * direction[i];
    }
    return f(y);
  };
  return (moved(step) - moved(-step)) / (2 * step);
}

/// The floating ones among the arguments.
inline Arrays floating_of(const Arrays& x) {
  Arrays result;
  for (const Array& a : x) {
    if (is_floating(a.dtype())) result.push_back(a);
  }
  return result;
}

/// f as a function of its floating arguments, the others being those of x.
inline ArraysFunction floating_part(const Operation& f, const Arrays& x) {
  return [f, x](const Arrays& arguments) {
    Arrays all = x;
    std::size_t next = 0;
    for (Array& argument : all) {
      if (is_floating(argument.dtype())) argument = arguments[next++];
    }
    return Arrays{f(all)};
  };
}

/// x -> all gradients of sum(weight sin(f(x))), joined.
inline Operation joined_gradient(const Operation& f, const Array& weight) {
  return [f, weight](const Arrays& x) {
    const auto loss = [&](const Arrays& a) {
      return Arrays{sum(sin(floating_part(f, x)(a)[0]) * weight)};
    };
    Array joined = zeros({0});
    for (const Array& g : value_and_grad_arrays("grad", loss, floating_of(x)).gradients)
      joined = concatenate({joined, ravel(g)});
    return joined;
  };
}

/// jvp against finite differences, vjp against jvp, and for order 2 both again for the gradient.
/// Integer arguments are held fixed.
inline void check_derivatives(const Operation& f, const Arrays& x, double tolerance = 1e-8,
                              int order = 2) {
  Arrays direction;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Array v = wiggle(x[i].shape(), 7. + static_cast<double>(i));
    direction.push_back(is_floating(x[i].dtype()) ? v : zeros_like(x[i]));
  }
  const Arrays tangents = floating_of(direction);
  const Array forward = jvp_arrays(floating_part(f, x), floating_of(x), tangents).second[0];
  expect_near(forward, difference(f, x, direction), tolerance);
  const Array weight = wiggle(forward.shape(), 3);
  const Arrays pulled = vjp_arrays(floating_part(f, x), floating_of(x)).pull({weight});
  double total = 0;
  for (std::size_t i = 0; i < pulled.size(); ++i) total += sum(pulled[i] * tangents[i]).item();
  const double expected = sum(weight * forward).item();
  EXPECT_NEAR(total, expected, 1e-11 * (1 + std::abs(expected)));
  if (order > 1) check_derivatives(joined_gradient(f, weight), x, 10 * tolerance, order - 1);
}

/// vmap against a loop, for every choice of mapped arguments. `x` has 3 entries along a new axis 0
/// of each argument; unmapped arguments take the first of these.
inline void check_vmap(const Operation& f, const Arrays& x, double tolerance = 1e-13) {
  for (unsigned mask = 1; mask < (1U << x.size()); ++mask) {
    SCOPED_TRACE(text("mapped arguments as bits: ", mask));
    Arrays arguments;
    VmapOptions options;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool is_mapped = (mask >> i) & 1U;
      // The mapped axis is the last one where there is room, so that in_axes matter.
      arguments.push_back(is_mapped ? move_axis(x[i], 0, -1) : x[i][0]);
      options.in_axes.push_back(is_mapped ? -1 : kNotMapped);
    }
    const auto erased = [&](const Arrays& a) { return Arrays{f(a)}; };
    const Array batched = vmap_arrays(erased, arguments, options)[0];
    Arrays rows;
    for (std::int64_t k = 0; k < 3; ++k) {
      Arrays member;
      for (std::size_t i = 0; i < x.size(); ++i) member.push_back(x[i][(mask >> i) & 1U ? k : 0]);
      rows.push_back(f(member));
    }
    expect_near(astype(batched, float64), astype(stack(rows), float64), tolerance);
  }
}

/// The same for the gradients of the floating arguments.
inline void check_vmap_of_gradient(const Operation& f, const Arrays& x) {
  const auto gradient_of = [&](std::size_t which) {
    return [&f, which](const Arrays& arguments) {
      const auto g = [&](const Arrays& own) {
        Arrays all = arguments;
        all[which] = own[0];
        return Arrays{sum(sin(f(all)))};
      };
      return value_and_grad_arrays("grad", g, {arguments[which]}).gradients[0];
    };
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (is_floating(x[i].dtype())) check_vmap(gradient_of(i), x, 1e-12);
  }
}

/// The message of the exception that f throws.
template <class E, class F>
std::string message_of(const F& f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "nothing thrown";
}

}  // namespace aleator::testing
