// SPDX-License-Identifier: Apache-2.0
// Declares joint models written as functions of a Scope.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/distributions/distribution.h"
#include "aleator/mcmc/log_density.h"

#include <string>
#include <vector>

namespace aleator::ppl {

struct Plate {
  std::string name;
  Dim size = required("size");
};
/// A named repetition {"school", 8}, or several, outermost first: {{"school", 8}, {"year", 5}}.
class Plates {
 public:
  Plates() = default;
  Plates(const char* name, Dim size) : list{{name, size}} {}
  Plates(std::initializer_list<Plate> plates) : list(plates) {}
  std::vector<Plate> list = {};
};

struct SiteOptions {
  Plates plate = {};
};

/// Through which a model makes its random choices; what one returns is the handlers' affair.
class Scope {
 public:
  Array sample(const std::string& name, const Distribution& distribution,
               const SiteOptions& options = {});
};

struct NamedValue {
  std::string name;
  Array value;
};
/// Values by name, in order: {{"y", y}}.
class Values {
 public:
  Values(std::initializer_list<NamedValue> values);
  const Array& operator[](const std::string& name) const;
};

/// The joint distribution of a program's random choices.
class JointDistribution {
 public:
  explicit JointDistribution(const Callable<void(Scope&)>& program);
  Values sample(const Key& key) const;
  Values sample(const Shape& shape, const Key& key) const;
  Array log_prob(const Values& values) const;
  /// The same program with some choices observed.
  JointDistribution condition(const Values& observed) const;
};

/// Which sites are sampled in non-centred form: none, those where it is likely to help, or all.
enum class Reparameterize { Off, Auto, All };
using enum Reparameterize;

struct TargetOptions {
  Reparameterize reparameterize = Off;
};
/// The posterior of a conditioned program as a log density over its free choices.
LogDensity make_target(const JointDistribution& conditioned, const TargetOptions& options = {});

/// The joint log density as a function of a value for each choice.
Callable<Array(const Values&)> make_log_joint_fn(const JointDistribution& joint);

}  // namespace aleator::ppl
