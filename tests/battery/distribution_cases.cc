// SPDX-License-Identifier: Apache-2.0
#include "tests/battery/distribution_cases.h"

#include "aleator/aleator.h"

namespace aleator::battery {
namespace {

using namespace distributions;

Array scalar(double value) { return strong_scalar(value); }

std::vector<DistributionCase> continuous_cases() {
  const Family& n = Normal::family;
  const Family& u = Uniform::family;
  const Family& e = Exponential::family;
  const Array column = array({{0.5}, {2.}});
  return {
      {"NormalScalar", &n, {{"loc", scalar(0.4)}, {"scale", scalar(1.3)}}},
      {"NormalBatch", &n, {{"loc", array({-1., 0., 3.5})}, {"scale", column}}},
      {"NormalNarrow", &n, {{"loc", scalar(1e6)}, {"scale", scalar(1e-3)}}, true},
      {"NormalHuge", &n, {{"loc", scalar(-1e150)}, {"scale", scalar(1e150)}}, true},
      {"UniformScalar", &u, {{"low", scalar(-0.3)}, {"high", scalar(1.3)}}},
      {"UniformBatch", &u, {{"low", array({-1., 0., 0.25})}, {"high", column}}},
      {"UniformNarrow", &u, {{"low", scalar(1e6)}, {"high", scalar(1e6 + 1e-3)}}, true},
      {"UniformTiny", &u, {{"low", scalar(1e-300)}, {"high", scalar(3e-300)}}, true},
      {"ExponentialScalar", &e, {{"rate", scalar(1.3)}}},
      {"ExponentialBatch", &e, {{"rate", array({0.25, 1., 7.})}}},
      {"ExponentialExtreme", &e, {{"rate", array({1e-150, 1e150})}}, true},
  };
}

std::vector<DistributionCase> discrete_cases() {
  const Family& b = Bernoulli::family;
  const Family& p = Poisson::family;
  return {
      {"BernoulliProbs", &b, {{"probs", scalar(0.3)}}},
      {"BernoulliProbsBatch", &b, {{"probs", array({{0.1, 0.5, 0.9}, {0.2, 0.7, 0.95}})}}},
      {"BernoulliCertain", &b, {{"probs", array({0., 1., 1e-300})}}, true},
      {"BernoulliLogits", &b, {{"logits", scalar(0.25)}}},
      {"BernoulliLogitsBatch", &b, {{"logits", array({-4., 0., 2.})}}},
      {"BernoulliFarLogits", &b, {{"logits", array({-800., -40., 40., 800.})}}, true},
      {"PoissonRate", &p, {{"rate", scalar(1.3)}}},
      {"PoissonRateBatch", &p, {{"rate", array({0.5, 9.99, 10., 60.})}}},
      {"PoissonSmall", &p, {{"rate", array({0., 1e-300, 1e-3})}}, true},
      {"PoissonLogRate", &p, {{"log_rate", scalar(0.7)}}},
      {"PoissonLogRateBatch", &p, {{"log_rate", array({-2., 0., 3.})}}},
  };
}

}  // namespace

Arrays DistributionCase::values() const {
  Arrays values;
  for (const NamedArray& p : parameters) values.push_back(p.value);
  return values;
}

Distribution DistributionCase::make(const Arrays& values) const {
  std::vector<NamedArray> replaced = parameters;
  for (std::size_t i = 0; i < replaced.size(); ++i) replaced[i].value = values[i];
  return make_distribution(*family, replaced);
}

std::vector<DistributionCase> distribution_cases() {
  std::vector<DistributionCase> cases = continuous_cases();
  for (const DistributionCase& c : discrete_cases()) cases.push_back(c);
  return cases;
}

}  // namespace aleator::battery
