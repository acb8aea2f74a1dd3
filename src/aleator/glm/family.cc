// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/family.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/transforms.h"

#include <limits>

namespace aleator::glm {

Array FamilyRules::score_factor(const Array& r) const { return grad_mean(r) / variance(r); }

Array FamilyRules::weighted_log_prob(const Array& y, const Array& r, const Array& weights,
                                     const Array& dispersion) const {
  return weights * log_prob(y, r, dispersion);
}

Array FamilyRules::is_valid_mean(const Array& r) const { return is_finite(mean(r)); }

std::optional<Array> FamilyRules::escape(const Array&) const { return std::nullopt; }

std::optional<Array> FamilyRules::starting_linear_response(const Array&, const Array&) const {
  return std::nullopt;
}

FamilyMoments ExponentialFamily::operator()(const Array& predicted_linear_response) const {
  const Array r = as_floating(predicted_linear_response);
  return {rules_->mean(r), rules_->dispersion().value_or(1.) * rules_->variance(r),
          rules_->grad_mean(r)};
}

Array ExponentialFamily::log_prob(const Array& response,
                                  const Array& predicted_linear_response) const {
  return rules_->log_prob(as_floating(response), as_floating(predicted_linear_response),
                          rules_->dispersion().value_or(1.));
}

Array ExponentialFamily::deviance(const Array& response,
                                  const Array& predicted_linear_response) const {
  if (!rules_->has_deviance()) {
    throw NotImplemented(text(name(), ": the deviance needs a deviance_fn, and none was given"));
  }
  return rules_->unit_deviance(as_floating(response), as_floating(predicted_linear_response));
}

std::string ExponentialFamily::to_string() const { return text(name(), ", ", link(), " link"); }

namespace {

struct CustomRules final : FamilyRules {
  explicit CustomRules(const CustomExponentialFamilyParameters& parameters) : p(parameters) {}

  std::string name() const override { return p.name; }
  std::string link() const override { return "custom"; }
  Array mean(const Array& r) const override { return p.linear_model_to_mean_fn(r); }
  // The function is elementwise: the gradient of the sum of its values has one slope per element.
  Array grad_mean(const Array& r) const override {
    if (p.grad_mean_fn) return p.grad_mean_fn(r);
    return grad([this](const Array& x) { return sum(mean(x)); })(r);
  }
  Array variance(const Array& r) const override {
    return broadcast_to(p.variance_fn(mean(r)), r.shape());
  }
  Array unit_deviance(const Array& y, const Array& r) const override {
    return p.deviance_fn ? p.deviance_fn(y, mean(r)) : -2. * p.log_prob_fn(y, mean(r));
  }
  Array log_prob(const Array& y, const Array& r, const Array&) const override {
    return p.log_prob_fn(y, mean(r));
  }
  Array is_valid_response(const Array& y) const override { return is_finite(y); }
  std::string valid_response() const override { return "a finite number"; }
  // Unknown.
  bool is_convex() const override { return false; }
  bool is_same_for_all_rows() const override { return false; }
  bool has_deviance() const override { return static_cast<bool>(p.deviance_fn); }

  CustomExponentialFamilyParameters p;
};

}  // namespace

CustomExponentialFamily::CustomExponentialFamily(
    const CustomExponentialFamilyParameters& parameters)
    : ExponentialFamily(make_ref<CustomRules>(parameters)) {}

}  // namespace aleator::glm
