// SPDX-License-Identifier: Apache-2.0
// Defines Scope, through which a model says what happens, and handlers, which decide what comes of
// it.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/ppl/site.h"

#include <string>

namespace aleator::ppl {

class Scope;
/// A model: a pure function that makes its random choices through a Scope, written for one draw.
using Program = Callable<void(Scope&)>;
/// Hands a site to the handlers further out; afterwards it has its value.
using Rest = Callable<void(Site&)>;
/// Sees every site of a program before those further out do: changes it, passes it on or not, and
/// sees what came of it. Without passing it on, it must set the value.
using Handler = Callable<void(Site&, const Rest&)>;

struct SiteOptions {
  /// Where the site is repeated: its distribution broadcasts to their sizes.
  Plates plate = {};
};

/// A chain of hidden states; see Scope::markov.
struct MarkovOptions {
  /// A Categorical over the first state, whose batch shape broadcasts to the plates of the scope.
  Distribution initial_distribution = required("initial_distribution");
  /// A Categorical over the next state with batch shape [num_states], the state before; where it
  /// varies in time [steps - 1, num_states]. Axes of all plates may come first.
  Distribution transition_distribution = required("transition_distribution");
  Plate steps = required("steps");  ///< the states' plate: {"day", 100}
};

/// Through which a model makes its random choices; what one returns is the handlers' affair.
class Scope {
 public:
  /// A random choice. A name may be used once.
  Array sample(const std::string& name, const Distribution& distribution,
               const SiteOptions& options = {});
  /// A random choice whose outcome is known.
  Array observe(const std::string& name, const Distribution& distribution, const Array& value,
                const SiteOptions& options = {});
  /// A quantity that follows from choices, to be reported under a name.
  Array deterministic(const std::string& name, const Array& value, const SiteOptions& options = {});
  /// A further term of the log density: of every member where there are plates.
  void factor(const std::string& name, const Array& log_density, const SiteOptions& options = {});
  /// A path of hidden states, int64 [plates..., steps], each of which depends on the one before it;
  /// a path for each member of the scope's plates. Samplers sum over the paths by the forward
  /// recursion, if all that depends on a state at step t lies at member t of the plate of the steps
  /// (and at the path's member of its plates).
  Array markov(const std::string& name, const MarkovOptions& options);

  /// Another model as a part of this one: its sites are called name/site. Returns what it returns.
  template <class F>
  auto call(const std::string& name, const F& program) {
    Scope inner = with(prefixed(name));
    return program(inner);
  }
  /// A scope all of whose sites lie in these plates.
  Scope plate(const Plates& plates) const;

  /// A scope whose sites pass the handler before those of this one. It must not outlive this one.
  Scope with(const Handler& handler) const { return Scope(handler, this, plates_); }
  /// The outermost scope.
  explicit Scope(const Handler& handler) : Scope(handler, nullptr, {}) {}

 private:
  Scope(const Handler& handler, const Scope* outer, const Plates& plates)
      : handler_(handler), outer_(outer), plates_(plates) {}
  static Handler prefixed(const std::string& name);
  Site started(const std::string& name, SiteKind kind, const SiteOptions& options) const;
  Array pass(Site site) const;
  void pass_on(Site& site) const;

  Handler handler_;
  const Scope* outer_;
  Plates plates_;
};

/// The program with its sites passing a handler: handle(model, condition({{"y", y}})).
Program handle(const Program& program, const Handler& handler);

}  // namespace aleator::ppl
