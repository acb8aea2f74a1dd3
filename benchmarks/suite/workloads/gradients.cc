// SPDX-License-Identifier: Apache-2.0
// W04, W05: values and gradients of logistic regressions, of one chain and of eight at once.
#include "benchmarks/micro/data.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kChains = 8;

/// A product with the matrix forth and one back, an exponential and a logarithm a row.
Work work_of(const Array& x, double num_chains) {
  const auto n = static_cast<double>(x.dim(0)), d = static_cast<double>(x.dim(1));
  return {.operations = num_chains * n * (4 * d + 44),
          .bytes = n * d * (x.dtype() == float32 ? 4 : 8),
          .is_float32 = x.dtype() == float32};
}

/// Standard normal slopes.
Workload logistic_gradients(const Array& x, const Array& y, int num_calls) {
  const auto log_prob = [=](const Array& q) {
    const Array logits = matmul(x, q);
    return -0.5 * sum(square(q)) + sum(y * logits - softplus(logits));
  };
  const auto one = jit([=](const Array& q) { return value_and_grad(log_prob)(q).second; });
  const auto eight =
      jit([=](const Array& q) { return vmap([=](Array p) { return grad(log_prob)(p); })(q); });
  const std::int64_t d = x.dim(1);
  const Array point = 0.1 * random::normal(Key(5), {d}, x.dtype());
  const Array points = 0.1 * random::normal(Key(6), {kChains, d}, x.dtype());
  eval(point, points);
  const auto run = [=](std::uint64_t) {
    return Outcome{.figures = {call_figure(
                                   "gradient", work_of(x, 1), [&] { eval(one(point)); }, num_calls),
                               call_figure(
                                   "8 gradients", work_of(x, kChains), [&] { eval(eight(points)); },
                                   num_calls)},
                   .checks = {{"sum of the gradient", sum(astype(one(point), float64)).item()}}};
  };
  return {.data = {{"x", x}, {"y", y}, {"point", point}, {"eight", points}}, .run = run};
}

/// In the shape of the forest cover data.
Workload tall(Dtype dtype) {
  constexpr std::int64_t kRows = 581'012, kColumns = 55;
  const Array x = random::normal(Key(1), {kRows, kColumns}, dtype);
  const Array logits = matmul(x, 0.3 * random::normal(Key(2), {kColumns}, dtype));
  const Array y = astype(random::logistic(Key(3), {kRows}, dtype) < logits, dtype);
  eval(x, y);
  return logistic_gradients(x, y, 5);
}

}  // namespace

Workload tall_logistic(const Setup&) { return tall(float64); }
Workload tall_logistic_float32(const Setup&) { return tall(float32); }

Workload cached_logistic(const Setup&) {
  const LogisticData data = logistic_data();
  const auto rows = static_cast<std::int64_t>(data.outcomes.size());
  return logistic_gradients(reshape(array(data.features), {rows, -1}), array(data.outcomes), 200);
}

}  // namespace aleator::bench
