// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/trainable.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/variable.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/cholesky_outer_product.h"
#include "aleator/bijectors/fill_scale_tril.h"
#include "aleator/distributions/families.h"
#include "aleator/random/random.h"

#include <algorithm>

namespace aleator {
namespace {

std::optional<Bijector> constraining_bijector(const Parameter& p) {
  using namespace bijectors;
  if (!p.is_trainable || p.is_structural()) return std::nullopt;
  if (p.constraint == &kLowerTriangular) return FillScaleTriL();
  if (p.constraint == &kPositiveDefinite) return Chain({CholeskyOuterProduct(), FillScaleTriL()});
  return p.constraint->bijector ? std::optional<Bijector>(p.constraint->bijector()) : std::nullopt;
}

const NamedArray* find(const std::vector<NamedArray>& all, std::string_view name) {
  for (const NamedArray& a : all) {
    if (a.name == name) return &a;
  }
  return nullptr;
}

bool is_first_of_alternatives(const Family& family, const Parameter& p) {
  const Parameter* preferred = nullptr;
  for (const Parameter& other : family.parameters) {
    if (other.name.empty() || other.alternative != p.alternative) continue;
    if (!preferred || other.name == "logits") preferred = &other;
  }
  return preferred == &p;
}

/// Whether the parameter is one to make: no alternative of it is given, or it is.
bool is_wanted(const Family& family, const Parameter& p, const MakeTrainableOptions& o) {
  const auto is_given = [&](std::string_view name) {
    return find(o.initial_parameters, name) || find(o.fixed_parameters, name);
  };
  if (is_given(p.name) || p.alternative == 0) return true;
  for (const Parameter& other : family.parameters) {
    if (other.alternative == p.alternative && is_given(other.name)) return false;
  }
  return is_first_of_alternatives(family, p);
}

Shape shape_of(const Family& family, const Parameter& p, const MakeTrainableOptions& o) {
  if (p.event_rank > 0 && o.event_size < 1)
    throw ValueError(text("make_trainable: parameter '", p.name, "' of ", family.name,
                          " has axes of its own: give .event_size, their length"));
  return o.batch_shape + Shape(Dims(static_cast<std::size_t>(p.event_rank), o.event_size));
}

/// A variable of the reals, seen through the bijector.
Array trainable(const Family& family, const Parameter& p, const Key& key,
                const MakeTrainableOptions& o) {
  const std::optional<Bijector> onto = constraining_bijector(p);
  if (!onto)
    throw ValueError(text("make_trainable: parameter '", p.name, "' of ", family.name,
                          " has no map from the reals: give it in .fixed_parameters"));
  const NamedArray* given = find(o.initial_parameters, p.name);
  if (given)
    check_constraint(std::string(family.name).c_str(), std::string(p.name).c_str(),
                     as_floating(given->value), *p.constraint);
  const Array first =
      given ? onto->inverse(astype(given->value, o.dtype))
            : random::normal(key, onto->inverse_event_shape(shape_of(family, p, o)), o.dtype);
  return onto->forward(Variable(first, std::string(p.name)));
}

}  // namespace

std::vector<ParameterProperties> parameter_properties(const Family& family) {
  std::vector<ParameterProperties> all;
  for (const Parameter& p : family.parameters) {
    if (p.name.empty()) continue;
    all.push_back({.name = p.name,
                   .event_ndims = p.event_rank,
                   .default_constraining_bijector = constraining_bijector(p),
                   .is_preferred = p.alternative == 0 || is_first_of_alternatives(family, p)});
  }
  return all;
}

Distribution make_trainable(const Family& family, const MakeTrainableOptions& options) {
  std::vector<NamedArray> parameters = options.fixed_parameters;
  for (const NamedArray& given : options.initial_parameters) {
    bool is_known = false;
    for (const Parameter& p : family.parameters) is_known = is_known || p.name == given.name;
    if (!is_known || find(options.fixed_parameters, given.name))
      throw ValueError(text("make_trainable: initial parameter '", given.name, "' of ", family.name,
                            is_known ? " is fixed too" : " does not exist"));
  }
  std::int64_t position = 0;
  for (const Parameter& p : family.parameters) {
    const Key key = fold_in(options.key, position++);
    if (p.name.empty() || find(options.fixed_parameters, p.name)) continue;
    if (is_wanted(family, p, options))
      parameters.push_back({p.name, trainable(family, p, key, options)});
  }
  return make_distribution(family, parameters);
}

}  // namespace aleator
