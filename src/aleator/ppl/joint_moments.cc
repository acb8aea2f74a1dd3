// SPDX-License-Identifier: Apache-2.0
// Defines the moments and divergences of joint distributions whose choices are independent.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/joint_distribution.h"

namespace aleator::ppl {
namespace {

/// f of each choice that is not observed; they must be independent.
Values of_each_choice(const char* method, const JointDistribution& joint,
                      const Callable<Array(const Site&)>& f) {
  for (const SiteFacts& site : joint.structure().sites) {
    if (site.is_latent() && site.depends_on_choices)
      throw ValueError(
          text("JointDistribution.", method, ": site '", site.name,
               "' depends on other choices; estimate from draws: sample({1000}, key)"));
  }
  const Trace run = trace(joint.program(), Key(0));
  Values results;
  for (const Site& site : run.sites()) {
    if (joint.structure()[site.name].is_latent()) results.add(site.name, f(site));
  }
  return results;
}

Values moments(const char* method, const JointDistribution& joint,
               Array (Distribution::*moment)() const) {
  return of_each_choice(method, joint, [&](const Site& site) {
    return broadcast_to(((*site.distribution).*moment)(), site.shape());
  });
}

}  // namespace

Values JointDistribution::mean() const { return moments("mean", *this, &Distribution::mean); }
Values JointDistribution::variance() const {
  return moments("variance", *this, &Distribution::variance);
}
Values JointDistribution::stddev() const { return moments("stddev", *this, &Distribution::stddev); }
Values JointDistribution::mode() const { return moments("mode", *this, &Distribution::mode); }

Values JointDistribution::entropy() const {
  return of_each_choice("entropy", *this, [](const Site& site) {
    return sum(broadcast_to(site.distribution->entropy(), site.batch_shape()));
  });
}

Array JointDistribution::kl_divergence(const JointDistribution& other) const {
  const auto choice = [](const Site&) { return Array(0.); };
  const std::vector<std::string> others = of_each_choice("kl_divergence", other, choice).names();
  const Trace run = trace(other.program(), Key(0));
  Array total = 0.;
  const Values parts = of_each_choice("kl_divergence", *this, [&](const Site& site) {
    const Site& same = run[site.name];
    return sum(
        broadcast_to(site.distribution->kl_divergence(*same.distribution), site.batch_shape()));
  });
  if (parts.names() != others)
    throw ValueError(text("kl_divergence: the joints must have the same choices, got ",
                          quoted(parts.names()), " and ", quoted(others)));
  for (const NamedValue& part : parts) total = total + part.value;
  return total;
}

}  // namespace aleator::ppl
