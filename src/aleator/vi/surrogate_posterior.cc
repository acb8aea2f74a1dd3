// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/surrogate_posterior.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/base/tree.h"

namespace aleator::vi {
namespace {

/// Independent parts.
class PartsRules final : public SurrogateRules {
 public:
  explicit PartsRules(const std::vector<Distribution>& distributions)
      : distributions_(distributions) {
    if (distributions.empty()) throw ValueError("SurrogatePosterior: needs at least one part");
    for (const Distribution& d : distributions) {
      if (d.batch_shape().rank() == 0) continue;
      throw ShapeError(text("SurrogatePosterior: a part must be one distribution, but ", d.name(),
                            " has batch shape ", d.batch_shape(),
                            "; make the batch an event by Independent"));
    }
  }

  Arrays sample(const Shape& shape, const Key& key) const override {
    Arrays parts;
    const std::vector<Key> keys = split(key, static_cast<int>(distributions_.size()));
    for (std::size_t i = 0; i < distributions_.size(); ++i)
      parts.push_back(distributions_[i].sample(shape, keys[i]));
    return parts;
  }
  Array log_prob(const Arrays& parts) const override {
    Array total = 0.;
    for (std::size_t i = 0; i < distributions_.size(); ++i)
      total = total + distributions_[i].log_prob(parts.at(i));
    return total;
  }
  std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const override {
    Arrays parts;
    Array total = 0.;
    const std::vector<Key> keys = split(key, static_cast<int>(distributions_.size()));
    for (std::size_t i = 0; i < distributions_.size(); ++i) {
      const auto [part, log_prob] = distributions_[i].sample_and_log_prob(shape, keys[i]);
      parts.push_back(part);
      total = total + log_prob;
    }
    return {parts, total};
  }
  bool is_reparameterized() const override {
    for (const Distribution& d : distributions_) {
      if (d.reparameterization_type() == ReparameterizationType::not_reparameterized) return false;
    }
    return true;
  }
  Arrays leaves() const override { return flatten<Array>(distributions_); }
  std::vector<std::string> names() const override { return {}; }
  std::vector<Shape> shapes() const override {
    std::vector<Shape> shapes;
    for (const Distribution& d : distributions_) shapes.push_back(d.event_shape());
    return shapes;
  }

 private:
  std::vector<Distribution> distributions_;
};

}  // namespace

std::pair<Arrays, Array> SurrogateRules::sample_and_log_prob(const Shape& shape,
                                                             const Key& key) const {
  const Arrays parts = sample(shape, key);
  return {parts, log_prob(parts)};
}

SurrogatePosterior::SurrogatePosterior(const Distribution& distribution)
    : SurrogatePosterior(std::vector<Distribution>{distribution}) {}

SurrogatePosterior::SurrogatePosterior(const std::vector<Distribution>& distributions)
    : rules_(make_ref<PartsRules>(distributions)) {}

}  // namespace aleator::vi
