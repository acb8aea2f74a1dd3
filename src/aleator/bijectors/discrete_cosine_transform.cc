// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/discrete_cosine_transform.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/fourier.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct DiscreteCosineTransformRules final : BijectorRules {
  explicit DiscreteCosineTransformRules(int type)
      : options{.type = type, .norm = Norm::orthonormal} {
    if (type != 2 && type != 3)
      throw ValueError(text("DiscreteCosineTransform: dct_type must be 2 or 3, got ", type));
  }
  const DctOptions options;

  std::string_view name() const override { return "DiscreteCosineTransform"; }
  Array forward(const Array& x) const override { return dct(x, options); }
  Array inverse(const Array& y) const override { return idct(y, options); }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

DiscreteCosineTransform::DiscreteCosineTransform(const DiscreteCosineTransformOptions& options)
    : Bijector(make_ref<DiscreteCosineTransformRules>(options.dct_type)) {}

}  // namespace aleator::bijectors
