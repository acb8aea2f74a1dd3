// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/parts.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/base/tree.h"
#include "aleator/bijectors/identity.h"
#include "aleator/random/random.h"

namespace aleator::vi {
namespace {

/// A slice of the last axis for each part.
Arrays pieces_of(const Array& flat, const std::vector<Shape>& shapes) {
  Arrays pieces;
  const Shape lead = flat.shape().slice(0, flat.rank() - 1);
  std::int64_t start = 0;
  for (const Shape& shape : shapes) {
    pieces.push_back(reshape(slice_axis(flat, -1, start, start + shape.size()), lead + shape));
    start += shape.size();
  }
  return pieces;
}

class FlatRules final : public SurrogateRules {
 public:
  FlatRules(const Distribution& unconstrained, const Parts& parts)
      : unconstrained_(unconstrained), parts_(parts) {}

  Arrays sample(const Shape& shape, const Key& key) const override {
    return parts_.constrain(unconstrained_.sample(shape, key));
  }
  Array log_prob(const Arrays& parts) const override {
    const Array flat = parts_.unconstrain(parts);
    return unconstrained_.log_prob(flat) - parts_.log_det_jacobian(flat);
  }
  std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const override {
    const auto [flat, log_prob] = unconstrained_.sample_and_log_prob(shape, key);
    return {parts_.constrain(flat), log_prob - parts_.log_det_jacobian(flat)};
  }
  bool is_reparameterized() const override {
    return unconstrained_.reparameterization_type() ==
           ReparameterizationType::fully_reparameterized;
  }
  Arrays leaves() const override {
    Arrays leaves = flatten<Array>(unconstrained_);
    for (const Array& leaf : flatten<Array>(parts_.bijectors)) leaves.push_back(leaf);
    return leaves;
  }
  std::vector<std::string> names() const override { return parts_.names; }
  std::vector<Shape> shapes() const override { return parts_.shapes; }

 private:
  Distribution unconstrained_;
  Parts parts_;
};

}  // namespace

Parts::Parts(const char* who, const LogDensity& target)
    : names(target.names()), shapes(target.shapes()), bijectors(target.bijectors()) {
  if (shapes.empty()) {
    throw ValueError(text(who,
                          ": the shapes of the target's parts are not known; give "
                          "LogDensity(log_prob_fn, names, shapes, bijectors)"));
  }
  if (bijectors.empty()) bijectors.assign(shapes.size(), bijectors::Identity());
  for (std::size_t i = names.size(); i < shapes.size(); ++i) names.push_back(text("x", i));
  if (bijectors.size() != shapes.size()) {
    throw ValueError(text(who, ": the target has ", shapes.size(), " parts, but ", bijectors.size(),
                          " bijectors"));
  }
  for (std::size_t i = 0; i < shapes.size(); ++i)
    unconstrained_shapes.push_back(bijectors[i].inverse_event_shape(shapes[i]));
}

std::int64_t Parts::size() const {
  std::int64_t total = 0;
  for (const Shape& shape : unconstrained_shapes) total += shape.size();
  return total;
}

Arrays Parts::constrain(const Array& flat) const {
  Arrays parts = pieces_of(flat, unconstrained_shapes);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = bijectors[i].forward(parts[i]);
  return parts;
}

Array Parts::log_det_jacobian(const Array& flat) const {
  const Arrays pieces = pieces_of(flat, unconstrained_shapes);
  Array total = 0.;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto rank = static_cast<int>(unconstrained_shapes[i].rank());
    total = total + bijectors[i].forward_log_det_jacobian(pieces[i], rank);
  }
  return total;
}

Array Parts::unconstrain(const Arrays& parts) const {
  Arrays pieces;
  const std::int64_t num_lead = parts[0].rank() - shapes[0].rank();
  const Shape lead = parts[0].shape().slice(0, num_lead);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Array piece = bijectors[i].inverse(parts[i]);
    pieces.push_back(reshape(piece, lead + Shape{unconstrained_shapes[i].size()}));
  }
  return concatenate(pieces, -1);
}

Array Parts::log_prob(const LogDensity& target, const Array& flat) const {
  return target(constrain(flat)) + log_det_jacobian(flat);
}

Array Parts::start(const char* who, const std::optional<Arrays>& point,
                   const std::optional<Key>& key, double size_of_noise) const {
  if (!point) return key ? size_of_noise * random::normal(*key, {size()}) : zeros({size()});
  if (point->size() != shapes.size()) {
    throw ValueError(
        text(who, ": initial_loc must have ", shapes.size(), " parts, got ", point->size()));
  }
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if ((*point)[i].shape() != shapes[i]) {
      throw ShapeError(text(who, ": initial_loc of '", names[i], "' must have shape ", shapes[i],
                            ", got ", (*point)[i].shape()));
    }
  }
  const Array flat = unconstrain(*point);
  if (!all(is_finite(flat)).item<bool>())
    throw ValueError(text(who, ": initial_loc lies outside the support of the target"));
  return flat;
}

SurrogatePosterior surrogate_of(const Distribution& unconstrained, const Parts& parts) {
  return SurrogatePosterior(make_ref<FlatRules>(unconstrained, parts));
}

}  // namespace aleator::vi
