// SPDX-License-Identifier: Apache-2.0
// Defines ExponentialFamily, the response distribution and link of a generalized linear model, and
// the rules that its author writes.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/base/ref.h"

#include <optional>
#include <string>

namespace aleator::glm {

/// At a linear response r: the mean m(r), the variance of the response, and m'(r).
struct FamilyMoments {
  Array mean, variance, grad_mean;
};

/// What the author of a family writes, elementwise and in Array operations: y is the response, r
/// the linear response x'b + offset. Variances and deviances are in units of the dispersion.
class FamilyRules : public Counted {
 public:
  virtual std::string name() const = 0;  ///< "Bernoulli"
  virtual std::string link() const = 0;  ///< "logit"
  virtual Array mean(const Array& r) const = 0;
  virtual Array grad_mean(const Array& r) const = 0;
  virtual Array variance(const Array& r) const = 0;
  /// grad_mean / variance. Rules that know it without a quotient of small numbers say so.
  virtual Array score_factor(const Array& r) const;
  /// 2 (log p(y | y) - log p(y | r)), or what Fisher scoring minimises half of, up to a constant.
  virtual Array unit_deviance(const Array& y, const Array& r) const = 0;
  virtual Array log_prob(const Array& y, const Array& r, const Array& dispersion) const = 0;
  /// The log likelihood of rows with weights, as AIC counts it.
  virtual Array weighted_log_prob(const Array& y, const Array& r, const Array& weights,
                                  const Array& dispersion) const;
  /// Whether a mean that r gives is one the distribution can have.
  virtual Array is_valid_mean(const Array& r) const;
  /// Where fits start, near the response; nothing: at a linear response of 0.
  virtual std::optional<Array> starting_linear_response(const Array& y, const Array& weights) const;
  virtual Array is_valid_response(const Array& y) const = 0;
  virtual std::string valid_response() const = 0;  ///< "0, 1 or a proportion between them"
  /// Nothing: it is estimated, and 1 in densities until then.
  virtual std::optional<double> dispersion() const { return 1.; }
  /// Whether unit_deviance is that of the likelihood, not of moments alone.
  virtual bool has_likelihood() const { return true; }
  /// Whether unit_deviance is 0 for a perfect fit.
  virtual bool has_deviance() const { return true; }
  /// Whether the dispersion that AIC uses is the deviance over the sum of weights, or over rows.
  virtual bool is_weight_a_count() const { return true; }
  /// Whether score_factor is 1, so that Fisher scoring is Newton's method.
  virtual bool is_canonical() const { return false; }
  /// Whether the rules are the same for all rows.
  virtual bool is_same_for_all_rows() const { return true; }
  /// Whether unit_deviance is a convex function of r.
  virtual bool is_convex() const { return true; }
  /// Whether unit_deviance is a quadratic function of r, with the same curvature everywhere.
  virtual bool is_quadratic() const { return false; }
  /// 1 or -1 where the likelihood of a response rises all the way as r goes to infinity or minus
  /// infinity, else 0; nothing: there are no such responses.
  virtual std::optional<Array> escape(const Array& y) const;
};

/// Response distribution and link: a cheap immutable handle.
class ExponentialFamily {
 public:
  explicit ExponentialFamily(Ref<const FamilyRules> rules) : rules_(std::move(rules)) {}

  /// Mean, variance and slope of the mean, elementwise. Variances are those at the family's own
  /// dispersion, or at 1 where it has none.
  FamilyMoments operator()(const Array& predicted_linear_response) const;
  /// log p(response | linear response), at the same dispersion.
  Array log_prob(const Array& response, const Array& predicted_linear_response) const;
  /// Each response's part of the deviance, 2 (log p(y | perfect fit) - log p(y | r)) times the
  /// dispersion. What has no density gives the quasi-deviance of its variance function.
  Array deviance(const Array& response, const Array& predicted_linear_response) const;

  std::string name() const { return rules_->name(); }
  std::string link() const { return rules_->link(); }
  std::string to_string() const;  ///< "Bernoulli, logit link"
  const FamilyRules& rules() const { return *rules_; }

 private:
  Ref<const FamilyRules> rules_;
};

/// A family of functions of one's own.
struct CustomExponentialFamilyParameters {
  /// The mean of a linear response, elementwise.
  Callable<Array(const Array&)> linear_model_to_mean_fn = required("linear_model_to_mean_fn");
  /// The variance of a response of this mean.
  Callable<Array(const Array&)> variance_fn = required("variance_fn");
  /// log p(response | mean).
  Callable<Array(const Array& response, const Array& mean)> log_prob_fn = required("log_prob_fn");
  /// The derivative of the mean by the linear response; by default by differentiation.
  Callable<Array(const Array&)> grad_mean_fn = {};
  /// Each response's part of the deviance, of response and mean; by default there is none.
  Callable<Array(const Array& response, const Array& mean)> deviance_fn = {};
  std::string name = "CustomExponentialFamily";
};
class CustomExponentialFamily : public ExponentialFamily {
 public:
  explicit CustomExponentialFamily(const CustomExponentialFamilyParameters& parameters);
};

}  // namespace aleator::glm
