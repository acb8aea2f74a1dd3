// SPDX-License-Identifier: Apache-2.0
// Tests the rewrites before lowering: which operations are left in loops, and that values stay.
#include "aleator/lowering/rewrite/rewrite.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

using Body = Callable<Arrays(const Arrays&)>;

Function function_of(const ArrayTypes& types, const Body& body) {
  return simplify(trace_closed("f", types, body));
}

std::ptrdiff_t count(const Function& f, std::string_view primitive) {
  return std::count_if(f.nodes().begin(), f.nodes().end(),
                       [&](const Node* node) { return node->primitive.name == primitive; });
}

/// Operations of this name on arrays with more than one element.
std::ptrdiff_t count_in_loops(const Function& f, std::string_view primitive) {
  return std::count_if(f.nodes().begin(), f.nodes().end(), [&](const Node* node) {
    return node->primitive.name == primitive && node->types[0].shape.size() > 1;
  });
}

std::vector<Buffer> numbers(const ArrayTypes& types) {
  std::vector<Buffer> buffers;
  for (const ArrayType& type : types) {
    Buffer buffer(type.dtype, type.shape);
    for (std::int64_t i = 0; i < buffer.size(); ++i) {
      const double x = 0.5 + std::sin(static_cast<double>(1 + i) * 1.7) / 3;
      if (type.dtype == float32) buffer.mutable_data<float>()[i] = static_cast<float>(x);
      else buffer.mutable_data<double>()[i] = x;
    }
    buffers.push_back(buffer);
  }
  return buffers;
}

/// The rewritten function, after a comparison of its values.
Function checked(const ArrayTypes& types, const Body& body) {
  const Function f = function_of(types, body), g = simplify(rewrite(f));
  EXPECT_EQ(g.output_types(), f.output_types());
  const std::vector<Buffer> expected = interpret(f, numbers(types)),
                            actual = interpret(g, numbers(types));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double tolerance = expected[i].dtype() == float32 ? 1e-5 : 1e-13;
    const std::vector<double> x = constant(expected[i]).values(), y = constant(actual[i]).values();
    for (std::size_t k = 0; k < x.size(); ++k)
      EXPECT_NEAR(y[k], x[k], tolerance * (1 + std::abs(x[k]))) << g.to_string();
  }
  return g;
}

const ArrayType kNumber{float64, {}}, kData{float64, {50}};

Array log_normal(const Array& x, const Array& loc, const Array& scale) {
  return sum(-0.5 * square((x - loc) / scale) - log(scale) - 0.9189385332046727);
}

TEST(Rewrite, ScaleAndConstantsLeaveTheSumOfALogDensity) {
  const Function g = checked({kData, kNumber, kNumber},
                             [](const Arrays& x) { return Arrays{log_normal(x[0], x[1], x[2])}; });
  EXPECT_EQ(count_in_loops(g, "divide"), 0) << g.to_string();
  EXPECT_EQ(count_in_loops(g, "log"), 0);
  EXPECT_EQ(count_in_loops(g, "multiply"), 1);  // the square
  EXPECT_EQ(count_in_loops(g, "subtract"), 1);  // x - loc
}

TEST(Rewrite, Float32KeepsTheScaleOfSquares) {
  const ArrayType number{float32, {}}, data{float32, {50}};
  const Function g = checked({data, number, number},
                             [](const Arrays& x) { return Arrays{log_normal(x[0], x[1], x[2])}; });
  EXPECT_EQ(count_in_loops(g, "divide"), 0) << g.to_string();
  EXPECT_EQ(count_in_loops(g, "multiply"), 2);  // by the reciprocal of the scale, and the square
}

TEST(Rewrite, QuotientsWithOneDivisorShareItsReciprocal) {
  const Function g = checked({kData, kData, kData}, [](const Arrays& x) {
    return Arrays{x[0] / x[2], x[1] / x[2] + 1. / x[2], x[1] / x[0]};
  });
  EXPECT_EQ(count_in_loops(g, "divide"), 2) << g.to_string();
  EXPECT_EQ(count_in_loops(g, "multiply"), 2);
}

TEST(Rewrite, OperationsOnAConcatenationAreThoseOnItsParts) {
  const Function g = checked({kData, kNumber, {float64, {51}}}, [](const Arrays& x) {
    return Arrays{x[2] - 0.1 * concatenate({exp(x[0]), expand_dims(x[1], 0)}, 0)};
  });
  const Node& last = *g.outputs()[0].node();
  EXPECT_EQ(last.primitive.name, std::string_view("concatenate")) << g.to_string();
  // Not where more reads the concatenation: it would be computed twice.
  const Function both = checked({kData, kData}, [](const Arrays& x) {
    const Array whole = concatenate({exp(x[0]), x[1]}, 0);
    return Arrays{2. * whole, whole};
  });
  EXPECT_EQ(count(both, "concatenate"), 1) << both.to_string();
}

TEST(Rewrite, FunctionsOfAChoiceAreComputedOnceForEachOfItsNumbers) {
  const Function g = checked({kData, kNumber, kNumber}, [](const Arrays& x) {
    const Array rate = where(x[0] < 0.5, x[1], x[2]), other = where(x[0] < 0.5, x[1], 2.);
    return Arrays{sum(x[0] * log(2. * rate) - rate), sum(x[0] / rate), sum(exp(other))};
  });
  for (const char* name : {"log", "exp", "divide"})
    EXPECT_EQ(count_in_loops(g, name), 0) << name << "\n" << g.to_string();
  // Guards against bad parameters are choices too.
  const Function guarded = checked({kData, kNumber, kNumber}, [](const Arrays& x) {
    const Array scale = where(x[0] < 0.5, x[1], x[2]), valid = where(scale > 0., scale, 1.);
    return Arrays{sum(square(x[0] / valid) - log(valid))};
  });
  for (const char* name : {"log", "divide"})
    EXPECT_EQ(count_in_loops(guarded, name), 0) << name << "\n" << guarded.to_string();
  // Not of a choice between as many numbers as it has elements.
  const Function many = checked({kData, kData}, [](const Arrays& x) {
    return Arrays{sum(log(where(x[0] < 0.5, x[1], 2.)))};
  });
  EXPECT_EQ(count_in_loops(many, "log"), 1) << many.to_string();
}

TEST(Rewrite, QuotientsByASumAreProducts) {
  const Function g = checked({{float64, {7, 3}}}, [](const Arrays& x) {
    return Arrays{x[0] / sum(x[0], {.axes = {1}, .keep_dims = true})};
  });
  EXPECT_EQ(count(g, "divide"), 1) << g.to_string();
  EXPECT_EQ(count(g, "multiply"), 1);
}

/// The body of the only scan.
const Function& body_of(const Function& f) {
  const auto scan = std::find_if(f.nodes().begin(), f.nodes().end(), [](const Node* node) {
    return node->primitive.name == std::string_view("scan");
  });
  return (*scan)->attributes_as<Scan>().body;
}

TEST(Rewrite, WhatAllStepsOfAScanComputeIsComputedOnce) {
  const Function g = checked({kNumber, kData}, [](const Arrays& x) {
    const auto step = [&](const Array& state, const Array& now) {
      // A chain of which only the end is needed inside, and a sum of data.
      const Array next = state * exp(log(x[0])) + now / sqrt(x[0]) + sum(square(x[1]));
      return std::pair(0.1 * next, now + exp(-x[0]));
    };
    const auto [last, all] = scan(step, x[0], x[1]);
    return Arrays{last, all};
  });
  for (const char* name : {"exp", "log", "sqrt", "divide", "reduce_sum"}) {
    EXPECT_EQ(count(body_of(g), name), 0) << name << "\n" << g.to_string();
  }
  EXPECT_EQ(count(g, "exp"), 2);
  EXPECT_EQ(count(g, "reduce_sum"), 1);
}

TEST(Rewrite, CheapInvariantsStayInAScan) {
  const Function g = checked({kNumber, kData}, [](const Arrays& x) {
    const auto step = [&](const Array& state, const Array& now) {
      return std::pair(0.5 * state + now * (x[0] + 1.), Arrays{});
    };
    return Arrays{scan(step, x[0], x[1]).first};
  });
  EXPECT_EQ(body_of(g).parameters().size(), 3U) << g.to_string();
}

TEST(Rewrite, DifferencesOfDataStayTogether) {
  // sum(x) - n * loc would lose the digits that x - loc keeps.
  const Function g =
      checked({kData, kNumber}, [](const Arrays& x) { return Arrays{sum(x[0] - x[1])}; });
  EXPECT_EQ(count_in_loops(g, "subtract"), 1) << g.to_string();
}

TEST(Rewrite, SumsOfWhatIsTheSameAreProducts) {
  const Function g = checked(
      {kNumber}, [](const Arrays& x) { return Arrays{sum(broadcast_to(exp(x[0]), {50}))}; });
  EXPECT_EQ(count(g, "reduce_sum"), 0) << g.to_string();
}

TEST(Rewrite, FactorsLeaveScatters) {
  const Function g = checked({kData, kNumber}, [&](const Arrays& x) {
    const Array index = astype(iota({50}, 0) / 10., int64);
    return Arrays{add_at(zeros({5}), {index}, x[0] * x[1])};
  });
  const auto scatter = std::find_if(g.nodes().begin(), g.nodes().end(), [](const Node* node) {
    return node->primitive.name == std::string_view("scatter_add");
  });
  ASSERT_NE(scatter, g.nodes().end());
  EXPECT_EQ((*scatter)->inputs[2].node(), g.parameters()[0].node()) << g.to_string();
}

TEST(Rewrite, GradientsByPartsAreConcatenations) {
  const Function g = checked({kData}, [](const Arrays& x) {
    return Arrays{grad([](Array q) {
      return square(q[0]) * q[1] + sum(exp(q[Slice(2, 50)])) - 0.5 * sum(square(q));
    })(x[0])};
  });
  EXPECT_EQ(count(g, "pad"), 0) << g.to_string();
  EXPECT_EQ(count(g, "concatenate"), 1);
}

TEST(Rewrite, OverlappingPadsAreAddedWhereTheyOverlap) {
  checked({{float64, {6}}, {float64, {5}}}, [](const Arrays& x) {
    return Arrays{pad(x[0], {.low = {1}, .high = {3}}) + pad(x[1], {.low = {4}, .high = {1}}) +
                  pad(x[1], {.low = {0}, .high = {5}})};
  });
}

TEST(Rewrite, ConstantsOfChainsAreOne) {
  const Function g = checked({kData}, [](const Arrays& x) {
    const Array y = -0.5 * x[0];
    return Arrays{-(2. * (y + y)) * 3.};
  });
  EXPECT_EQ(count(g, "multiply"), 1) << g.to_string();
  EXPECT_EQ(count(g, "add") + count(g, "negate"), 0);
}

TEST(Rewrite, InfinitiesAndNotANumberPass) {
  const Function f = function_of({kData, kNumber}, [](const Arrays& x) {
    return Arrays{sum(x[0] * x[1]), sum(-0.5 * square(x[0] / x[1]) - log(x[1]))};
  });
  const Function g = simplify(rewrite(f));
  for (const double scale : {0., -1., std::nan(""), HUGE_VAL}) {
    std::vector<Buffer> arguments = numbers(f.parameter_types());
    *arguments[1].mutable_data<double>() = scale;
    const std::vector<Buffer> expected = interpret(f, arguments), actual = interpret(g, arguments);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double x = constant(expected[i]).item<double>(), y = constant(actual[i]).item<double>();
      EXPECT_TRUE(x == y || (std::isnan(x) && std::isnan(y))) << scale << ": " << x << " " << y;
    }
  }
}

}  // namespace
}  // namespace aleator::lowering
