// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/call.h"

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

void Call::add_loss(const Array& loss) const {
  if (losses_) losses_->push_back(loss);
}

}  // namespace aleator::nn
