// SPDX-License-Identifier: Apache-2.0
// Defines the rules that elementwise primitives share, and their kernels made from one scalar
// function.
#pragma once

#include "aleator/graph/ir/math.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/scalar/basis.h"

#include <type_traits>

namespace aleator {

/// All inputs of one allowed dtype and one shape, which the output has too.
ArrayTypes infer_same(const InferContext& c);
/// The same inputs, a bool output.
ArrayTypes infer_compare(const InferContext& c);
/// The operation on inputs that all have the batch axis.
Arrays batch_elementwise(const BatchContext& c);

/// The derivative of what is constant almost everywhere.
Array zero_partial(const PartialContext& c, std::size_t i);

namespace elementwise_detail {

template <class F, class T>
constexpr int arity() {
  if constexpr (std::is_invocable_v<F, T>) return 1;
  else if constexpr (std::is_invocable_v<F, T, T>) return 2;
  else if constexpr (std::is_invocable_v<F, T, T, T>) return 3;
  else return 4;
}

/// Elements of an input with stride 0 for a splat.
template <class T>
struct Operand {
  explicit Operand(const Buffer& buffer)
      : data(buffer.data<T>()), stride(buffer.is_splat() ? 0 : 1) {}
  T operator[](std::int64_t i) const { return data[i * stride]; }
  const T* data;
  std::int64_t stride;
};

/// Output 0: a splat if all inputs are, in the place of an input nobody else holds, or fresh
/// memory.
Buffer claim_output(const EvaluateContext& c);

template <class F, class T>
void run(const EvaluateContext& c) {
  const F f{};
  if constexpr (arity<F, T>() == 1) {
    const Operand<T> x(c.inputs[0]);
    Buffer result = claim_output(c);
    auto* out = result.mutable_data<std::remove_cvref_t<decltype(f(T{}))>>();
    const std::int64_t n = result.is_splat() ? 1 : result.size();
    for (std::int64_t i = 0; i < n; ++i) out[i] = f(x[i]);
    c.outputs[0] = std::move(result);
  } else if constexpr (arity<F, T>() == 2) {
    const Operand<T> x(c.inputs[0]), y(c.inputs[1]);
    Buffer result = claim_output(c);
    auto* out = result.mutable_data<std::remove_cvref_t<decltype(f(T{}, T{}))>>();
    const std::int64_t n = result.is_splat() ? 1 : result.size();
    for (std::int64_t i = 0; i < n; ++i) out[i] = f(x[i], y[i]);
    c.outputs[0] = std::move(result);
  } else if constexpr (arity<F, T>() == 3) {
    const Operand<T> x(c.inputs[0]), y(c.inputs[1]), z(c.inputs[2]);
    Buffer result = claim_output(c);
    T* out = result.mutable_data<T>();
    const std::int64_t n = result.is_splat() ? 1 : result.size();
    for (std::int64_t i = 0; i < n; ++i) out[i] = f(x[i], y[i], z[i]);
    c.outputs[0] = std::move(result);
  } else {
    const Operand<T> x(c.inputs[0]), y(c.inputs[1]), z(c.inputs[2]), w(c.inputs[3]);
    Buffer result = claim_output(c);
    T* out = result.mutable_data<T>();
    const std::int64_t n = result.is_splat() ? 1 : result.size();
    for (std::int64_t i = 0; i < n; ++i) out[i] = f(x[i], y[i], z[i], w[i]);
    c.outputs[0] = std::move(result);
  }
}

template <Dtypes kDtypes, class F>
void evaluate(const EvaluateContext& c) {
  visit_dtype(c.inputs[0].dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (contains(kDtypes, dtype_of<T>())) run<F, T>(c);
  });
}

template <Dtypes kDtypes, class F>
void emit(const EmitContext& c) {
  visit_dtype(c.inputs[0].dtype, [&](auto zero) {
    using E = decltype(zero);
    using T = ir::Scalar<E>;
    if constexpr (contains(kDtypes, dtype_of<E>())) {
      if constexpr (arity<F, T>() == 1) c.outputs[0] = F{}(T(c.inputs[0]));
      else c.outputs[0] = F{}(T(c.inputs[0]), T(c.inputs[1]));
    }
  });
}

}  // namespace elementwise_detail

/// The rules of a function of one or two numbers over the element types in kDtypes. The function is
/// a template: numbers give values, ir::Scalar gives code. Where one text cannot serve both, `Code`
/// builds the code.
template <Dtypes kDtypes, class F, class Code = F>
consteval ScalarRule elementwise(F, Code = {}) {
  return {&elementwise_detail::evaluate<kDtypes, F>, &elementwise_detail::emit<kDtypes, Code>};
}

/// Code that calls the rule's loop over the lanes of a register.
void emit_scalar_call(const EmitContext& c);

namespace elementwise_detail {

template <class F, class T>
void loop(const void* const* inputs, void* output, std::int64_t count) {
  const F f{};
  const auto x = [&](std::size_t k, std::int64_t i) { return static_cast<const T*>(inputs[k])[i]; };
  T* out = static_cast<T*>(output);
  for (std::int64_t i = 0; i < count; ++i) {
    if constexpr (arity<F, T>() == 1) out[i] = f(x(0, i));
    else if constexpr (arity<F, T>() == 2) out[i] = f(x(0, i), x(1, i));
    else if constexpr (arity<F, T>() == 3) out[i] = f(x(0, i), x(1, i), x(2, i));
    else out[i] = f(x(0, i), x(1, i), x(2, i), x(3, i));
  }
}

}  // namespace elementwise_detail

/// The rules of a function of one to four floating numbers whose work depends on them, so that it
/// cannot be written as code without branches: compiled loops call it, a register's lanes at a
/// time.
template <class F>
consteval ScalarRule elementwise_call(F) {
  return {&elementwise_detail::evaluate<Dtypes::floating, F>, &emit_scalar_call,
          &elementwise_detail::loop<F, float>, &elementwise_detail::loop<F, double>};
}

/// Integers compute modulo 2^n (signed overflow must not be undefined); floating types as they are.
template <class T, class F>
T wrapping(T x, T y, F f) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(f(static_cast<U>(x), static_cast<U>(y)));
  } else {
    return f(x, y);
  }
}

}  // namespace aleator
