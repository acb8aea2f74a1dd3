// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/scan_derivatives.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"
#include "aleator/graph/primitives/scan_residuals.h"
#include "aleator/graph/trace.h"

#include <cmath>

namespace aleator {
namespace {

/// Reverse mode stores every carry up to this many bytes; beyond, only those at the starts of
/// segments.
constexpr std::int64_t kStoredBytes = std::int64_t{1} << 26;

LoopParts parts_of(const Scan& a, const Arrays& all) {
  return LoopParts::cut(all, static_cast<std::size_t>(a.num_carry),
                        static_cast<std::size_t>(a.num_constants));
}

/// Traces `body` over the entries of `parts` and scans it.
Arrays make_scan(const LoopParts& parts, std::int64_t length, bool is_reverse,
                 const Callable<Arrays(const LoopParts&)>& body) {
  Scan a{.body = {},
         .num_carry = static_cast<std::int64_t>(parts.carry.size()),
         .num_constants = static_cast<std::int64_t>(parts.constants.size()),
         .length = length,
         .is_reverse = is_reverse};
  a.body = simplify(trace_closed("scan", parts.body_types(),
                                 [&](const Arrays& all) { return body(parts_of(a, all)); }));
  return apply_all(kScan, parts.joined(), attributes(a));
}

std::int64_t stored_bytes(const Scan& a) {
  std::int64_t bytes = 0;
  for (const Array& carry :
       part_of(a.body.parameters(), 0, static_cast<std::size_t>(a.num_carry))) {
    bytes += a.length * carry.size() * static_cast<std::int64_t>(size_of(carry.dtype()));
  }
  return bytes;
}
bool is_checkpointed(const Scan& a) { return stored_bytes(a) > kStoredBytes && a.length > 3; }

/// Entries begin..end-1 of every sequence.
LoopParts with_entries(LoopParts parts, std::int64_t begin, std::int64_t end) {
  for (Array& x : parts.sequences) x = slice_axis(x, 0, begin, end);
  return parts;
}

/// The first num_segments * segment entries (the last in reverse) as an outer scan of inner scans.
Arrays scan_segments(const Scan& a, LoopParts parts, std::int64_t num_segments,
                     std::int64_t segment) {
  for (Array& x : parts.sequences)
    x = reshape(x, Shape{num_segments, segment} + x.shape().without(0));
  Scan inner = a;
  inner.length = segment;
  Arrays results = make_scan(parts, num_segments, a.is_reverse, [&](const LoopParts& p) {
    return apply_all(kScan, p.joined(), attributes(inner));
  });
  for (std::size_t i = parts.carry.size(); i < results.size(); ++i) {
    results[i] = reshape(
        results[i], Shape{num_segments * segment} + results[i].shape().slice(2, results[i].rank()));
  }
  return results;
}

/// The scan as a scan over segments of about sqrt(length) entries, each an inner scan: reverse mode
/// then stores one carry per segment and repeats a segment when it comes to it. A remainder is
/// scanned by itself.
Arrays in_segments(const Scan& a, const Arrays& inputs) {
  const auto segment =
      static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(a.length))));
  const std::int64_t num_segments = a.length / segment, covered = num_segments * segment;
  const std::int64_t begin = a.is_reverse ? a.length - covered : 0;
  const LoopParts parts = parts_of(a, inputs);
  const Arrays results =
      scan_segments(a, with_entries(parts, begin, begin + covered), num_segments, segment);
  if (covered == a.length) return results;
  Scan tail = a;
  tail.length = a.length - covered;
  LoopParts rest =
      a.is_reverse ? with_entries(parts, 0, begin) : with_entries(parts, covered, a.length);
  rest.carry = part_of(results, 0, parts.carry.size());
  Arrays last = apply_all(kScan, rest.joined(), attributes(tail));
  for (std::size_t i = parts.carry.size(); i < last.size(); ++i) {
    last[i] =
        a.is_reverse ? concatenate({last[i], results[i]}) : concatenate({results[i], last[i]});
  }
  return last;
}

Arrays vjp_in_segments(const VjpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  const Function segmented = trace_closed("scan", strong_types_of(c.inputs),
                                          [&](const Arrays& all) { return in_segments(a, all); });
  return at_wanted(inline_function(vjp_function(segmented, c.wanted), with_cotangents(c)),
                   c.wanted);
}

/// The inputs that reverse mode follows: all floating carries, since one leads to another.
std::vector<bool> followed(const Scan& a, const Arrays& inputs, std::vector<bool> wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool is_carry = i < static_cast<std::size_t>(a.num_carry);
    wanted[i] = is_floating(inputs[i].dtype()) && (is_carry || wanted[i]);
  }
  return wanted;
}

/// What is kept of each step beside the carry, in the bytes that the carries leave.
StepResiduals residuals_of(const Scan& a, const Arrays& inputs, const std::vector<bool>& wanted) {
  return {vjp_function(a.body, wanted),
          {.num_carry = static_cast<std::size_t>(a.num_carry),
           .num_constants = static_cast<std::size_t>(a.num_constants),
           .num_known = inputs.size(),
           .budget = (kStoredBytes - stored_bytes(a)) / std::max<std::int64_t>(1, a.length)}};
}

/// One backward step. Its carry is the cotangents of the wanted carries and constants; its
/// sequences are the stored carries and residuals, the sequences and the cotangents of the results.
class BackwardStep {
 public:
  BackwardStep(const StepResiduals& residuals, const LoopParts& own,
               const std::vector<bool>& wanted)
      : residuals_(residuals), own_(own), wanted_(wanted) {
    for (std::size_t i = 0; i < own.carry.size(); ++i) num_carry_wanted_ += wanted[i];
  }

  Arrays operator()(const LoopParts& p) const {
    const std::size_t n = own_.carry.size(), num_stored = n + residuals_.size(),
                      num_sequences = own_.sequences.size();
    Arrays cotangents;  // of the carry after the step
    for (std::size_t i = 0; i < n; ++i) {
      cotangents.push_back(wanted_[i] ? p.carry[cotangents_before(i)] : zeros_like(p.sequences[i]));
    }
    Arrays gradients =
        residuals_.backward(joined({part_of(p.sequences, 0, n), p.constants,
                                    part_of(p.sequences, num_stored, num_sequences), cotangents,
                                    rest_of(p.sequences, num_stored + num_sequences)}),
                            part_of(p.sequences, n, residuals_.size()));
    for (std::size_t i = num_carry_wanted_; i < p.carry.size(); ++i)
      gradients[i] = p.carry[i] + gradients[i];
    return gradients;
  }

 private:
  std::size_t cotangents_before(std::size_t i) const {
    std::size_t count = 0;
    for (std::size_t j = 0; j < i; ++j) count += wanted_[j];
    return count;
  }
  const StepResiduals& residuals_;
  const LoopParts& own_;
  const std::vector<bool>& wanted_;
  std::size_t num_carry_wanted_ = 0;
};

}  // namespace

Arrays jvp_scan(const JvpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  const TangentLoop loop(c, static_cast<std::size_t>(a.num_carry),
                         static_cast<std::size_t>(a.num_constants));
  const Function body = jvp_function(a.body, loop.has_tangent);
  const Arrays results = make_scan(loop.joint, a.length, a.is_reverse, [&](const LoopParts& step) {
    return loop.body_outputs(inline_function(body, loop.body_inputs(step)));
  });
  return loop.tangents(results, c.outputs);
}

Augmented augment_scan(const AugmentContext& c) {
  const auto& a = c.attributes_as<Scan>();
  if (is_checkpointed(a))
    return {apply_all(kScan, c.inputs, Ref<const Attributes>(c.attributes)), {}};
  const StepResiduals residuals = residuals_of(a, c.inputs, followed(a, c.inputs, c.wanted));
  const Arrays results =
      make_scan(parts_of(a, c.inputs), a.length, a.is_reverse, [&](const LoopParts& p) {
        return joined(
            {inline_function(a.body, p.joined()), p.carry, residuals.forward(p.joined())});
      });
  const std::size_t num_outputs = a.body.outputs().size();
  return {part_of(results, 0, num_outputs), rest_of(results, num_outputs)};
}

/// Scans backwards over (stored carries, sequences, cotangents of results), carrying the cotangents
/// of the carry and of the constants.
Arrays vjp_scan(const VjpContext& c) {
  const auto& a = c.attributes_as<Scan>();
  if (is_checkpointed(a)) return vjp_in_segments(c);
  const LoopParts own = parts_of(a, c.inputs);
  const std::size_t n = own.carry.size();
  const std::vector<bool> wanted = followed(a, c.inputs, c.wanted);
  LoopParts parts{{}, own.constants, joined({c.residuals, own.sequences})};
  for (std::size_t i = 0; i < n + own.constants.size(); ++i) {
    if (wanted[i]) parts.carry.push_back(i < n ? c.cotangent(i) : zeros_like(c.inputs[i]));
  }
  for (std::size_t i = n; i < c.outputs.size(); ++i)
    parts.sequences.push_back(astype(c.cotangent(i), c.outputs[i].dtype()));
  const StepResiduals residuals = residuals_of(a, c.inputs, wanted);
  return at_wanted(make_scan(parts, a.length, !a.is_reverse, BackwardStep(residuals, own, wanted)),
                   wanted);
}

}  // namespace aleator
