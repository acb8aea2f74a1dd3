// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/dropout.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

namespace aleator::nn {
namespace {

struct DropoutRules final : LayerRules {
  explicit DropoutRules(double rate) : rate(rate) {
    if (!(rate >= 0 && rate < 1))
      throw ValueError(text("Dropout: rate must be at least 0 and below 1, got ", rate));
  }
  const double rate;

  std::string_view kind() const override { return "Dropout"; }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_floating(input);
    if (!call.is_training() || rate == 0) return x;
    const Array is_kept = random::bernoulli(call.key(who()), 1 - rate, x.shape());
    return where(is_kept, x * (1 / (1 - rate)), 0);
  }
};

}  // namespace

Dropout::Dropout(const DropoutOptions& options) : Layer(make_ref<DropoutRules>(options.rate)) {}

}  // namespace aleator::nn
