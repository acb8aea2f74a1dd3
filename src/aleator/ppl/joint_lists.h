// SPDX-License-Identifier: Apache-2.0
// Defines joint distributions from lists of distributions: TFP's JointDistributionNamed and
// JointDistributionSequential.
#pragma once

#include "aleator/ppl/joint_distribution.h"

#include <type_traits>

namespace aleator::ppl {

/// A distribution, or a function of earlier values that makes one.
class DistributionFn {
 public:
  DistributionFn(const Distribution& distribution)
      : make_([distribution](const Arrays&) { return distribution; }) {}
  /// Of 1 to 4 Arrays, the latest value first, or of the list of all earlier values, the latest
  /// first.
  template <class F>
  requires(!std::is_convertible_v<F, Distribution> &&
           !std::is_same_v<std::remove_cvref_t<F>, DistributionFn>) DistributionFn(const F& f)
      : DistributionFn(f, num_arguments<F>()) {}

  Distribution operator()(const Arrays& latest_first) const { return make_(latest_first); }
  /// How many values it needs.
  std::size_t num_values() const { return num_values_; }

 private:
  template <class F>
  static constexpr std::size_t num_arguments() {
    if constexpr (std::is_invocable_v<const F&, Array>) return 1;
    else if constexpr (std::is_invocable_v<const F&, Array, Array>) return 2;
    else if constexpr (std::is_invocable_v<const F&, Array, Array, Array>) return 3;
    else if constexpr (std::is_invocable_v<const F&, Array, Array, Array, Array>) return 4;
    else return 0;
  }
  template <class F>
  DistributionFn(const F& f, std::size_t num_values) : num_values_(num_values) {
    make_ = [f](const Arrays& x) -> Distribution {
      constexpr std::size_t n = num_arguments<F>();
      if constexpr (n == 1) return f(x[0]);
      else if constexpr (n == 2) return f(x[0], x[1]);
      else if constexpr (n == 3) return f(x[0], x[1], x[2]);
      else if constexpr (n == 4) return f(x[0], x[1], x[2], x[3]);
      else return f(x);
    };
  }

  std::size_t num_values_ = 0;
  Callable<Distribution(const Arrays&)> make_;
};

/// A choice of a list: its name, its distribution, its plates.
struct ListedChoice {
  std::string name;
  DistributionFn distribution;
  Plates plate = {};
};

/// The joint distribution of choices in their order; a function gets the values before it, the
/// latest first:
///
///   JointDistributionSequential({{"loc", Normal(0., 1.)},
///                                {"scale", HalfNormal({.scale = 1.})},
///                                {"x", [](Array scale, Array loc) { return Normal(loc, scale);
///                                }}})
///
/// ValueError where a function needs more values than there are before it.
JointDistribution JointDistributionSequential(const std::vector<ListedChoice>& choices);

/// A choice of a set: the names of the values that its function gets, in order.
struct NamedChoice {
  std::string name;
  DistributionFn distribution;
  std::vector<std::string> of = {};  ///< names of the choices that it depends on
  Plates plate = {};
};

/// The joint distribution of choices in any order; a function gets the values of `of`:
///
///   JointDistributionNamed({{"x", [](Array loc) { return Normal(loc, 1.); }, {"loc"}},
///                           {"loc", Normal(0., 1.)}})
///
/// Sites come in an order in which every choice follows those that it depends on. ValueError names
/// a choice that depends on one that does not exist, or on itself through others.
JointDistribution JointDistributionNamed(const std::vector<NamedChoice>& choices);

}  // namespace aleator::ppl
