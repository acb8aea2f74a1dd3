// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/gradient.h"

#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>

namespace aleator::bench {
namespace {

Numbers numbers_of(const Buffer& buffer) { return constant(buffer).values(); }

/// (position, captures) -> (sum of values, position) after kNumSteps small steps up the gradient.
Function ascent(const Function& value_and_gradient) {
  struct State {
    Array sum, position;
  };
  return trace_closed("ascent", value_and_gradient.parameter_types(), [&](const Arrays& p) {
    const State end = fori_loop(
        0, kNumSteps,
        [&](const Array&, const State& s) {
          Arrays arguments = p;
          arguments[0] = s.position;
          const Arrays both = apply_all(kCall, arguments, attributes(Call{value_and_gradient}));
          return State{s.sum + both[0], s.position + kStepSize * both[1]};
        },
        State{zeros({}, p[0].dtype()), p[0]});
    return Arrays{end.sum, end.position};
  });
}

}  // namespace

Numbers random_positions(const Model& model, std::int64_t num_chains, std::size_t seed) {
  Numbers positions = normal_numbers(static_cast<std::size_t>(num_chains * model.dimension), seed);
  for (double& x : positions) x *= 0.3;
  return positions;
}

AleatorGradient::AleatorGradient(const Model& model, const LogDensity& density, Dtype dtype,
                                 std::int64_t num_chains) {
  const ArrayType type{.dtype = dtype, .shape = {model.dimension}};
  const ClosedFunction closed =
      close(model.name.c_str(), {type}, [&](const Arrays& q) { return Arrays{density(q[0])}; });
  const Function both = value_and_gradient_function(closed.function, 0);
  function_ = over_lanes(both, 1, num_chains);
  steps_ = over_lanes(ascent(both), 1, num_chains);
  arguments_.emplace_back(dtype, Shape{num_chains, model.dimension});
  for (const Array& capture : closed.captures) arguments_.push_back(capture.buffer());
}

void AleatorGradient::set_positions(const Numbers& positions) {
  const Buffer& old = arguments_[0];
  Buffer fresh(old.dtype(), old.shape());
  if (old.dtype() == float64)
    std::copy(positions.begin(), positions.end(), fresh.mutable_data<double>());
  else
    std::transform(positions.begin(), positions.end(), fresh.mutable_data<float>(),
                   [](double x) { return static_cast<float>(x); });
  arguments_[0] = fresh;
}

std::vector<Buffer> AleatorGradient::run() const { return aleator::run(function_, arguments_); }

void AleatorGradient::run_steps() const { aleator::run(steps_, arguments_); }

ValuesAndGradients AleatorGradient::result() const {
  const std::vector<Buffer> outputs = run();
  return {numbers_of(outputs[0]), numbers_of(outputs[1])};
}

HandGradient::HandGradient(const Model& model, const hand::Kernel& kernel, std::int64_t num_chains)
    : kernel_(kernel),
      dimension_(static_cast<std::size_t>(model.dimension)),
      num_chains_(static_cast<std::size_t>(num_chains)),
      num_blocks_(num_chains_ / static_cast<std::size_t>(kernel.num_lanes)),
      positions_(allocate(num_chains_ * dimension_)),
      values_(allocate(num_chains_)),
      gradients_(allocate(num_chains_ * dimension_)) {}

void HandGradient::Free::operator()(void* memory) const { std::free(memory); }

HandGradient::Memory HandGradient::allocate(std::size_t count) const {
  void* memory = std::aligned_alloc(64, (count * 8 + 63) / 64 * 64);
  if (!memory) throw std::bad_alloc();
  return Memory(memory);
}

std::size_t HandGradient::index(std::size_t chain, std::size_t d, std::size_t dimension) const {
  const auto lanes = static_cast<std::size_t>(kernel_.num_lanes);
  return (chain / lanes * dimension + d) * lanes + chain % lanes;
}

double HandGradient::get(const Memory& memory, std::size_t i) const {
  if (kernel_.is_float32) return static_cast<const float*>(memory.get())[i];
  return static_cast<const double*>(memory.get())[i];
}

void HandGradient::set_positions(const Numbers& positions) {
  for (std::size_t chain = 0; chain < num_chains_; ++chain) {
    for (std::size_t d = 0; d < dimension_; ++d) {
      const double x = positions[chain * dimension_ + d];
      const std::size_t i = index(chain, d, dimension_);
      if (kernel_.is_float32) static_cast<float*>(positions_.get())[i] = static_cast<float>(x);
      else static_cast<double*>(positions_.get())[i] = x;
    }
  }
}

void HandGradient::run_steps() {
  const std::size_t lanes = static_cast<std::size_t>(kernel_.num_lanes),
                    bytes = lanes * (kernel_.is_float32 ? 4 : 8);
  for (std::size_t block = 0; block < num_blocks_; ++block) {
    std::byte* values = static_cast<std::byte*>(values_.get()) + block * bytes;
    std::byte* position = static_cast<std::byte*>(positions_.get()) + block * bytes * dimension_;
    std::byte* gradient = static_cast<std::byte*>(gradients_.get()) + block * bytes * dimension_;
    for (int step = 0; step < kNumSteps; ++step) {
      kernel_.run(position, values, gradient, 1);
      hand::ascend(kernel_.is_float32, position, gradient, lanes * dimension_, kStepSize);
    }
  }
}

ValuesAndGradients HandGradient::result() {
  run();
  ValuesAndGradients result;
  for (std::size_t chain = 0; chain < num_chains_; ++chain) {
    result.values.push_back(get(values_, index(chain, 0, 1)));
    for (std::size_t d = 0; d < dimension_; ++d) {
      result.gradients.push_back(get(gradients_, index(chain, d, dimension_)));
    }
  }
  return result;
}

double largest_difference(const ValuesAndGradients& a, const ValuesAndGradients& b) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (a.values.size() != b.values.size() || a.gradients.size() != b.gradients.size()) return kNever;
  double largest = 0;
  const auto see = [&](double x, double y, double scale) {
    const double difference = std::abs(x - y) / std::max(scale, std::abs(y));
    largest = std::isfinite(difference) ? std::max(largest, difference) : kNever;
  };
  const std::size_t d = a.gradients.size() / a.values.size();
  for (std::size_t chain = 0; chain < a.values.size(); ++chain) {
    see(a.values[chain], b.values[chain], 1);
    double squares = 0;
    for (std::size_t i = chain * d; i < (chain + 1) * d; ++i) {
      squares += b.gradients[i] * b.gradients[i];
    }
    const double scale = std::sqrt(squares / static_cast<double>(d));
    for (std::size_t i = chain * d; i < (chain + 1) * d; ++i) {
      see(a.gradients[i], b.gradients[i], scale);
    }
  }
  return largest;
}

}  // namespace aleator::bench
