// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/posterior.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/discrete/deterministic.h"
#include "aleator/distributions/wrappers/independent.h"

#include <limits>

namespace aleator::nn {
namespace {

namespace d = aleator::distributions;

Distribution of_all_axes(const Distribution& elements) {
  return d::Independent(
      elements, {.reinterpreted_batch_ndims = static_cast<int>(elements.batch_shape().rank())});
}

double epsilon_of(Dtype dtype) {
  return dtype == float32 ? std::numeric_limits<float>::epsilon()
                          : std::numeric_limits<double>::epsilon();
}

}  // namespace

ParameterDistributionFn default_mean_field_normal_fn(const DefaultMeanFieldNormalOptions& o) {
  return [o](const std::string& name, const Shape& shape, Dtype dtype, Builder& builder) {
    const Variable loc = builder.variable(name + "_posterior_loc", shape, o.loc_initializer, dtype);
    if (o.is_singular) return of_all_axes(d::Deterministic(loc));
    const Variable rho = builder.variable(name + "_posterior_untransformed_scale", shape,
                                          o.untransformed_scale_initializer, dtype);
    return of_all_axes(d::Normal(loc, epsilon_of(dtype) + softplus(rho)));
  };
}

Distribution default_multivariate_normal_fn(const std::string&, const Shape& shape, Dtype dtype,
                                            Builder&) {
  return of_all_axes(d::Normal(zeros(shape, dtype), ones(shape, dtype)));
}

Array default_divergence_fn(const Distribution& posterior, const Distribution& prior,
                            const Array& draw) {
  if (posterior.has_kl_divergence(prior)) return posterior.kl_divergence(prior);
  return posterior.log_prob(draw) - prior.log_prob(draw);
}

RandomParameter::RandomParameter(const std::string& name, const Shape& shape, Dtype dtype,
                                 const ParameterPosterior& how, Builder& builder)
    : shape_(shape), how_(how) {
  posterior_ = how.posterior_fn(name, shape, dtype, builder);
  if (how.prior_fn) prior_ = how.prior_fn(name, shape, dtype, builder);
  for (const auto& [which, made] : {std::pair("posterior", posterior_), {"prior", prior_}}) {
    if (!made || made->batch_shape() + made->event_shape() == shape) continue;
    throw ShapeError(text(name, "_", which, "_fn: must make a distribution over ", shape,
                          ", made one over ", made->batch_shape() + made->event_shape()));
  }
  is_random_ = !posterior_->rules().is_discrete() || !posterior_->has(Method::variance) ||
               any(posterior_->variance() != 0).item<bool>();
}

bool RandomParameter::has_exact_divergence() const {
  return !prior_ || (!how_.divergence_fn && posterior_->has_kl_divergence(*prior_));
}

Array RandomParameter::draw(const Call& call, const std::string& who) const {
  if (!is_random_ && !how_.posterior_tensor_fn) return posterior_->mean();
  const Key& key = call.key(who);
  return how_.posterior_tensor_fn ? how_.posterior_tensor_fn(*posterior_, key)
                                  : posterior_->sample(key);
}

void RandomParameter::add_divergence(const Array& draw, const Call& call) const {
  if (!prior_) return;
  const Array divergence = how_.divergence_fn ? how_.divergence_fn(*posterior_, *prior_, draw)
                                              : default_divergence_fn(*posterior_, *prior_, draw);
  call.add_loss(sum(divergence));
}

}  // namespace aleator::nn
