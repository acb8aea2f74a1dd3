// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/transformed.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::mcmc {
namespace {

class TransformedRules final : public WrapperRules {
 public:
  TransformedRules(const Kernel& inner_kernel, const Bijectors& bijectors)
      : WrapperRules(inner_kernel), bijectors_(bijectors) {
    if (bijectors_.empty())
      throw ValueError(
          "TransformedTransitionKernel: bijector is required: one per part of the state, or one "
          "for all");
  }
  std::string_view name() const override { return "TransformedTransitionKernel"; }

  TargetLogProbFn target() const override {
    return [inner = inner().target(), bijectors = bijectors_](const Arrays& parts) {
      Arrays mapped;
      Array log_det = 0.;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const Bijector& bijector = at(bijectors, i, parts.size());
        mapped.push_back(bijector.forward(parts[i]));
        log_det = log_det +
                  bijector.forward_log_det_jacobian(parts[i], static_cast<int>(parts[i].rank()));
      }
      return inner(mapped) + named(log_det, "the log determinant of the bijectors");
    };
  }
  Arrays constrain(const Arrays& parts) const override {
    Arrays mapped;
    for (std::size_t i = 0; i < parts.size(); ++i)
      mapped.push_back(at(bijectors_, i, parts.size()).forward(parts[i]));
    return inner().constrain(mapped);
  }
  Arrays unconstrain(const Arrays& parts) const override {
    Arrays mapped;
    const Arrays inner_parts = inner().unconstrain(parts);
    for (std::size_t i = 0; i < parts.size(); ++i)
      mapped.push_back(at(bijectors_, i, parts.size()).inverse(inner_parts[i]));
    return mapped;
  }

 private:
  static const Bijector& at(const Bijectors& bijectors, std::size_t i, std::size_t num_parts) {
    if (bijectors.size() != 1 && bijectors.size() != num_parts) {
      throw ValueError(text("TransformedTransitionKernel: ", bijectors.size(), " bijectors for ",
                            num_parts, " parts of the state; give one per part, or one for all"));
    }
    return bijectors[bijectors.size() == 1 ? 0 : i];
  }
  const Bijectors bijectors_;
};

}  // namespace

Ref<const KernelRules> TransformedTransitionKernel::rules() const {
  return make_ref<TransformedRules>(inner_kernel, bijector);
}

}  // namespace aleator::mcmc
