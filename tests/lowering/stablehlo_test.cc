// SPDX-License-Identifier: Apache-2.0
// Tests the text of StableHLO modules: its form, that it is the same each time, and what is
// refused.
#include "aleator/aleator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/emit.h"

#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::stablehlo {
namespace {

/// The log density of a normal, up to a constant.
Function density() {
  return trace_closed("density", {{float64, {3}}, {float64, {}}}, [](const Arrays& p) {
    const Array z = p[0] - p[1];
    return Arrays{-0.5 * sum(z * z)};
  });
}

TEST(StableHlo, ModuleHasGenericSyntaxAndExactConstants) {
  EXPECT_EQ(emit(density()), R"(module @aleator {
  func.func public @main(%0: tensor<3xf64>, %1: tensor<f64>) -> (tensor<f64>) {
    %2 = "stablehlo.broadcast_in_dim"(%1) {broadcast_dimensions = array<i64>} : (tensor<f64>) -> tensor<3xf64>
    %3 = "stablehlo.subtract"(%0, %2) : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
    %4 = "stablehlo.multiply"(%3, %3) : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
    %5 = "stablehlo.constant"() {value = dense<0x0000000000000000> : tensor<f64>} : () -> tensor<f64>
    %9 = "stablehlo.reduce"(%4, %5) ({
    ^bb0(%6: tensor<f64>, %7: tensor<f64>):
      %8 = "stablehlo.add"(%6, %7) : (tensor<f64>, tensor<f64>) -> tensor<f64>
      "stablehlo.return"(%8) : (tensor<f64>) -> ()
    }) {dimensions = array<i64: 0>} : (tensor<3xf64>, tensor<f64>) -> tensor<f64>
    %10 = "stablehlo.constant"() {value = dense<0xBFE0000000000000> : tensor<f64>} : () -> tensor<f64>
    %11 = "stablehlo.multiply"(%10, %9) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    "func.return"(%11) : (tensor<f64>) -> ()
  }
}
)");
}

TEST(StableHlo, SameFunctionHasTheSameText) { EXPECT_EQ(emit(density()), emit(density())); }

TEST(StableHlo, ConstantsAreTheirBits) {
  const Array x = array({std::numeric_limits<double>::infinity(), -0., 0.1});
  const std::string text = export_stablehlo([&](const Array& y) { return x + y; }, zeros({3}));
  EXPECT_NE(text.find("dense<\"0x000000000000F07F00000000000000809A9999999999B93F\">"),
            std::string::npos)
      << text;
}

TEST(StableHlo, FunctionsThatAreCalledTwiceAreThereOnce) {
  const auto f = jit([](const Array& x) { return exp(x) + x; });
  const std::string text =
      export_stablehlo([&](const Array& x) { return f(f(x) * 2.); }, zeros({4}));
  std::size_t num_functions = 0;
  for (std::size_t at = 0; (at = text.find("func.func", at)) != std::string::npos; ++at)
    ++num_functions;
  EXPECT_EQ(num_functions, 2u) << text;
}

TEST(StableHlo, LoopsCarryWhatTheyUse) {
  const std::string text = export_stablehlo(
      [](const Array& x) {
        return while_loop([](const Array& y) { return y < 100.; },
                          [](const Array& y) { return 2. * y; }, x);
      },
      strong_scalar(1.));
  EXPECT_NE(text.find("\"stablehlo.while\""), std::string::npos);
  EXPECT_NE(text.find("\"func.call\""), std::string::npos);
}

int num_of(const std::string& part, const std::string& text) {
  int num = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++num;
  return num;
}

// Loops capture what they use, each use by itself.
TEST(StableHlo, WhatIsTheSameOutsideOfALoopIsTheSameInside) {
  const auto f = jit([](const Array& x, const Array& scale) { return lgamma(x) * scale; });
  const auto next = [&](const Array& y, const Array& scale) {
    return f(y, exp(scale)) + f(y, exp(scale));
  };
  const std::string by_while = export_stablehlo(
      [&](const Array& x, const Array& scale) {
        return while_loop([&](const Array& y) { return sum(f(y, exp(scale))) < 100.; },
                          [&](const Array& y) { return next(y, scale); }, x);
      },
      zeros({3}), 1.);
  EXPECT_EQ(num_of("callee = @jit", by_while), 2) << by_while;  // in the condition and in the body
  const std::string by_scan = export_stablehlo(
      [&](const Array& x, const Array& scale) {
        const auto step = [&](const Array&, const Array& y) { return next(y, scale); };
        return fori_loop(0, 5, step, x);
      },
      zeros({3}), 1.);
  EXPECT_EQ(num_of("callee = @jit", by_scan), 1) << by_scan;
}

TEST(StableHlo, DataAreNotComputedWithWhileCompiling) {
  const auto text_with = [](std::int64_t n) {
    const Array data = astype(iota({n}, 0), float64) + 0.;
    EXPECT_TRUE(data.is_known());
    return export_stablehlo([&](const Array& x) { return sum(x * sin(data)); }, 1.);
  };
  EXPECT_EQ(num_of("stablehlo.optimization_barrier", text_with(100)), 0);
  EXPECT_EQ(num_of("stablehlo.optimization_barrier", text_with(1000)), 1);
}

// Compilers compute a value again where it is used, with other rounding: the input that is the
// maximum would then equal none.
TEST(StableHlo, DerivativesOfExtremaDoNotLookForThem) {
  const auto slopes = grad([](const Array& x, const Array& y) { return sum(maximum(x, y)); });
  const std::string text = export_stablehlo(slopes, zeros({3}), zeros({3}));
  EXPECT_EQ(num_of("\"stablehlo.compare\"(%0, %1)", text), 2) << text;
  EXPECT_EQ(num_of("\"stablehlo.compare\"(%1, %0)", text), 2) << text;
  EXPECT_EQ(num_of("\"stablehlo.compare\"", text), 4) << text;
}

TEST(StableHlo, DonatedParametersAreMarked) {
  const std::string text = emit(density(), {.donated = {{1, 0}}});
  EXPECT_NE(text.find("%1: tensor<f64> {tf.aliasing_output = 0 : i32}"), std::string::npos) << text;
}

/// A program with each operation on numbers, for each of its dtypes: `use(f, primitive, dtype)`.
int with_every_operation(const Callable<void(const Function&, const Primitive&, Dtype)>& use) {
  int num_programs = 0;
  for (const Primitive* p : all_primitives()) {
    const bool takes_attributes =
        p == &kConvert || p == &kBitcastConvert || p == &kNamed || p == &kPolygamma;
    if (!p->is_elementwise || takes_attributes || p == &kThreefry2x32) continue;
    for (const Dtype dtype : {float64, float32, int64, uint32, boolean}) {
      if (!contains(p->dtypes, dtype)) continue;
      const auto inputs = static_cast<std::size_t>(p->num_inputs);
      ArrayTypes types(inputs, ArrayType{dtype, {3}});
      if (p == &kSelect) types[0].dtype = boolean;
      use(trace_closed(p->name, types, [&](const Arrays& x) { return apply_all(*p, x); }), *p,
          dtype);
      ++num_programs;
    }
  }
  return num_programs;
}

TEST(StableHlo, EveryOperationOnNumbersHasAForm) {
  const int num_written =
      with_every_operation([](const Function& f, const Primitive& p, Dtype dtype) {
        EXPECT_NO_THROW(emit(f)) << p.name << " of " << name_of(dtype);
      });
  EXPECT_GT(num_written, 200);
}

/// Whatever kernels for processors do in between. Derivatives that are made by differentiating a
/// formula are refused there still.
TEST(StableHlo, DevicesWithoutFloat64SeeNoneOfIt) {
  with_every_operation([](const Function& f, const Primitive& p, Dtype dtype) {
    const bool is_derivative = std::string_view(p.name).find("gradient") != std::string_view::npos;
    if (dtype != float32 || is_derivative) return;
    std::string module;
    EXPECT_EQ(message_of([&] { module = emit(f, {.profile = Profile::Narrow}); }), "no error")
        << p.name;
    EXPECT_EQ(module.find("f64"), std::string::npos) << p.name;
  });
}

TEST(StableHlo, AnOperationWithoutAFormIsNamed) {
  static constexpr Primitive kMystery{
      .name = "mystery", .infer = [](const InferContext& c) { return ArrayTypes{c.inputs[0]}; }};
  const Function f =
      trace_closed("f", {{float64, {3}}}, [](const Arrays& p) { return apply_all(kMystery, p); });
  EXPECT_EQ(message_of([&] { emit(f); }),
            "mystery: has no form for devices yet (of float64); compute it on the host, with "
            "set_default_device(\"cpu\")");
}

TEST(StableHlo, Float64IsRefusedWhereThereIsNone) {
  const std::string advice =
      "; make the program's arrays and parameters float32, or run what is computed in float64 "
      "whatever it is given (samplers, draws of gamma variables) on the host, with "
      "set_default_device(\"cpu\")";
  EXPECT_EQ(message_of([] { emit(density(), {.profile = Profile::Narrow}); }),
            "the device has no float64, an argument of density is float64[3]" + advice);
  const Function inside = trace_closed("inside", {{float32, {2}}}, [](const Arrays& p) {
    return Arrays{astype(sum(exp(astype(p[0], float64))), float32)};
  });
  EXPECT_EQ(message_of([&] { emit(inside, {.profile = Profile::Narrow}); }),
            "convert: the device has no float64, the operation has float64[2]" + advice);
  const Function chosen = trace_closed(
      "chosen", {{float32, {2}}}, [](const Arrays& p) { return Arrays{where(p[0] > 1., 1., 0.)}; });
  EXPECT_EQ(message_of([&] { emit(chosen, {.profile = Profile::Narrow}); }),
            "the device has no float64, a result of chosen is float64[2]" + advice);
}

// Choices among numbers of C++ are float64 until they meet an array.
TEST(StableHlo, NumbersThatGiveWayAreFloat32WhereThereIsNoFloat64) {
  const Function f = trace_closed("f", {{float32, {2}}}, [](const Arrays& p) {
    return Arrays{exp(where(p[0] > 1., 0.5, where(p[0] < 0., -0.5, 0.25)) * 2.) * p[0]};
  });
  const std::string text = emit(f, {.profile = Profile::Narrow});
  EXPECT_EQ(num_of("f64", text), 0) << text;
  EXPECT_NE(num_of("f64", emit(f)), 0);
}

}  // namespace
}  // namespace aleator::stablehlo
