// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::math::psd_kernels {
namespace {

void check_rank(const PositiveSemidefiniteKernel& kernel, const char* method, const Array& x,
                int num_axes) {
  if (x.rank() < num_axes)
    throw ShapeError(text(kernel.name(), ".", method, ": points need at least ", num_axes,
                          " axes, got shape ", x.shape()));
}

enum class Operation { sum, product };

struct CombinedRules final : PositiveSemidefiniteKernelRules {
  CombinedRules(const PositiveSemidefiniteKernel& first, const PositiveSemidefiniteKernel& second,
                Operation o)
      : a(first), b(second), operation(o) {
    if (a.feature_ndims() != b.feature_ndims())
      throw ShapeError(text(name(), ": kernels must take points of as many axes, got ", a.name(),
                            " with ", a.feature_ndims(), " and ", b.name(), " with ",
                            b.feature_ndims()));
  }
  const PositiveSemidefiniteKernel a, b;
  const Operation operation;

  std::string_view name() const override {
    return operation == Operation::sum ? "SumKernel" : "ProductKernel";
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array of_a = a.rules().apply(x1, x2, example_ndims),
                of_b = b.rules().apply(x1, x2, example_ndims);
    return operation == Operation::sum ? of_a + of_b : of_a * of_b;
  }
  int feature_ndims() const override { return a.feature_ndims(); }
  Arrays parameters() const override {
    Arrays all = a.rules().parameters();
    for (const Array& parameter : b.rules().parameters()) all.push_back(parameter);
    return all;
  }
  Shape batch_shape() const override {
    return broadcast_shapes(a.batch_shape(), b.batch_shape(), "batch_shape");
  }
};

}  // namespace

Array for_examples(const Array& parameter, int example_ndims) {
  if (parameter.rank() == 0) return parameter;
  return reshape(parameter,
                 parameter.shape() + Shape(Dims(static_cast<std::size_t>(example_ndims), 1)));
}

Array PositiveSemidefiniteKernel::apply(const Array& x1, const Array& x2, int example_ndims) const {
  check_rank(*this, "apply", x1, feature_ndims());
  check_rank(*this, "apply", x2, feature_ndims());
  return rules_->apply(as_floating(x1), as_floating(x2), example_ndims);
}

Shape PositiveSemidefiniteKernelRules::batch_shape() const {
  Shape joint;
  for (const Array& parameter : parameters())
    joint = broadcast_shapes(joint, parameter.shape(), "batch_shape");
  return joint;
}

Array PositiveSemidefiniteKernel::matrix(const Array& x1, const Array& x2) const {
  const int n = feature_ndims();
  check_rank(*this, "matrix", x1, n + 1);
  check_rank(*this, "matrix", x2, n + 1);
  return apply(expand_dims(x1, x1.rank() - n), expand_dims(x2, x2.rank() - n - 1), 2);
}

Array PositiveSemidefiniteKernel::tensor(const Array& x1, const Array& x2, int x1_example_ndims,
                                         int x2_example_ndims) const {
  const int n = feature_ndims();
  if (x1_example_ndims < 0 || x2_example_ndims < 0)
    throw ValueError(text(name(), ".tensor: example_ndims must be 0 or more, got ",
                          x1_example_ndims, " and ", x2_example_ndims));
  check_rank(*this, "tensor", x1, n + x1_example_ndims);
  check_rank(*this, "tensor", x2, n + x2_example_ndims);
  Array first = x1, second = x2;
  for (int i = 0; i < x2_example_ndims; ++i) first = expand_dims(first, first.rank() - n);
  for (int i = 0; i < x1_example_ndims; ++i)
    second = expand_dims(second, second.rank() - n - x2_example_ndims - i);
  return apply(first, second, x1_example_ndims + x2_example_ndims);
}

PositiveSemidefiniteKernel operator+(const PositiveSemidefiniteKernel& a,
                                     const PositiveSemidefiniteKernel& b) {
  return PositiveSemidefiniteKernel(make_ref<CombinedRules>(a, b, Operation::sum));
}
PositiveSemidefiniteKernel operator*(const PositiveSemidefiniteKernel& a,
                                     const PositiveSemidefiniteKernel& b) {
  return PositiveSemidefiniteKernel(make_ref<CombinedRules>(a, b, Operation::product));
}

}  // namespace aleator::math::psd_kernels
