// SPDX-License-Identifier: Apache-2.0
// Defines PositiveSemidefiniteKernel, a covariance of the values of a random function at two
// points, and the rules an author overrides.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/ref.h"

#include <string_view>

namespace aleator::math::psd_kernels {

/// What the author of a kernel writes.
class PositiveSemidefiniteKernelRules : public Counted {
 public:
  virtual std::string_view name() const = 0;
  /// k(x1, x2) of points that broadcast against each other, over their trailing feature_ndims axes.
  /// Of the axes before them the last example_ndims are examples: parameters, whose axes are those
  /// of a batch of kernels, get that many axes of length one (`for_examples`).
  virtual Array apply(const Array& x1, const Array& x2, int example_ndims) const = 0;
  virtual int feature_ndims() const { return 1; }
  virtual Arrays parameters() const { return {}; }
  /// By default that of the parameters, broadcast; for kernels whose parameters have other axes too
  /// it is to be said.
  virtual Shape batch_shape() const;
};

/// A parameter with an axis of length one for each axis of examples.
Array for_examples(const Array& parameter, int example_ndims);

/// A cheap immutable handle to a kernel. Names and semantics are TFP's: a point has feature_ndims
/// axes, and parameters of shape B are a batch of kernels.
class PositiveSemidefiniteKernel {
 public:
  explicit PositiveSemidefiniteKernel(Ref<const PositiveSemidefiniteKernelRules> rules)
      : rules_(std::move(rules)) {}

  /// k(x1, x2) for points that broadcast: [..., example axes, features] to [..., example axes].
  Array apply(const Array& x1, const Array& x2, int example_ndims = 0) const;
  /// k of all pairs: [..., n, features] and [..., m, features] to [B, n, m].
  Array matrix(const Array& x1, const Array& x2) const;
  /// k of all pairs of examples, of which x1 has x1_example_ndims axes and x2 x2_example_ndims:
  /// [B, examples of x1, examples of x2]. `matrix` is the tensor of 1 and 1.
  Array tensor(const Array& x1, const Array& x2, int x1_example_ndims, int x2_example_ndims) const;

  std::string_view name() const { return rules_->name(); }
  int feature_ndims() const { return rules_->feature_ndims(); }
  Shape batch_shape() const { return rules_->batch_shape(); }
  const PositiveSemidefiniteKernelRules& rules() const { return *rules_; }

  template <class F>
  void visit_leaves(F&& f) const {
    for (const Array& parameter : rules_->parameters()) f(parameter);
  }

 private:
  Ref<const PositiveSemidefiniteKernelRules> rules_;
};

/// The kernel of the sum of two independent functions, and of their product. Both kernels must take
/// points of as many axes.
PositiveSemidefiniteKernel operator+(const PositiveSemidefiniteKernel& a,
                                     const PositiveSemidefiniteKernel& b);
PositiveSemidefiniteKernel operator*(const PositiveSemidefiniteKernel& a,
                                     const PositiveSemidefiniteKernel& b);

}  // namespace aleator::math::psd_kernels
