// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/call.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::nn {

const Key& Call::key(const std::string& who) const {
  if (options_.key) return *options_.key;
  throw ValueError(
      text(who,
           ": its result is random, so the call needs a key, got none; call the network with "
           "one, net(x, key)"));
}

Call Call::part(std::int64_t index) const {
  Call part = *this;
  if (options_.key) part.options_.key = fold_in(*options_.key, index);
  return part;
}

void Call::update(const StatisticUpdate& update) const {
  if (hooks_ && hooks_->updates) {
    hooks_->updates->push_back(update);
    return;
  }
  update.variable.assign(update.momentum * Array(update.variable) +
                         (1 - update.momentum) * stop_gradient(update.target));
}

void Call::add_loss(const Array& loss) const {
  if (losses_) losses_->push_back(loss);
}

}  // namespace aleator::nn
