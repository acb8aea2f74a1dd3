// SPDX-License-Identifier: Apache-2.0
// Defines MultipartTransformedDistribution, the distribution of the parts that a bijector gives.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"
#include "aleator/distributions/wrappers/parts.h"

#include <iosfwd>

namespace aleator::distributions {

struct MultipartTransformedDistributionParameters {
  Distributions distributions = required("distributions");  ///< of the parts of x, independent
  MultipartBijector bijector = required("bijector");        ///< y = bijector(x)
};

/// The joint distribution of the parts y = bijector(x), for parts x that are independent, each from
/// its distribution: TFP's TransformedDistribution whose events are structures.
///
///   log_prob(y) = sum_i distributions[i].log_prob(x[i]) + bijector.inverse_log_det_jacobian(y),
///   x = bijector.inverse(y)
///
/// Batch shapes broadcast, with that of the bijector's parameters. A draw is a list of arrays, or a
/// tree with as many, and each part has shape sample + batch + its event:
///
///   struct Ends { Array first, rest; };
///   const MultipartTransformedDistribution d(MultivariateNormalTriL({...}),
///                                            Split({.size_splits = {2, -1}}));
///   Ends y = d.sample<Ends>({100}, key);
///   Array log_density = d.log_prob(y);
///
/// ValueError for other than the bijector's number of parts, ShapeError for events that it cannot
/// map or batches that do not broadcast. Beyond the range of the bijector log_prob is what its
/// inverse gives there, NaN for a logarithm. Where y is one part, `joined` is a distribution as
/// others.
class MultipartTransformedDistribution {
 public:
  explicit MultipartTransformedDistribution(
      const MultipartTransformedDistributionParameters& parameters);
  MultipartTransformedDistribution(const Distribution& distribution,
                                   const MultipartBijector& bijector)
      : MultipartTransformedDistribution({.distributions = {distribution}, .bijector = bijector}) {}

  Arrays sample(const Shape& shape, const Key& key) const;
  Arrays sample(const Key& key) const { return sample(Shape{}, key); }
  template <class Y>
  Y sample(const Shape& shape, const Key& key) const {
    return as_tree<Y>("sample", sample(shape, key));
  }
  /// A draw and its log density, without an inverse.
  std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const;

  Array log_prob(const Arrays& y) const;
  template <class Y>
  Array log_prob(const Y& y) const {
    return log_prob(flatten<Array>(y));
  }
  Array prob(const Arrays& y) const;

  /// NotImplemented unless the bijector's Jacobian is constant.
  Arrays mean() const;
  Arrays mode() const;
  Array entropy() const;
  /// Of the distributions before one and the same bijector, which does not change divergences.
  Array kl_divergence(const MultipartTransformedDistribution& other) const;
  bool has(Method method) const;

  const Shape& batch_shape() const { return batch_shape_; }
  Shapes event_shape() const;
  ReparameterizationType reparameterization_type() const;
  /// From reals in parts as x has them.
  MultipartBijector default_event_space_bijector() const;
  std::string to_string() const;

  const Distributions& distributions() const { return distributions_; }
  const MultipartBijector& bijector() const { return bijector_; }
  template <class F>
  void visit_leaves(F&& f) const {
    for (const Distribution& d : distributions_) d.visit_leaves(f);
    bijector_.visit_leaves(f);
  }

 private:
  Arrays parts_of_x(const Shape& shape, const Key& key) const;
  Array log_prob_of_x(const Arrays& x) const;
  Shapes event_shape_of_x() const;
  EventRanks event_ndims_of_x() const;
  Arrays of_batch(const Arrays& y, const Shape& shape) const;
  Arrays statistic(const char* method, Array (Distribution::*of)() const) const;
  void check_affine(const char* method) const;
  template <class Y>
  Y as_tree(const char* method, const Arrays& parts) const {
    Y like{};
    check_num_parts(method, flatten<Array>(like).size());
    return unflatten<Array>(like, parts);
  }
  void check_num_parts(const char* method, std::size_t num) const;

  Distributions distributions_;
  MultipartBijector bijector_;
  Shape batch_shape_;
};

std::ostream& operator<<(std::ostream& out, const MultipartTransformedDistribution& distribution);

/// The distribution of the one part that the bijector gives, as Invert(Split({...})) does, with the
/// interface of all distributions. ValueError where it gives several.
Distribution joined(const MultipartTransformedDistribution& parts);

}  // namespace aleator::distributions
