// SPDX-License-Identifier: Apache-2.0
// Defines scan: a body over the entries of sequences, with a carry. Its reverse mode stores the
// carries.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace aleator {
namespace {

/// Reverse mode stores every carry up to this many bytes; beyond, only those at the starts of
/// segments.
constexpr std::int64_t kStoredBytes = std::int64_t{1} << 26;

/// A list in three parts: carry, constants, sequences.
struct Parts {
  Arrays carry, constants, sequences;
  Arrays joined() const {
    Arrays all = carry;
    all.insert(all.end(), constants.begin(), constants.end());
    all.insert(all.end(), sequences.begin(), sequences.end());
    return all;
  }
};

Parts in_parts(const Arrays& all, std::size_t num_carry, std::size_t num_constants) {
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(num_carry);
  const auto second = first + static_cast<std::ptrdiff_t>(num_constants);
  return {{all.begin(), first}, {first, second}, {second, all.end()}};
}
Parts in_parts(const Scan& a, const Arrays& all) {
  return in_parts(all, static_cast<std::size_t>(a.num_carry),
                  static_cast<std::size_t>(a.num_constants));
}

Arrays take(const Arrays& arrays, std::size_t first, std::size_t count) {
  return {arrays.begin() + static_cast<std::ptrdiff_t>(first),
          arrays.begin() + static_cast<std::ptrdiff_t>(first + count)};
}
void append(Arrays& to, const Arrays& from) { to.insert(to.end(), from.begin(), from.end()); }

ArrayTypes types_of(const Parts& parts) {
  ArrayTypes types;
  for (const Arrays* part : {&parts.carry, &parts.constants, &parts.sequences}) {
    for (const Array& x : *part) {
      ArrayType type = strong(x.type());
      if (part == &parts.sequences) {
        type.shape = type.shape.without(0);
        type.lane_axis = type.lane_axis > 0 ? type.lane_axis - 1 : kNoLane;
      }
      types.push_back(type);
    }
  }
  return types;
}

/// Traces `body` over the entries of `parts` and scans it.
Arrays make_scan(const Parts& parts, std::int64_t length, bool is_reverse,
                 const Callable<Arrays(const Parts&)>& body) {
  Scan a{{},
         static_cast<std::int64_t>(parts.carry.size()),
         static_cast<std::int64_t>(parts.constants.size()),
         length,
         is_reverse};
  a.body = simplify(
      trace_closed("scan", types_of(parts), [&](const Arrays& p) { return body(in_parts(a, p)); }));
  return apply_all(kScan, parts.joined(), attributes(a));
}

ArrayTypes infer_scan(const InferContext& c) {
  const auto& a = c.attributes_as<Scan>();
  ArrayTypes types = a.body.output_types();
  for (std::size_t i = 0; i < types.size(); ++i) {
    types[i].is_weak = false;
    if (i < static_cast<std::size_t>(a.num_carry)) {
      if (types[i].dtype != c.inputs[i].dtype || types[i].shape != c.inputs[i].shape) {
        throw ShapeError(text("scan: carry ", i, " enters as ", c.inputs[i],
                              " and leaves the body as ", types[i]));
      }
      if (types[i].lane_axis != c.inputs[i].lane_axis) types[i].lane_axis = kNoLane;
    } else {
      types[i].shape = Shape{a.length} + types[i].shape;
      if (types[i].lane_axis != kNoLane) ++types[i].lane_axis;
    }
  }
  return types;
}

// --- forward mode: the carry and the tangents of its floating entries travel together ---

Arrays jvp_scan(const JvpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  const auto n = static_cast<std::size_t>(a.num_carry);
  std::vector<bool> has_tangent;
  Parts parts = in_parts(a, c.inputs);
  const Parts own = parts;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    has_tangent.push_back(i < n ? is_floating(c.inputs[i].dtype()) : c.tangents[i].has_value());
    if (!has_tangent[i]) continue;
    Arrays& part = i < n                          ? parts.carry
                   : i < n + own.constants.size() ? parts.constants
                                                  : parts.sequences;
    part.push_back(c.tangent(i));
  }
  const Function joint = jvp_function(a.body, has_tangent);
  const auto body = [&](const Parts& p) {
    Arrays inputs = take(p.carry, 0, n);
    append(inputs, take(p.constants, 0, own.constants.size()));
    append(inputs, take(p.sequences, 0, own.sequences.size()));
    append(inputs, take(p.carry, n, p.carry.size() - n));
    append(inputs,
           take(p.constants, own.constants.size(), p.constants.size() - own.constants.size()));
    append(inputs,
           take(p.sequences, own.sequences.size(), p.sequences.size() - own.sequences.size()));
    const Arrays results = inline_function(joint, inputs);
    const std::size_t num_outputs = results.size() / 2;
    Arrays ordered = take(results, 0, n);
    for (std::size_t i = 0; i < n; ++i) {
      if (has_tangent[i]) ordered.push_back(results[num_outputs + i]);
    }
    append(ordered, take(results, n, num_outputs - n));
    append(ordered, take(results, num_outputs + n, num_outputs - n));
    return ordered;
  };
  const Arrays results = make_scan(parts, a.length, a.is_reverse, body);
  Arrays tangents(c.outputs.size());
  std::size_t next = n;
  for (std::size_t i = 0; i < n; ++i) {
    if (has_tangent[i]) tangents[i] = results[next++];
  }
  next += c.outputs.size() - n;
  for (std::size_t i = n; i < c.outputs.size(); ++i, ++next) {
    if (is_floating(c.outputs[i].dtype())) tangents[i] = results[next];
  }
  return tangents;
}

// --- reverse mode ---

std::int64_t stored_bytes(const Scan& a) {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.num_carry); ++i) {
    const Array& carry = a.body.parameters()[i];
    bytes += a.length * carry.size() * static_cast<std::int64_t>(size_of(carry.dtype()));
  }
  return bytes;
}
bool is_checkpointed(const Scan& a) { return stored_bytes(a) > kStoredBytes && a.length > 3; }

/// The scan as a scan over segments of about sqrt(length) entries, each an inner scan: reverse mode
/// then stores one carry per segment and repeats a segment when it comes to it. A remainder is
/// scanned by itself.
Arrays in_segments(const Scan& a, const Arrays& inputs) {
  const auto segment =
      static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(a.length))));
  const std::int64_t num_segments = a.length / segment, covered = num_segments * segment;
  const std::int64_t begin = a.is_reverse ? a.length - covered : 0;
  Parts parts = in_parts(a, inputs);
  const Arrays sequences = parts.sequences;
  Scan inner = a;
  inner.length = segment;
  for (Array& x : parts.sequences) {
    const Shape rest = x.shape().without(0);
    x = reshape(slice_axis(x, 0, begin, begin + covered), Shape{num_segments, segment} + rest);
  }
  Arrays results = make_scan(parts, num_segments, a.is_reverse, [&](const Parts& p) {
    return apply_all(kScan, p.joined(), attributes(inner));
  });
  const auto n = static_cast<std::size_t>(a.num_carry);
  for (std::size_t i = n; i < results.size(); ++i) {
    results[i] =
        reshape(results[i], Shape{covered} + results[i].shape().slice(2, results[i].rank()));
  }
  if (covered == a.length) return results;
  Scan tail = a;
  tail.length = a.length - covered;
  Parts rest{take(results, 0, n), parts.constants, {}};
  for (const Array& x : sequences) {
    rest.sequences.push_back(a.is_reverse ? slice_axis(x, 0, 0, begin)
                                          : slice_axis(x, 0, covered, a.length));
  }
  Arrays last = apply_all(kScan, rest.joined(), attributes(tail));
  for (std::size_t i = n; i < last.size(); ++i) {
    last[i] =
        a.is_reverse ? concatenate({last[i], results[i]}) : concatenate({results[i], last[i]});
  }
  return last;
}

Augmented augment_scan(const AugmentContext& c) {
  const auto& a = c.attributes_as<Scan>();
  if (is_checkpointed(a))
    return {apply_all(kScan, c.inputs, Ref<const Attributes>(c.attributes)), {}};
  const Parts parts = in_parts(a, c.inputs);
  const std::size_t num_outputs = a.body.outputs().size();
  const Arrays results = make_scan(parts, a.length, a.is_reverse, [&](const Parts& p) {
    Arrays outputs = inline_function(a.body, p.joined());
    append(outputs, p.carry);
    return outputs;
  });
  return {take(results, 0, num_outputs), take(results, num_outputs, parts.carry.size())};
}

Arrays vjp_in_segments(const VjpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  ArrayTypes types;
  for (const Array& x : c.inputs) types.push_back(strong(x.type()));
  const Function segmented =
      trace_closed("scan", types, [&](const Arrays& p) { return in_segments(a, p); });
  Arrays operands = c.inputs;
  for (std::size_t i = 0; i < c.outputs.size(); ++i)
    operands.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  const Arrays gradients = inline_function(vjp_function(segmented, c.wanted), operands);
  Arrays result(c.inputs.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (c.wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

/// Scans backwards over (stored carries, sequences, cotangents of results), carrying the cotangents
/// of the carry and of the constants.
Arrays vjp_scan(const VjpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  if (is_checkpointed(a)) return vjp_in_segments(c);
  const auto n = static_cast<std::size_t>(a.num_carry);
  const Parts own = in_parts(a, c.inputs);
  const std::size_t num_constants = own.constants.size();
  std::vector<bool> wanted = c.wanted;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    wanted[i] = is_floating(c.inputs[i].dtype()) && (i < n || c.wanted[i]);
  }
  Parts parts{{}, own.constants, c.residuals};
  for (std::size_t i = 0; i < n + num_constants; ++i) {
    if (wanted[i]) parts.carry.push_back(i < n ? c.cotangent(i) : zeros_like(c.inputs[i]));
  }
  append(parts.sequences, own.sequences);
  for (std::size_t i = n; i < c.outputs.size(); ++i)
    parts.sequences.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  const Function pulled = vjp_function(a.body, wanted);
  const auto count = [&](std::size_t first, std::size_t last) {
    return static_cast<std::size_t>(std::count(wanted.begin() + static_cast<std::ptrdiff_t>(first),
                                               wanted.begin() + static_cast<std::ptrdiff_t>(last),
                                               true));
  };
  const std::size_t num_carry_wanted = count(0, n),
                    num_constants_wanted = count(n, n + num_constants);
  const auto body = [&](const Parts& p) {
    Arrays inputs = take(p.sequences, 0, n);
    append(inputs, p.constants);
    append(inputs, take(p.sequences, n, own.sequences.size()));
    std::size_t next = 0;
    for (std::size_t i = 0; i < n; ++i)
      inputs.push_back(wanted[i] ? p.carry[next++] : zeros_like(p.sequences[i]));
    append(inputs, take(p.sequences, n + own.sequences.size(),
                        p.sequences.size() - n - own.sequences.size()));
    Arrays gradients = inline_function(pulled, inputs);
    for (std::size_t i = 0; i < num_constants_wanted; ++i) {
      Array& total = gradients[num_carry_wanted + i];
      total = p.carry[num_carry_wanted + i] + total;
    }
    return gradients;
  };
  const Arrays gradients = make_scan(parts, a.length, !a.is_reverse, body);
  Arrays result(c.inputs.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (wanted[i]) result[i] = gradients[next++];
  }
  return result;
}

// --- batching: entries of batched sequences are [batch, ...], so axis 0 and 1 change places around
// the loop ---

Arrays batch_scan(const BatchContext& c) {
  const auto& a = c.attributes_as<Scan>();
  Arrays inputs;
  std::vector<bool> flags;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const auto k = static_cast<std::int64_t>(i);
    const bool is_carry = k < a.num_carry, is_sequence = k >= a.num_carry + a.num_constants;
    flags.push_back(is_carry || c.is_batched[i]);
    inputs.push_back(is_carry                         ? c.batched(i)
                     : is_sequence && c.is_batched[i] ? swap_axes(c.inputs[i], 0, 1)
                                                      : c.inputs[i]);
  }
  Scan batched = a;
  batched.body = batch_function(a.body, flags, c.size, c.is_lanes);
  Arrays outputs = apply_all(kScan, inputs, attributes(batched));
  for (std::size_t i = static_cast<std::size_t>(a.num_carry); i < outputs.size(); ++i)
    outputs[i] = swap_axes(outputs[i], 0, 1);
  return outputs;
}

// --- evaluation ---

Buffer entry(const Buffer& sequence, std::int64_t i) {
  Buffer row(sequence.dtype(), sequence.shape().without(0));
  const std::size_t width = row.stored_bytes();
  std::memcpy(row.mutable_bytes(), sequence.bytes() + static_cast<std::size_t>(i) * width, width);
  return row;
}

void store(const Buffer& row, std::int64_t i, Buffer& sequence) {
  const Buffer dense = row.dense();
  const std::size_t width = dense.stored_bytes();
  std::memcpy(sequence.mutable_bytes() + static_cast<std::size_t>(i) * width, dense.bytes(), width);
}

void evaluate_scan(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Scan>();
  const auto n = static_cast<std::size_t>(a.num_carry),
             num_fixed = n + static_cast<std::size_t>(a.num_constants);
  std::vector<Buffer> carry, results;
  for (std::size_t i = 0; i < n; ++i) carry.push_back(c.inputs[i]);
  for (std::size_t i = n; i < c.types.size(); ++i)
    results.emplace_back(c.types[i].dtype, c.types[i].shape);
  for (std::size_t i = num_fixed; i < c.inputs.size(); ++i) c.input<std::byte>(i);
  for (std::int64_t step = 0; step < a.length; ++step) {
    const std::int64_t at = a.is_reverse ? a.length - 1 - step : step;
    std::vector<Buffer> arguments = std::move(carry);
    for (std::size_t i = n; i < num_fixed; ++i) arguments.push_back(c.inputs[i]);
    for (std::size_t i = num_fixed; i < c.inputs.size(); ++i)
      arguments.push_back(entry(c.inputs[i], at));
    carry = run(a.body, std::move(arguments));
    for (std::size_t i = n; i < carry.size(); ++i) store(carry[i], at, results[i - n]);
    carry.resize(n);
  }
  std::move(carry.begin(), carry.end(), c.outputs.begin());
  std::move(results.begin(), results.end(), c.outputs.begin() + static_cast<std::ptrdiff_t>(n));
}

}  // namespace

constinit const Primitive kScan{
    .name = "scan",
    .file = "scan.cc",
    .infer = infer_scan,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_scan,
    .jvp = jvp_scan,
    .augment = augment_scan,
    .batch = batch_scan,
    .evaluate = evaluate_scan,
};

}  // namespace aleator
