// SPDX-License-Identifier: Apache-2.0
// Defines Stream, the random numbers of one element, and each_element, which gives one to every
// element of an array.
#pragma once

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/random/key.h"
#include "aleator/transforms/transforms.h"

namespace aleator::random {

/// Two words of bits for each position: the counter's first word tells the numbers of one position
/// apart, and stays below 2^30, beyond which keys are derived.
std::pair<Array, Array> words_at(const Key& key, const Array& counter, const Array& position);
/// Uniform on (0, 1) with 52 random bits.
Array uniform_of_bits(const Array& high, const Array& low);

/// As many numbers as an element wants: rejection takes a new one at each attempt. Which number an
/// element gets depends on key, position and index alone.
class Stream {
 public:
  Stream(const Key& key, const Array& position) : key_(key), position_(position) {}
  /// The numbers of another key at the same position.
  Stream of(const Key& key) const { return {key, position_}; }
  const Array& position() const { return position_; }
  /// The numbers of the same key at another position: of an operand, in a branch that needs them.
  Stream at(const Array& position) const { return {key_, position}; }
  /// Number `index` (any integer dtype, below 2^30), uniform on (0, 1) in float64.
  Array uniform(const Array& index) const;
  Array exponential(const Array& index) const;

  struct Chance {
    Array uniform;  ///< on (0, 1), of 52 bits
    Array first;    ///< the first 12 bits of another uniform number
  };
  /// Both from number `index`.
  Chance uniform_and_chance(const Array& index) const;
  /// All 64 bits of that other number, of which number `index` makes the further ones.
  Array whole(const Array& first, const Array& index) const;

  struct Proposal {
    Array place;   ///< uniform on (0, 1), of 40 bits
    Array chance;  ///< the first 24 bits of another uniform number
  };
  /// What rejection needs for an attempt, of number `index`.
  Proposal proposal(const Array& index) const;
  /// Whether the proposal's other number is below `probability`: with further bits where the first
  /// ones leave that open.
  Array accepts(const Array& index, const Proposal& proposal, const Array& probability) const;

 private:
  Key key_;
  Array position_;
};

/// Row-major positions of the elements, uint32; ShapeError when there are more than 2^32.
Array positions(const Shape& shape);

/// f(stream, parameters of one element as float64 numbers) at every element of `shape`, to which
/// the parameters broadcast. The results carry no gradient.
template <class F, class... Parameters>
auto each_element(const Key& key, const Shape& shape, F f, const Parameters&... parameters) {
  const Arrays given{astype(stop_gradient(parameters), float64)...};
  Arrays mapped{positions(shape)};
  for (const Array& p : given) {
    if (p.size() != 1) mapped.push_back(broadcast_to(p, shape));
  }
  const ArraysFunction at = [&](const Arrays& numbers) {
    Arrays own;
    std::size_t next = 1;
    for (const Array& p : given) own.push_back(p.size() == 1 ? reshape(p, {}) : numbers[next++]);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return flatten<Array>(f(Stream(key, numbers[0]), own[I]...));
    }
    (std::index_sequence_for<Parameters...>());
  };
  using Result = std::invoke_result_t<F, Stream, decltype(Array(parameters))...>;
  Arrays results = map_arrays(at, mapped);
  if constexpr (std::is_same_v<Result, Array>) return results[0];
  else return results;
}

/// A draw that needed no loop, and whether it stands.
struct FirstAttempt {
  Array draw, is_done;
};

/// draw(stream, parameters of one element) at every element, of which first(stream, parameters of
/// one element), without a loop, is a FirstAttempt that stands for most elements. All first
/// attempts are made side by side; then elements that need more are gathered, and are side by side
/// again.
template <class First, class Draw, class... Parameters>
Array each_element_at_first(const Key& key, const Shape& shape, First first, Draw draw,
                            const Parameters&... parameters) {
  const auto one = [&](const Stream& stream, const auto&... own) -> Array {
    const FirstAttempt attempt = first(stream, own...);
    // All that a draw is made of are operands: what is not would be computed for every element.
    return seldom(
        logical_not(attempt.is_done),
        [&](const Array&, const Array& position, const auto&... same) {
          return draw(Stream(key, position), same...);
        },
        attempt.draw, stream.position(), own...);
  };
  return each_element(key, shape, one, parameters...);
}

/// The dtype of draws of a family with these parameters: their floating dtype, else float64.
Dtype dtype_of_draws(const Arrays& parameters);

/// The draws x of a family with one parameter, and their derivative by it: derivative(a, x) is
/// -(dF/da) / (dF/dx).
template <class Derivative>
Array with_gradient(const Array& x, const Array& concentration, Derivative derivative) {
  const Array linked = custom_gradient([&](const Array& a, const Array& value) {
    return std::pair(value, [=](const Array& cotangent) {
      return std::pair(cotangent * derivative(a, value), zeros_like(value));
    });
  })(broadcast_to(astype(concentration, float64), x.shape()), x);
  return astype(linked, dtype_of_draws({concentration}));
}

}  // namespace aleator::random
