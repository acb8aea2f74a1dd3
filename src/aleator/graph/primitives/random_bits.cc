// SPDX-License-Identifier: Apache-2.0
// Defines threefry2x32, the counter-based generator under every random number.
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <bit>

namespace aleator {
namespace {

template <class Word>
struct Pair {
  Word x, y;
};

std::uint32_t rotated(std::uint32_t x, int n) { return std::rotl(x, n); }
std::uint32_t exclusive_or(std::uint32_t x, std::uint32_t y) { return x ^ y; }
using Code = ir::Scalar<std::uint32_t>;
Code rotated(const Code& x, int n) { return bit_or(shift_left(x, n), shift_right(x, 32 - n)); }
Code exclusive_or(const Code& x, const Code& y) { return bit_xor(x, y); }

/// Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
/// easy as 1, 2, 3").
template <class Word>
Pair<Word> threefry(const Pair<Word>& key, const Pair<Word>& counter) {
  constexpr int kRotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  const Word keys[3] = {key.x, key.y, exclusive_or(exclusive_or(key.x, key.y), Word(0x1BD11BDAu))};
  Pair<Word> state{counter.x + keys[0], counter.y + keys[1]};
  for (std::uint32_t group = 0; group < 5; ++group) {
    for (std::uint32_t round = 0; round < 4; ++round) {
      state.x = state.x + state.y;
      state.y = exclusive_or(rotated(state.y, kRotations[4 * (group % 2) + round]), state.x);
    }
    state.x = state.x + keys[(group + 1) % 3];
    state.y = state.y + keys[(group + 2) % 3] + Word(group + 1);
  }
  return state;
}

void evaluate_threefry(const EvaluateContext& c) {
  using Operand = elementwise_detail::Operand<std::uint32_t>;
  const Operand k0(c.inputs[0]), k1(c.inputs[1]), c0(c.inputs[2]), c1(c.inputs[3]);
  auto* out0 = c.output<std::uint32_t>(0);
  auto* out1 = c.output<std::uint32_t>(1);
  for (std::int64_t i = 0; i < c.outputs[0].size(); ++i) {
    const auto bits = threefry<std::uint32_t>({k0[i], k1[i]}, {c0[i], c1[i]});
    out0[i] = bits.x;
    out1[i] = bits.y;
  }
}

void emit_threefry(const EmitContext& c) {
  const auto word = [&](std::size_t i) { return Code(c.inputs[i]); };
  const Pair<Code> bits = threefry<Code>({word(0), word(1)}, {word(2), word(3)});
  c.outputs[0] = bits.x;
  c.outputs[1] = bits.y;
}

}  // namespace

/// (key words, counter words) -> two words of random bits, all uint32 of one shape.
constinit const Primitive kThreefry2x32{
    .name = "threefry2x32",
    .file = "random_bits.cc",
    .num_inputs = 4,
    .dtypes = Dtypes::integer,
    .is_elementwise = true,
    .infer =
        [](const InferContext& c) {
          if (c.inputs[0].dtype != uint32)
            throw DtypeError(text("threefry2x32: needs uint32, got ", c.inputs[0].dtype));
          const ArrayTypes one = infer_same(c);
          return ArrayTypes{one[0], one[0]};
        },
    .batch = batch_elementwise,
    .scalar = {.evaluate = evaluate_threefry, .emit = emit_threefry},
};

}  // namespace aleator
