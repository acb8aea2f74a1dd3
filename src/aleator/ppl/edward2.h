// SPDX-License-Identifier: Apache-2.0
// Declares Edward2's view of a program: random variables, tapes, interception, the log joint as a
// function. The mechanism is that of scopes and handlers.
#pragma once

#include "aleator/ppl/handlers.h"

namespace aleator::ppl {

/// A distribution with a value, which it is in operations on arrays.
class RandomVariable : public Array {
 public:
  RandomVariable(const std::string& name, const Distribution& distribution, const Array& value)
      : Array(value), name_(name), distribution_(distribution) {}
  const std::string& name() const { return name_; }
  const Distribution& distribution() const { return distribution_; }
  const Array& value() const { return *this; }

 private:
  std::string name_;
  Distribution distribution_;
};

struct RandomVariableOptions {
  Shape sample_shape = {};          ///< as many draws, as one choice
  std::optional<Array> value = {};  ///< a given one instead of a draw
};
/// A choice of the scope as a random variable.
RandomVariable random_variable(Scope& scope, const std::string& name,
                               const Distribution& distribution,
                               const RandomVariableOptions& options = {});

/// Records what passes it. It must outlive the scopes that it is given to.
class Tape {
 public:
  /// A handler that records every site after the handlers further out have seen it.
  Handler handler();
  const Trace& trace() const { return trace_; }
  Values values() const { return trace_.values(); }

 private:
  Trace trace_;
};

/// A scope whose sites `interceptor` sees first: sets, changes or passes them on.
Scope interception(const Scope& scope, const Handler& interceptor);

/// The joint log density as a function of a value for each choice, deterministic sites left out:
/// the sum over all sites, a scalar. ValueError names a choice without a value, and a value that is
/// no choice's.
Callable<Array(const Values&)> make_log_joint_fn(const Program& program);

}  // namespace aleator::ppl
