// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/estimators.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/nn/variational/signs.h"

namespace aleator::nn {

Array RandomWeights::plus_bias(const Array& y, const Call& call, const std::string& who) const {
  if (!bias) return y;
  const Array drawn = bias->draw(call, who);
  bias->add_divergence(drawn, call);
  return y + drawn;
}

Array reparameterized_product(const RandomParameter& kernel, const Array& x, const Call& call,
                              const std::string& who, const KernelProduct& product) {
  const Array drawn = kernel.draw(call, who);
  kernel.add_divergence(drawn, call);
  return product(x, drawn);
}

Array flipout_product(const RandomParameter& kernel, const Array& x, const Call& call,
                      const std::string& who, const KernelProduct& product,
                      const Callable<Shape(const Shape&)>& sign_shape) {
  const Array drawn = kernel.draw(call.part(0), who), center = kernel.posterior().mean();
  kernel.add_divergence(drawn, call);
  const Array at_center = product(x, center);
  if (!kernel.is_random()) return at_center;
  const auto [key_in, key_out] = split<2>(call.part(1).key(who));
  const Array signs_in = random_signs(key_in, sign_shape(x.shape()), x.dtype()),
              signs_out = random_signs(key_out, sign_shape(at_center.shape()), x.dtype());
  return at_center + product(x * signs_in, drawn - center) * signs_out;
}

}  // namespace aleator::nn
