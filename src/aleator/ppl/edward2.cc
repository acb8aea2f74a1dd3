// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/edward2.h"

#include "aleator/distributions/wrappers/sample.h"
#include "aleator/ppl/joint_distribution.h"

namespace aleator::ppl {

RandomVariable random_variable(Scope& scope, const std::string& name,
                               const Distribution& distribution,
                               const RandomVariableOptions& options) {
  const Distribution whole = options.sample_shape.empty()
                                 ? distribution
                                 : distributions::Sample(distribution, options.sample_shape);
  const Array value =
      options.value ? scope.observe(name, whole, *options.value) : scope.sample(name, whole);
  return {name, whole, value};
}

Handler Tape::handler() {
  return [this](Site& site, const Rest& rest) {
    rest(site);
    trace_.record(site);
  };
}

Scope interception(const Scope& scope, const Handler& interceptor) {
  return scope.with(interceptor);
}

Callable<Array(const Values&)> make_log_joint_fn(const Program& program) {
  return
      [joint = JointDistribution(program)](const Values& values) { return joint.log_prob(values); };
}

}  // namespace aleator::ppl
