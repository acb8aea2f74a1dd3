// SPDX-License-Identifier: Apache-2.0
// Declares the function transforms: grad, value_and_grad, vjp, jvp, jacobian, hessian, hvp, vmap,
// jit, custom_gradient.
//
// Each takes a function of Arrays or trees of Arrays and returns an ordinary function; they nest in
// any order. The function is called with placeholders, any number of times: it must be pure, and
// randomness and data are arguments.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/callable.h"
#include "aleator/base/tree.h"

#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace aleator {

using ArraysFunction = Callable<Arrays(const Arrays&)>;

// --- the erased forms, over flat lists ---

struct ValueAndGradients {
  Array value;
  Arrays auxiliary;  ///< further outputs of the function, not differentiated
  Arrays gradients;
};
/// Value of the first output, which must be a floating scalar, and its gradients.
ValueAndGradients value_and_grad_arrays(const char* who, const ArraysFunction& f,
                                        const Arrays& arguments);

struct Linearized {
  Arrays outputs;
  ArraysFunction pull;  ///< cotangents of the outputs to cotangents of the arguments
};
Linearized vjp_arrays(const ArraysFunction& f, const Arrays& arguments);
std::pair<Arrays, Arrays> jvp_arrays(const ArraysFunction& f, const Arrays& arguments,
                                     const Arrays& tangents);
/// One array per (output, argument), of shape output.shape + argument.shape, row by row.
Arrays jacobian_arrays(const ArraysFunction& f, const Arrays& arguments);
Arrays hessian_arrays(const ArraysFunction& f, const Arrays& arguments);

enum class Axis { Ordinary, Lanes };
inline constexpr std::int64_t kNotMapped = INT64_MIN;
struct VmapOptions {
  Dims in_axes = {};   ///< one per argument (or leaf); kNotMapped shares an argument; default 0
  Dims out_axes = {};  ///< where the new axis goes in each output; default 0
  Axis axis = Axis::Ordinary;  ///< Lanes: the axis runs along SIMD lanes
};
Arrays vmap_arrays(const ArraysFunction& f, const Arrays& arguments, const VmapOptions& options);

/// Traced functions by the types of their arguments: what a jitted function shares among its copies
/// and threads.
class JitTable final : public Counted {
 public:
  JitTable();
  ~JitTable() override;
  /// Calls f compiled. `key` tells argument structures apart; `structure` makes the structure of
  /// the result after a trace, and is handed back with every call.
  std::pair<Arrays, Ref<const Counted>> call(const std::string& key, const ArraysFunction& f,
                                             const Arrays& arguments,
                                             const Callable<Ref<const Counted>()>& structure);

 private:
  struct State;
  State* state_;
};

using CustomGradientFunction = Callable<std::pair<Arrays, ArraysFunction>(const Arrays&)>;
Arrays custom_gradient_arrays(const CustomGradientFunction& f, const Arrays& arguments);

// --- the forms people use ---

namespace transform_detail {

/// A function over trees as one over flat lists; remembers the structure of its result.
template <class F, class... Args>
struct Flattened {
  using Result = std::remove_cvref_t<std::invoke_result_t<const F&, const Args&...>>;
  const F& f;
  std::tuple<Args...> like;
  mutable std::optional<Result> result;

  Arrays operator()(const Arrays& flat) const {
    result = std::apply(f, unflatten<Array>(like, flat));
    return flatten<Array>(*result);
  }
  Arrays arguments() const { return flatten<Array>(like); }
};

template <class T>
using AsTree = std::conditional_t<std::is_arithmetic_v<T>, Array, T>;

/// A single element stands for itself, several for a tuple.
template <class... Args>
auto unwrap(const std::tuple<Args...>& trees) {
  if constexpr (sizeof...(Args) == 1) return std::get<0>(trees);
  else return trees;
}

}  // namespace transform_detail

/// x, y, ... -> (f, gradient): the gradient has the structure of the argument, or is a tuple of
/// these for several.
template <class F>
auto value_and_grad(F f) {
  return [f = std::move(f)]<class... Args>(const Args&... args) {
    using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
    const Flat flat{f, {args...}, {}};
    const auto result = value_and_grad_arrays(
        "value_and_grad", [&](const Arrays& x) { return flat(x); }, flat.arguments());
    return std::pair(result.value,
                     transform_detail::unwrap(unflatten<Array>(flat.like, result.gradients)));
  };
}
inline auto value_and_grad(Array (*f)(const Array&)) {
  return value_and_grad(Callable<Array(const Array&)>(f));
}

/// x, y, ... -> gradient of the scalar f. Structure as for value_and_grad.
template <class F>
auto grad(F f) {
  return [f = std::move(f)]<class... Args>(const Args&... args) {
    using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
    const Flat flat{f, {args...}, {}};
    const auto result = value_and_grad_arrays(
        "grad", [&](const Arrays& x) { return flat(x); }, flat.arguments());
    return transform_detail::unwrap(unflatten<Array>(flat.like, result.gradients));
  };
}
inline auto grad(Array (*f)(const Array&)) { return grad(Callable<Array(const Array&)>(f)); }

/// (f(x...), pull): pull maps a cotangent with the structure of the result to cotangents of the
/// arguments.
template <class F, class... Args>
auto vjp(const F& f, const Args&... args) {
  using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
  const Flat flat{f, {args...}, {}};
  Linearized linear = vjp_arrays([&](const Arrays& x) { return flat(x); }, flat.arguments());
  using Result = typename Flat::Result;
  const Result outputs = unflatten<Array>(*flat.result, linear.outputs);
  auto pull = [pull = linear.pull, like = flat.like](const Result& cotangent) {
    return transform_detail::unwrap(unflatten<Array>(like, pull(flatten<Array>(cotangent))));
  };
  return std::pair(outputs, pull);
}

template <class T>
auto vjp(Array (*f)(const Array&), const T& x) {
  return vjp(Callable<Array(const Array&)>(f), x);
}

/// (f(x), J t) for one argument (a tree) and a tangent of its structure.
template <class F, class T>
auto jvp(const F& f, const T& x, const transform_detail::AsTree<T>& tangent) {
  using Flat = transform_detail::Flattened<F, transform_detail::AsTree<T>>;
  const Flat flat{f, {x}, {}};
  const auto [outputs, tangents] = jvp_arrays([&](const Arrays& a) { return flat(a); },
                                              flat.arguments(), flatten<Array>(tangent));
  return std::pair(unflatten<Array>(*flat.result, outputs),
                   unflatten<Array>(*flat.result, tangents));
}
template <class T>
auto jvp(Array (*f)(const Array&), const T& x, const Array& tangent) {
  return jvp(Callable<Array(const Array&)>(f), x, tangent);
}

/// x -> J with shape f(x).shape + x.shape, for a function from Array to Array.
template <class F>
auto jacobian(F f) {
  return [f = std::move(f)](const Array& x) {
    return jacobian_arrays([&](const Arrays& a) { return Arrays{f(a[0])}; }, {x})[0];
  };
}
/// x -> H with shape x.shape + x.shape, for a scalar function of an Array.
template <class F>
auto hessian(F f) {
  return [f = std::move(f)](const Array& x) {
    return hessian_arrays([&](const Arrays& a) { return Arrays{f(a[0])}; }, {x})[0];
  };
}
inline auto jacobian(Array (*f)(const Array&)) {
  return jacobian(Callable<Array(const Array&)>(f));
}
inline auto hessian(Array (*f)(const Array&)) { return hessian(Callable<Array(const Array&)>(f)); }
/// (x, v) -> H v, without forming H: forward over reverse.
template <class F>
auto hvp(F f) {
  return [f = std::move(f)](const auto& x, const auto& v) { return jvp(grad(f), x, v).second; };
}
inline auto hvp(Array (*f)(const Array&)) { return hvp(Callable<Array(const Array&)>(f)); }

/// f over a new axis of its arguments. The batch axis is axis 0 unless options say otherwise.
template <class F>
auto vmap(F f, VmapOptions options = {}) {
  return [f = std::move(f), options = std::move(options)]<class... Args>(const Args&... args) {
    using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
    const Flat flat{f, {args...}, {}};
    const Arrays results =
        vmap_arrays([&](const Arrays& x) { return flat(x); }, flat.arguments(), options);
    return unflatten<Array>(*flat.result, results);
  };
}
inline auto vmap(Array (*f)(const Array&), VmapOptions options = {}) {
  return vmap(Callable<Array(const Array&)>(f), std::move(options));
}

/// A function whose derivative is given: f(x...) returns (value, pull), and pull maps the value's
/// cotangent to those of the arguments (an Array for one argument, else a tuple).
template <class F>
auto custom_gradient(F f) {
  return [f = std::move(f)]<class... Args>(const Args&... args) {
    using Tuple = std::tuple<transform_detail::AsTree<Args>...>;
    using Value =
        std::remove_cvref_t<decltype(std::declval<std::invoke_result_t<
                                         const F&, const transform_detail::AsTree<Args>&...>>()
                                         .first)>;
    const Tuple like(args...);
    std::optional<Value> structure;
    const auto erased = [&](const Arrays& flat) {
      auto pair = std::apply(f, unflatten<Array>(like, flat));
      structure = pair.first;
      ArraysFunction pull = [pull = pair.second, value = pair.first](const Arrays& cotangents) {
        return flatten<Array>(pull(unflatten<Array>(value, cotangents)));
      };
      return std::pair(flatten<Array>(pair.first), pull);
    };
    const Arrays results = custom_gradient_arrays(erased, flatten<Array>(like));
    return unflatten<Array>(*structure, results);
  };
}

/// A function compiled by jit.
template <class F>
class Jitted {
 public:
  explicit Jitted(F f) : f_(std::move(f)), table_(make_ref<JitTable>()) {}

  template <class... Args>
  auto operator()(const Args&... args) const {
    using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
    using Result = typename Flat::Result;
    struct Structure final : Counted {
      explicit Structure(Result result) : result(std::move(result)) {}
      Result result;
    };
    const Flat flat{f_, {args...}, {}};
    std::string key = typeid(std::tuple<Args...>).name();
    append_structure<Array>(key, flat.like);
    const auto [results, structure] = table_->call(
        key, [&](const Arrays& x) { return flat(x); }, flat.arguments(),
        [&] { return Ref<const Counted>(make_ref<Structure>(*flat.result)); });
    return unflatten<Array>(static_cast<const Structure&>(*structure).result, results);
  }

 private:
  F f_;
  Ref<JitTable> table_;
};

/// f, traced once per combination of argument structure, shapes, dtypes and weakness, and compiled.
/// Captured arrays keep the values they had at the first call; Variables are read at every call.
template <class F>
auto jit(F f) {
  return Jitted<F>(std::move(f));
}
inline auto jit(Array (*f)(const Array&)) { return jit(Callable<Array(const Array&)>(f)); }

}  // namespace aleator
