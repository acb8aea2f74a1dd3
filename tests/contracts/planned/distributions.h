// SPDX-License-Identifier: Apache-2.0
// Declares the distributions of the contract programs that do not exist yet.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"
#include "aleator/distributions/distribution.h"

#if __has_include("aleator/distributions/continuous/half_cauchy.h")
#include "aleator/distributions/continuous/half_cauchy.h"
#else
namespace aleator::distributions {

struct HalfCauchyParameters {
  Array loc = required("loc");      ///< lower end
  Array scale = required("scale");  ///< positive
};
/// pdf(x) = 2 / (pi scale (1 + ((x - loc) / scale)**2)),   x >= loc.
class HalfCauchy : public Distribution {
 public:
  HalfCauchy(const Array& loc, const Array& scale);
  explicit HalfCauchy(const HalfCauchyParameters& parameters);
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/discrete/categorical.h")
#include "aleator/distributions/discrete/categorical.h"
#else
namespace aleator::distributions {

/// Exactly one of the two is given; categories are the last axis.
struct CategoricalParameters {
  std::optional<Array> probs = {};   ///< normalised by their sum
  std::optional<Array> logits = {};  ///< log probabilities up to a constant
};
/// pmf(k) = probs[k] over the categories 0, 1, ...
class Categorical : public Distribution {
 public:
  explicit Categorical(const CategoricalParameters& parameters);
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/multivariate/multivariate_normal_diag.h")
#include "aleator/distributions/multivariate/multivariate_normal_diag.h"
#else
namespace aleator::distributions {

struct MultivariateNormalDiagParameters {
  Array loc = 0.;         ///< mean
  Array scale_diag = 1.;  ///< standard deviations, the last axis
};
/// Independent normal coordinates as one vector-valued event.
class MultivariateNormalDiag : public Distribution {
 public:
  explicit MultivariateNormalDiag(const MultivariateNormalDiagParameters& parameters);
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/wrappers/independent.h")
#include "aleator/distributions/wrappers/independent.h"
#else
namespace aleator::distributions {

struct IndependentOptions {
  /// Batch axes, counted from the last, that become event axes; absent: all but the first.
  std::optional<int> reinterpreted_batch_ndims = {};
};
/// A batch of distributions as one joint event; log densities are summed.
class Independent : public Distribution {
 public:
  explicit Independent(const Distribution& distribution, const IndependentOptions& options = {});
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/wrappers/mixture_same_family.h")
#include "aleator/distributions/wrappers/mixture_same_family.h"
#else
namespace aleator::distributions {

struct MixtureSameFamilyParameters {
  Distribution mixture_distribution = required("mixture_distribution");  ///< a Categorical
  /// Its last batch axis runs over the components.
  Distribution components_distribution = required("components_distribution");
};
/// A mixture whose components are one distribution with a batch axis.
class MixtureSameFamily : public Distribution {
 public:
  explicit MixtureSameFamily(const MixtureSameFamilyParameters& parameters);
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/wrappers/transformed_distribution.h")
#include "aleator/distributions/wrappers/transformed_distribution.h"
#else
namespace aleator::distributions {

struct TransformedDistributionParameters {
  Distribution distribution = required("distribution");
  Bijector bijector = required("bijector");
};
/// The distribution of bijector.forward(x) for a draw x.
class TransformedDistribution : public Distribution {
 public:
  explicit TransformedDistribution(const TransformedDistributionParameters& parameters);
};

}  // namespace aleator::distributions
#endif

#if __has_include("aleator/distributions/wrappers/sample.h")
#include "aleator/distributions/wrappers/sample.h"
#else
namespace aleator::distributions {

/// Independent draws of shape `sample_shape` as one event.
class Sample : public Distribution {
 public:
  explicit Sample(const Distribution& distribution, const Shape& sample_shape = {});
};

}  // namespace aleator::distributions
#endif
