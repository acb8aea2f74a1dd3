// SPDX-License-Identifier: Apache-2.0
// Defines what a transition kernel is, and Kernel, which holds any of them.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/ref.h"
#include "aleator/base/tree.h"
#include "aleator/mcmc/adaptation/rules.h"
#include "aleator/mcmc/parameters.h"
#include "aleator/mcmc/target.h"
#include "aleator/random/key.h"

#include <concepts>
#include <optional>
#include <string_view>
#include <utility>

namespace aleator::mcmc {

/// A leaf kernel: a struct of options with nested State and Info and two pure functions written for
/// one chain. `position` is flat, step's key belongs to the transition, and one step is one tick.
/// Info must have log_accept_ratio and is_transition; State must have position and log_density.
template <class K>
concept TransitionKernel = requires(const K& kernel, const Key& key, const Target& target,
                                    const Parameters& parameters, const Array& position,
                                    const typename K::State& state, const typename K::Info& info) {
  { kernel.init(target, position) } -> std::same_as<typename K::State>;
  {
    kernel.step(key, target, parameters, state)
    } -> std::same_as<std::pair<typename K::State, typename K::Info>>;
  { kernel.target() } -> std::convertible_to<TargetLogProbFn>;
  { kernel.parameters() } -> std::same_as<Parameters>;
  { state.position } -> std::convertible_to<Array>;
  { state.log_density } -> std::convertible_to<Array>;
  { info.log_accept_ratio } -> std::convertible_to<Array>;
  { info.is_transition } -> std::convertible_to<Array>;
};

/// The erased form of a kernel; its state is a flat list of Arrays. Wrappers implement it directly.
class KernelRules : public Counted {
 public:
  virtual std::string_view name() const = 0;
  /// The log density over the user's parts, before any transformation.
  virtual TargetLogProbFn target() const = 0;
  virtual Parameters parameters() const = 0;
  virtual Arrays init(const Target& target, const Array& position) const = 0;
  virtual std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                                 const Parameters& parameters,
                                                 const Arrays& state) const = 0;
  virtual Array position(const Arrays& state) const = 0;
  virtual Array log_density(const Arrays& state) const = 0;
  /// Of the log density; zeros for kernels without one.
  virtual Array gradient(const Arrays& state) const = 0;
  /// Whether the kernel leaves the target invariant; proposals do not.
  virtual bool is_calibrated() const { return true; }
  /// Whether `init` and one step leave the target invariant, as a block of a Gibbs sampler needs:
  /// not where the state holds positions that a step brings nearer to distributions of their own.
  virtual bool can_start_anew() const { return true; }
  /// The maps between the sampler's parts and the user's; `target` is over the sampler's.
  virtual Arrays constrain(const Arrays& parts) const { return parts; }
  virtual Arrays unconstrain(const Arrays& parts) const { return parts; }
  /// Null when nothing adapts.
  virtual Ref<const AdaptationRules> adaptation() const { return {}; }
};

/// Any kernel: leaf kernels and wrappers convert to it, so braces nest.
class Kernel {
 public:
  explicit Kernel(Ref<const KernelRules> rules) : rules_(std::move(rules)) {}
  template <TransitionKernel K>
  Kernel(const K& kernel);
  template <class W>
  requires requires(const W& wrapper) {
    { wrapper.rules() } -> std::convertible_to<Ref<const KernelRules>>;
  }
  Kernel(const W& wrapper) : rules_(wrapper.rules()) {}

  const KernelRules& rules() const { return *rules_; }

 private:
  Ref<const KernelRules> rules_;
};

/// A wrapper's rules: everything is the inner kernel's unless overridden.
class WrapperRules : public KernelRules {
 public:
  explicit WrapperRules(const Kernel& inner) : inner_(inner) {}
  TargetLogProbFn target() const override { return inner().target(); }
  Parameters parameters() const override { return inner().parameters(); }
  Arrays init(const Target& target, const Array& position) const override {
    return inner().init(target, position);
  }
  std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                         const Parameters& parameters,
                                         const Arrays& state) const override {
    return inner().step(key, target, parameters, state);
  }
  Array position(const Arrays& state) const override { return inner().position(state); }
  Array log_density(const Arrays& state) const override { return inner().log_density(state); }
  Array gradient(const Arrays& state) const override { return inner().gradient(state); }
  bool is_calibrated() const override { return inner().is_calibrated(); }
  bool can_start_anew() const override { return inner().can_start_anew(); }
  Arrays constrain(const Arrays& parts) const override { return inner().constrain(parts); }
  Arrays unconstrain(const Arrays& parts) const override { return inner().unconstrain(parts); }
  Ref<const AdaptationRules> adaptation() const override { return inner().adaptation(); }

 protected:
  const KernelRules& inner() const { return inner_.rules(); }

 private:
  Kernel inner_;
};

namespace kernel_detail {

template <class K>
class LeafRules final : public KernelRules {
 public:
  explicit LeafRules(const K& kernel) : kernel_(kernel) {}
  using State = typename K::State;

  std::string_view name() const override { return K::kName; }
  TargetLogProbFn target() const override { return kernel_.target(); }
  Parameters parameters() const override { return kernel_.parameters(); }
  Arrays init(const Target& target, const Array& position) const override {
    return flatten<Array>(kernel_.init(target, position));
  }
  std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                         const Parameters& parameters,
                                         const Arrays& state) const override {
    const auto [next, info] =
        kernel_.step(key, target, parameters, unflatten<Array>(State{}, state));
    return {flatten<Array>(next), common(info)};
  }
  Array position(const Arrays& state) const override {
    return unflatten<Array>(State{}, state).position;
  }
  Array log_density(const Arrays& state) const override {
    return unflatten<Array>(State{}, state).log_density;
  }
  Array gradient(const Arrays& flat) const override {
    const State state = unflatten<Array>(State{}, flat);
    if constexpr (requires { state.gradient; }) return state.gradient;
    else return zeros_like(state.position);
  }
  bool is_calibrated() const override {
    if constexpr (requires { K::kIsCalibrated; }) return K::kIsCalibrated;
    return true;
  }

 private:
  template <class Info>
  static TransitionInfo common(const Info& info) {
    TransitionInfo result{.log_accept_ratio = info.log_accept_ratio,
                          .is_transition = info.is_transition};
    if constexpr (requires { info.is_accepted; }) result.is_accepted = info.is_accepted;
    if constexpr (requires { info.is_divergent; }) result.is_divergent = info.is_divergent;
    if constexpr (requires { info.energy; }) result.energy = info.energy;
    if constexpr (requires { info.log_acceptance_correction; })
      result.proposal.log_acceptance_correction = info.log_acceptance_correction;
    if constexpr (requires { info.proposal; }) result.proposal = info.proposal;
    if constexpr (requires { info.num_steps; }) result.num_steps = info.num_steps;
    if constexpr (requires { info.tree_depth; }) result.tree_depth = info.tree_depth;
    if constexpr (requires { info.has_reached_max_depth; })
      result.has_reached_max_depth = info.has_reached_max_depth;
    return result;
  }
  const K kernel_;
};

}  // namespace kernel_detail

template <TransitionKernel K>
Kernel::Kernel(const K& kernel) : rules_(make_ref<kernel_detail::LeafRules<K>>(kernel)) {}

}  // namespace aleator::mcmc
