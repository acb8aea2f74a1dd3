// SPDX-License-Identifier: Apache-2.0
// Defines Distribution, the interface of all distributions, and the rules an author overrides.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/error.h"
#include "aleator/distributions/family.h"
#include "aleator/random/key.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aleator {

/// Whether draws carry gradients to the parameters.
enum class ReparameterizationType { fully_reparameterized, not_reparameterized };

/// What a distribution can be asked for; see Distribution::has.
enum class Method {
  sample,
  log_prob,
  cdf,
  log_cdf,
  survival_function,
  log_survival_function,
  quantile,
  mean,
  variance,
  stddev,
  mode,
  covariance,
  entropy,
  quantile_complement,
  default_event_space_bijector
};

/// How a divergence without a closed form is estimated.
struct KlDivergenceOptions {
  Key key = required("key");
  std::int64_t num_samples = 1000;
};

/// The mean and variance of log x.
struct LogMoments {
  Array mean;
  std::optional<Array> variance = {};  ///< where it has a closed form
};

class Distribution;
class Indices;
struct BatchMap;

/// What the author of a distribution writes: the mathematics. Shapes, checks, support and
/// broadcasting are Distribution's, so a rule may return anything that broadcasts to the right
/// shape.
class DistributionRules : public Counted {
 public:
  /// Parameters must be those of the family; concrete values are checked. Integer parameters become
  /// floating.
  DistributionRules(
      const Family& family,
      const std::vector<std::pair<std::string_view, std::optional<Array>>>& parameters);

  /// For wrappers, whose parameters are those of what they wrap.
  DistributionRules(const Family& family, Shape batch_shape, Dtype dtype,
                    std::vector<NamedArray> parameters)
      : family_(family),
        parameters_(std::move(parameters)),
        batch_shape_(std::move(batch_shape)),
        dtype_(dtype) {}

  /// Draws of shape `shape` + event shape; shape ends with the batch shape.
  virtual Array sample(const Key& key, const Shape& shape) const = 0;
  /// Log density at a point inside the support.
  virtual Array log_prob(const Array& x) const = 0;
  virtual Array cdf(const Array& x) const;
  virtual Array log_cdf(const Array& x) const;
  virtual Array survival_function(const Array& x) const;
  virtual Array log_survival_function(const Array& x) const;
  /// By default a search, where there is a cdf.
  virtual Array quantile(const Array& p) const;
  /// The quantile of 1 - q, for q of any smallness: by default a search.
  virtual Array quantile_complement(const Array& q) const;
  /// The largest member of a discrete support: the quantile of 1.
  virtual Array largest() const;
  virtual Array mean() const;
  virtual Array variance() const;
  virtual Array stddev() const;
  virtual Array mode() const;
  virtual Array entropy() const;
  /// Of positive numbers, by which divergences from them are known, where there are closed forms:
  /// moments of log x, and the mean of x**power, infinite where the integral is.
  virtual std::optional<LogMoments> moments_of_log() const;
  virtual std::optional<Array> mean_of_power(const Array& power) const;
  /// Closed form KL(this || other), or nothing when there is none for the pair.
  virtual std::optional<Array> kl_divergence(const DistributionRules& other) const;
  /// Closed form KL(other || this), for pairs that the other one does not know.
  virtual std::optional<Array> kl_divergence_from(const DistributionRules& other) const;
  /// The same distribution as a member of a wider family, whose divergences it then has.
  virtual std::optional<Distribution> in_wider_family() const;
  /// The same family with every parameter's batch axes changed.
  virtual Distribution with_batch(const BatchMap& map) const;
  /// A parameter with its batch axes changed: without any it stays, if something else has them.
  Array changed(const BatchMap& map, const Array& parameter, int event_rank) const;
  /// A draw with its log density, where one is known from how the other is made; draws must be
  /// reparameterized.
  virtual std::optional<std::pair<Array, Array>> sample_and_log_prob(const Key& key,
                                                                     const Shape& shape) const;
  /// Membership in the support, and some member: by default those of the family.
  virtual std::optional<Array> is_in_support(const Array& x) const;
  virtual Array inside() const;
  /// From the reals onto the support; nothing for discrete distributions.
  virtual std::optional<Bijector> default_event_space_bijector() const;
  virtual Shape event_shape() const { return {}; }
  virtual bool is_reparameterized() const { return family_.is_reparameterized; }
  virtual bool is_discrete() const { return family_.support->is_discrete; }
  virtual Array covariance() const;

  const Family& family() const { return family_; }
  /// The given parameters, in the family's order and of one dtype.
  const std::vector<NamedArray>& parameters() const { return parameters_; }
  /// The value of a given parameter.
  const Array& parameter(std::string_view name) const;
  bool has_parameter(std::string_view name) const;
  const Shape& batch_shape() const { return batch_shape_; }
  Dtype dtype() const { return dtype_; }
  /// Positive draws where some are too small to be held: the smallest normal number stands for
  /// them.
  Array above_zero(const Array& draws) const;
  [[noreturn]] void fail_not_implemented(const char* method) const;

 private:
  const Parameter& declared(std::string_view name) const;
  bool is_structural(const NamedArray& given) const;

  const Family& family_;
  std::vector<NamedArray> parameters_;
  Shape batch_shape_;
  Dtype dtype_ = float64;
};

/// A cheap immutable handle to a distribution. Names, methods and shape semantics are TFP's: draws
/// have shape sample + batch + event, log_prob broadcasts its argument against batch + event and
/// returns sample + batch.
class Distribution {
 public:
  explicit Distribution(Ref<const DistributionRules> rules) : rules_(std::move(rules)) {}

  Array sample(const Key& key) const { return sample(Shape{}, key); }
  Array sample(const Shape& shape, const Key& key) const;
  /// A draw and its log density.
  std::pair<Array, Array> sample_and_log_prob(const Shape& shape, const Key& key) const;

  Array log_prob(const Array& x) const;  ///< -inf outside the support, with gradient 0 there
  /// log_prob, which has its constant for every distribution: models alone lack it.
  Array unnormalized_log_prob(const Array& x) const { return log_prob(x); }
  Array prob(const Array& x) const;
  Array cdf(const Array& x) const;
  Array log_cdf(const Array& x) const;
  Array survival_function(const Array& x) const;
  Array log_survival_function(const Array& x) const;
  Array quantile(const Array& p) const;
  /// The quantile of 1 - q, which keeps its digits where q is small: upper tails.
  Array quantile_complement(const Array& q) const;
  Array mean() const;
  Array variance() const;
  Array stddev() const;
  Array mode() const;
  /// Of the elements of an event, which is a vector: batch + [n, n].
  Array covariance() const;
  Array entropy() const;
  /// KL(this || other) = E[log p(x) - log q(x)], x ~ this, in closed form; broadcast batch shape.
  Array kl_divergence(const Distribution& other) const;
  /// The same; where there is no closed form, the mean over draws: an unbiased estimate whose
  /// error falls as 1 / sqrt(num_samples), with gradients where draws carry them.
  Array kl_divergence(const Distribution& other, const KlDivergenceOptions& options) const;
  /// Whether there is a closed form for the pair.
  bool has_kl_divergence(const Distribution& other) const;
  Array cross_entropy(const Distribution& other) const;

  Shape batch_shape() const { return rules_->batch_shape(); }
  Shape event_shape() const { return rules_->event_shape(); }
  Dtype dtype() const { return rules_->dtype(); }
  std::string_view name() const { return rules_->family().name; }
  ReparameterizationType reparameterization_type() const;
  /// Whether the method is implemented for this distribution.
  bool has(Method method) const;
  Bijector default_event_space_bijector() const;
  /// Members of the batch: d[0], d[{Ellipsis, Slice(1, 4)}], d[{0, NewAxis}], d[positions], as with
  /// arrays (see array/ops/index.h), over batch axes only.
  Distribution operator[](const Indices& indices) const;
  std::string to_string() const;  ///< "Normal(batch_shape=[], event_shape=[], dtype=float64)"

  const DistributionRules& rules() const { return *rules_; }
  /// The arrays it holds: its parameters.
  template <class F>
  void visit_leaves(F&& f) const {
    for (const NamedArray& parameter : rules_->parameters()) f(parameter.value);
  }

 private:
  Array statistic(Array (DistributionRules::*rule)() const) const;
  Array tail(const char* method, Array (DistributionRules::*rule)(const Array&) const,
             const Array& x, double below, double above) const;
  Array broadcast_event(const char* method, const Array& x) const;
  Array quantile_by(const char* method, Array (DistributionRules::*rule)(const Array&) const,
                    const Array& p) const;

  Ref<const DistributionRules> rules_;
};

std::ostream& operator<<(std::ostream& out, const Distribution& distribution);

}  // namespace aleator
