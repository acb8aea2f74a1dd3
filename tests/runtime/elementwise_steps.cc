// SPDX-License-Identifier: Apache-2.0
// Defines the steps of random programs that act element by element.
#include "aleator/array/ops/random_bits.h"
#include "aleator/graph/primitives/elementwise.h"

#include <algorithm>

#include "tests/runtime/builder.h"

namespace aleator::differential {
namespace {

bool is_among(const Primitive& p, std::initializer_list<const Primitive*> list) {
  return std::find(list.begin(), list.end(), &p) != list.end();
}

/// Whether a small change of an argument may change the result much.
bool is_rough(const Primitive& p) {
  return is_among(p, {&kFloor, &kCeil, &kRoundNearestEven, &kEqual, &kNotEqual, &kLess, &kLessEqual,
                      &kGreater, &kGreaterEqual, &kIsFinite, &kRemainder, &kSign});
}

std::vector<const Primitive*> plain_primitives() {
  std::vector<const Primitive*> list;
  for (const Primitive* p : all_primitives()) {
    const bool is_special = is_among(*p, {&kPolygamma, &kConvert, &kBitcastConvert, &kNamed,
                                          &kSelect, &kThreefry2x32, &kLogFraction});
    if (p->is_elementwise && !is_special && p->num_inputs >= 1 && p->num_inputs <= 2)
      list.push_back(p);
  }
  return list;
}

void apply_plain(Builder& b) {
  static const std::vector<const Primitive*> list = plain_primitives();
  const Primitive& p =
      *list[static_cast<std::size_t>(b.below(static_cast<std::int64_t>(list.size())))];
  const Dtype dtype = b.dtype(p.dtypes);
  Values x;
  for (int i = 0; i < p.num_inputs; ++i) {
    Value next = b.of(dtype, is_rough(p));
    if (i > 0) next = b.fit(next, x[0].shape());
    const bool is_wild = next.is_exact() && b.is_one_in(6);
    if (is_floating(dtype) && !is_rough(p) && !is_wild)
      next = b.between(next, &p == &kDivide && i == 1 ? 0.3 : p.test.low, p.test.high);
    x.push_back(next);
  }
  Arrays inputs;
  for (const Value& value : x) inputs.push_back(value.array);
  const Array result = apply(p, inputs);
  if (is_rough(p)) b.add_moved(result, x);
  else b.add_large(result, x);
}

void convert(Builder& b) {
  const Dtype to = b.dtype(Dtypes::any);
  const Value x = is_floating(to) ? b.pick() : b.of(b.dtype(Dtypes::any), true);
  const Array result = astype(x.array, to);
  if (x.is_exact() && !(is_floating(to) && is_integer(x.dtype()))) b.add_moved(result, {x});
  else b.add_large(result, {x});
}

void bits(Builder& b) {
  Values x;
  for (int i = 0; i < 4; ++i) {
    const Value next = b.of(uint32);
    x.push_back(i == 0 ? next : b.fit(next, x[0].shape()));
  }
  const auto [first, second] = threefry2x32(x[0].array, x[1].array, x[2].array, x[3].array);
  b.add(first, {});
  b.add(second, {});
  b.add(astype(shift_right_logical(first, astype(9, uint32)), float32) * 0x1p-23, {});
}

void choose(Builder& b) {
  const Value x = b.pick(), y = b.like(x);
  const Value condition = b.of(boolean);
  const bool is_scalar = b.is_one_in(4);
  b.add_moved(where(b.fit(condition, is_scalar ? Shape{} : x.shape()).array, x.array, y.array),
              {x, y});
}

}  // namespace

void step_elementwise(Builder& b) {
  switch (b.below(10)) {
    case 0: return convert(b);
    case 1: return bits(b);
    case 2: return choose(b);
    case 3: {
      const Value x = b.of(Dtypes::floating);
      return b.add_large(polygamma(b.below(4), b.between(x, 0.3, 8).array), {x});
    }
    default: return apply_plain(b);
  }
}

}  // namespace aleator::differential
