// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/surrogates.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/array/variable.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/autoregressive_network.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/fill_triangular.h"
#include "aleator/bijectors/invert.h"
#include "aleator/bijectors/masked_autoregressive_flow.h"
#include "aleator/bijectors/permute.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/scale_matvec_tril.h"
#include "aleator/bijectors/shift.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/multivariate/multivariate_normal_diag.h"
#include "aleator/distributions/multivariate/multivariate_normal_diag_plus_low_rank_covariance.h"
#include "aleator/distributions/wrappers/sample.h"
#include "aleator/distributions/wrappers/transformed_distribution.h"
#include "aleator/random/random.h"
#include "aleator/vi/parts.h"

namespace aleator::vi {
namespace {

using namespace distributions;

// Starts differ from 0, where the gradient of a symmetric density vanishes.
constexpr double kNoise = 0.1;

void check_scale(const char* who, double scale) {
  if (!(scale > 0)) throw ValueError(text(who, ": initial_scale must be positive, got ", scale));
}

Array positive(const Array& raw) { return softplus(raw); }
Array raw_of(const Array& scale) { return softplus_inverse(scale); }

Distribution standard_normal(std::int64_t size) { return Sample(Normal(0., 1.), {size}); }

Distribution diagonal(const Array& loc, double scale) {
  const Variable mean(loc, "loc"), raw(full(loc.shape(), raw_of(scale)), "scale");
  return MultivariateNormalDiag({.loc = mean, .scale_diag = positive(raw)});
}

/// Rows of the triangular matrix are multiples of their standard deviations, so that a step of an
/// optimizer turns the normal by as much wherever it is how wide.
Distribution triangular(const Array& loc, double scale) {
  const std::int64_t n = loc.size();
  const bijectors::FillTriangular fill;
  const Variable mean(loc, "loc"), raw(fill.inverse(raw_of(scale) * eye(n)), "scale_tril");
  const Array square = fill.forward(raw), widths = positive(diagonal(square));
  // Rows are scaled after the product: a step is as fast as memory, and this is a matrix less.
  const Array unit = lower_triangle(square, -1) + eye(n);
  const Bijector map =
      bijectors::Chain({bijectors::Shift(mean), bijectors::Scale({.scale = widths}),
                        bijectors::ScaleMatvecTriL({.scale_tril = unit})});
  return TransformedDistribution(standard_normal(n), map);
}

Distribution low_rank(const Array& loc, const AffineSurrogateOptions& o, const Key& key) {
  const std::int64_t n = loc.size();
  // A factor of 0 would stay 0: its gradient vanishes.
  const Array small = 0.1 * o.initial_scale * random::normal(key, {n, o.rank});
  const Variable mean(loc, "loc"), raw(full({n}, raw_of(o.initial_scale)), "scale"),
      factor(small, "factor");
  return MultivariateNormalDiagPlusLowRankCovariance(
      {.loc = mean, .cov_diag_factor = square(positive(raw)), .cov_perturb_factor = factor});
}

Bijector inverse_autoregressive_flows(std::int64_t size, const SplitFlowSurrogateOptions& o,
                                      const Key& key) {
  Dims reversed;
  for (std::int64_t i = size; i-- > 0;) reversed.push_back(i);
  Bijectors maps;
  const std::vector<Key> keys = split(key, static_cast<int>(o.num_flows));
  for (const Key& own : keys) {
    if (!maps.empty()) maps.push_back(bijectors::Permute({.permutation = reversed}));
    maps.push_back(bijectors::Invert(bijectors::MaskedAutoregressiveFlow(
        {.shift_and_log_scale_fn = bijectors::AutoregressiveNetwork(
             {.key = own,
              .event_size = size,
              .params = 2,
              .hidden_units = o.hidden_units,
              .activation = [](const Array& x) { return tanh(x); }})})));
  }
  return bijectors::Chain(maps);
}

}  // namespace

SurrogatePosterior build_factored_surrogate_posterior(const LogDensity& target,
                                                      const SurrogateOptions& options) {
  constexpr const char* who = "build_factored_surrogate_posterior";
  check_scale(who, options.initial_scale);
  const Parts parts(who, target);
  const Array loc = parts.start(who, options.initial_loc, options.key, kNoise);
  return surrogate_of(diagonal(loc, options.initial_scale), parts);
}

SurrogatePosterior build_affine_surrogate_posterior(const LogDensity& target,
                                                    const AffineSurrogateOptions& options) {
  constexpr const char* who = "build_affine_surrogate_posterior";
  check_scale(who, options.initial_scale);
  const Parts parts(who, target);
  const Array loc = parts.start(who, options.initial_loc, options.key, kNoise);
  switch (options.operators) {
    case AffineOperators::diag: return surrogate_of(diagonal(loc, options.initial_scale), parts);
    case AffineOperators::tril: return surrogate_of(triangular(loc, options.initial_scale), parts);
    case AffineOperators::low_rank: break;
  }
  if (!options.key) throw ValueError(text(who, ": low_rank needs a key"));
  if (options.rank < 1 || options.rank > parts.size()) {
    throw ValueError(text(who, ": rank must be from 1 to the ", parts.size(),
                          " unconstrained values, got ", options.rank));
  }
  return surrogate_of(low_rank(loc, options, fold_in(*options.key, 1)), parts);
}

SurrogatePosterior build_split_flow_surrogate_posterior(const LogDensity& target,
                                                        const SplitFlowSurrogateOptions& options) {
  constexpr const char* who = "build_split_flow_surrogate_posterior";
  check_scale(who, options.initial_scale);
  if (options.num_flows < 1)
    throw ValueError(text(who, ": num_flows must be at least 1, got ", options.num_flows));
  if (!options.trainable_bijector && !options.key)
    throw ValueError(text(who, ": needs a key for the flows' weights, or a trainable_bijector"));
  const Parts parts(who, target);
  const Array loc = parts.start(who, options.initial_loc, options.key, kNoise);
  const Variable mean(loc, "loc"), raw(full(loc.shape(), raw_of(options.initial_scale)), "scale");
  const Bijector flow =
      options.trainable_bijector
          ? *options.trainable_bijector
          : inverse_autoregressive_flows(parts.size(), options, fold_in(*options.key, 1));
  const Bijector map =
      bijectors::Chain({bijectors::Shift(mean), bijectors::Scale({.scale = positive(raw)}), flow});
  return surrogate_of(TransformedDistribution(standard_normal(parts.size()), map), parts);
}

}  // namespace aleator::vi
