// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/asvi.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/array/variable.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"
#include "aleator/distributions/continuous/beta.h"
#include "aleator/distributions/continuous/gamma.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/continuous/truncated_normal.h"
#include "aleator/distributions/families.h"
#include "aleator/distributions/trainable.h"
#include "aleator/distributions/wrappers/independent.h"
#include "aleator/distributions/wrappers/transformed_distribution.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/start.h"
#include "aleator/transforms/transforms.h"

#include <cmath>
#include <map>

namespace aleator::ppl {
namespace {

constexpr const char* kWho = "build_asvi_surrogate_posterior";
constexpr double kInitialScale = 0.1;  // of choices that are normal over the reals

/// A wider family, and the map of its draws onto the model's support if that is another one.
struct Form {
  Distribution distribution;
  std::optional<Bijector> map = {};
};

Form form_of(const Distribution& d) {
  using namespace distributions;
  const auto of = [&](const char* name) { return d.rules().parameter(name); };
  if (d.name() == "Uniform") {
    const Array low = of("low"), width = of("high") - low, one = ones_like(low + width);
    return {Beta({.concentration1 = one, .concentration0 = one}),
            bijectors::Chain({bijectors::Shift(low), bijectors::Scale({.scale = width})})};
  }
  if (d.name() == "HalfNormal")
    return {TruncatedNormal({.loc = 0., .scale = of("scale"), .low = 0., .high = INFINITY})};
  if (d.name() == "Exponential") {
    const Array rate = d.rules().has_parameter("rate") ? of("rate") : exp(of("log_rate"));
    return {Gamma({.concentration = ones_like(rate), .rate = rate})};
  }
  if (d.name() == "Chi2") return {Gamma({.concentration = 0.5 * of("df"), .rate = 0.5})};
  return {d};
}

std::optional<Bijector> onto_values(const Family& family, std::string_view name) {
  for (const ParameterProperties& p : parameter_properties(family)) {
    if (p.name == name) return p.default_constraining_bijector;
  }
  return std::nullopt;
}

/// What is trained of one parameter.
struct Mixed {
  Array value, weight;  // of their full shapes, made of variables
};

/// What is trained of one choice: its parameters, or without any a normal over the reals.
struct TrainedSite {
  std::map<std::string, Mixed, std::less<>> parameters;
  std::optional<Distribution> unconstrained;

  Arrays leaves() const {
    Arrays all = unconstrained ? flatten<Array>(*unconstrained) : Arrays{};
    for (const auto& [name, mixed] : parameters) {
      all.push_back(mixed.value);
      all.push_back(mixed.weight);
    }
    return all;
  }
};

class Trained {
 public:
  Trained(const JointDistribution& conditioned, const AsviOptions& options);

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Shape>& shapes() const { return shapes_; }
  Arrays leaves() const {
    Arrays all;
    for (const auto& [name, site] : sites_) all = joined({all, site.leaves()});
    return all;
  }
  bool is_reparameterized() const { return is_reparameterized_; }
  /// A run of the surrogate; choices without a value are drawn.
  Trace run(const Values& values, const Key& key) const {
    const Program given = handle(program_, replay(values));
    const Handler change = [this](Site& site, const Rest& rest) {
      const auto found = sites_.find(site.name);
      if (found != sites_.end() && site.kind == SiteKind::sample && !site.is_observed) {
        site.distribution = surrogate(*site.distribution, found->second);
        site.mask = {};
        site.scale = {};
      }
      rest(site);
    };
    return interpret(handle(given, change), draw(key));
  }
  Arrays values_of(const Trace& trace) const {
    Arrays values;
    for (const std::string& name : names_) values.push_back(*trace[name].value);
    return values;
  }
  Array log_prob_of(const Trace& trace) const {
    Array total = 0.;
    for (const std::string& name : names_) {
      const Site& site = trace[name];
      total = total + sum(site.distribution->log_prob(*site.value));
    }
    return total;
  }

 private:
  TrainedSite train(const Site& site, const AsviOptions& options) const;
  static Distribution surrogate(const Distribution& prior, const TrainedSite& trained);

  Program program_;
  std::vector<std::string> names_;
  std::vector<Shape> shapes_;
  std::map<std::string, TrainedSite, std::less<>> sites_;
  bool is_reparameterized_ = true;
};

Trained::Trained(const JointDistribution& conditioned, const AsviOptions& options)
    : program_(conditioned.program()) {
  const Trace trace = interpret(program_, start(options.key));
  for (const Site& site : trace.sites()) {
    if (site.kind != SiteKind::sample || site.is_observed) continue;
    const SiteFacts& facts = conditioned.structure()[site.name];
    if (facts.is_discrete || site.chain) {
      throw ValueError(text(kWho, ": choice '", site.name,
                            "' is discrete; condition on it, or use make_target, which sums it "
                            "out, with vi::build_factored_surrogate_posterior"));
    }
    if (!facts.bijector) {
      throw ValueError(text(kWho, ": the support of choice '", site.name,
                            "' depends on other choices; use make_target with "
                            "vi::build_factored_surrogate_posterior"));
    }
    names_.push_back(site.name);
    shapes_.push_back(site.shape());
    const TrainedSite trained = train(site, options);
    is_reparameterized_ =
        is_reparameterized_ && surrogate(*site.distribution, trained).reparameterization_type() ==
                                   ReparameterizationType::fully_reparameterized;
    sites_.emplace(site.name, trained);
  }
  if (names_.empty()) throw ValueError(text(kWho, ": the model has no choice left to infer"));
}

/// Parameters start from the values that they have in the first run.
TrainedSite Trained::train(const Site& site, const AsviOptions& options) const {
  TrainedSite trained;
  const Distribution prior = form_of(*site.distribution).distribution;
  const double weight = options.mean_field ? 0 : options.initial_prior_weight;
  const bool has_members = prior.rules().family().make != nullptr;
  for (const NamedArray& p : prior.rules().parameters()) {
    const auto onto = has_members ? onto_values(prior.rules().family(), p.name) : std::nullopt;
    const bool is_bound = p.name == "low" || p.name == "high";  // of the support
    if (!onto || is_bound) continue;
    const std::int64_t event_rank = p.value.rank() - prior.batch_shape().rank();
    const Shape own = event_rank > 0
                          ? p.value.shape().slice(prior.batch_shape().rank(), p.value.rank())
                          : Shape();
    const Array first = broadcast_to(p.value, site.batch_shape() + own);
    const std::string name = text(site.name, "/", p.name);
    const Array value = onto->forward(Variable(onto->inverse(first), name));
    const Array raw = full(first.shape(), std::log(weight / (1 - weight)));
    trained.parameters.emplace(
        std::string(p.name),
        Mixed{value, weight > 0 ? sigmoid(Variable(raw, name + "/prior_weight")) : Array(0.)});
  }
  if (!trained.parameters.empty()) return trained;
  const Bijector map = site.distribution->default_event_space_bijector();
  const Array at = map.inverse(*site.value);
  const Array scale =
      softplus(Variable(full(at.shape(), softplus_inverse(kInitialScale)), site.name + "/scale"));
  trained.unconstrained = distributions::Independent(
      distributions::Normal(Variable(at, site.name + "/loc"), scale),
      {.reinterpreted_batch_ndims = static_cast<int>(at.rank() - site.batch_shape().rank())});
  return trained;
}

Distribution Trained::surrogate(const Distribution& prior, const TrainedSite& trained) {
  using namespace distributions;
  if (trained.unconstrained)
    return TransformedDistribution(*trained.unconstrained, prior.default_event_space_bijector());
  const Form form = form_of(prior);
  std::vector<NamedArray> parameters = form.distribution.rules().parameters();
  for (NamedArray& p : parameters) {
    const auto found = trained.parameters.find(p.name);
    if (found == trained.parameters.end()) continue;
    const auto& [value, weight] = found->second;
    p.value = weight.is_known() ? value : weight * p.value + (1. - weight) * value;
  }
  const Distribution mixed = make_distribution(form.distribution.rules().family(), parameters);
  return form.map ? Distribution(TransformedDistribution(mixed, *form.map)) : mixed;
}

class AsviRules final : public vi::SurrogateRules {
 public:
  explicit AsviRules(Trained trained) : trained_(std::move(trained)) {}

  Arrays sample(const Shape& shape, const Key& key) const override {
    return drawn(shape, key, false);
  }
  std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const override {
    Arrays all = drawn(shape, key, true);
    const Array log_prob = all.back();
    all.pop_back();
    return {all, log_prob};
  }
  Array log_prob(const Arrays& parts) const override {
    const Shape lead = parts[0].shape().slice(0, parts[0].rank() - shapes()[0].rank());
    const auto one = [&](const Arrays& draw) {
      Values values;
      for (std::size_t i = 0; i < draw.size(); ++i) values.add(names()[i], draw[i]);
      return Arrays{trained_.log_prob_of(trained_.run(values, Key(0)))};
    };
    if (lead.empty()) return one(parts)[0];
    Arrays flat;
    for (std::size_t i = 0; i < parts.size(); ++i)
      flat.push_back(reshape(parts[i], Shape{lead.size()} + shapes()[i]));
    return reshape(vmap_arrays(one, flat, {})[0], lead);
  }
  bool is_reparameterized() const override { return trained_.is_reparameterized(); }
  Arrays leaves() const override { return trained_.leaves(); }
  std::vector<std::string> names() const override { return trained_.names(); }
  std::vector<Shape> shapes() const override { return trained_.shapes(); }

 private:
  /// Draws, and after them their log densities.
  Arrays drawn(const Shape& shape, const Key& key, bool with_log_prob) const {
    const auto one = [&](const Arrays& number) {
      const Trace trace = trained_.run({}, fold_in(key, number[0]));
      Arrays results = trained_.values_of(trace);
      if (with_log_prob) results.push_back(trained_.log_prob_of(trace));
      return results;
    };
    Arrays all = vmap_arrays(one, {arange(shape.size(), int64)}, {});
    for (Array& x : all) x = reshape(x, shape + x.shape().slice(1, x.rank()));
    return all;
  }

  Trained trained_;
};

}  // namespace

vi::SurrogatePosterior build_asvi_surrogate_posterior(const JointDistribution& conditioned,
                                                      const AsviOptions& options) {
  if (!(options.initial_prior_weight > 0 && options.initial_prior_weight < 1)) {
    throw ValueError(text(kWho, ": initial_prior_weight must be between 0 and 1, got ",
                          options.initial_prior_weight));
  }
  return vi::SurrogatePosterior(make_ref<AsviRules>(Trained(conditioned, options)));
}

}  // namespace aleator::ppl
