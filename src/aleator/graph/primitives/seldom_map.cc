// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/seldom_map.h"

#include "aleator/array/lists.h"
#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <span>
#include <thread>

namespace aleator {
namespace {

/// Positions of a block: their results stay in the second-level cache, and take no new pages of
/// memory.
constexpr std::int64_t kBlock = 1 << 13;
constexpr std::int64_t kBlocksPerThread = 4;  // so that a thread takes longer than its start
/// Positions at which the seldom work is done at a time.
constexpr std::size_t kGathered = 1 << 8;

bool is_same(const Array& x, const Array& y) {
  return x.node() == y.node() && x.output() == y.output();
}

/// The cond in which a function ends with all of its outputs, or null.
const Node* last_cond(const Function& f) {
  const Node* node = f.outputs().empty() ? nullptr : f.outputs()[0].node();
  const bool is_cond = node && &node->primitive == &kCond && node->attributes_as<Cond>().is_rare;
  const bool is_all = std::all_of(f.outputs().begin(), f.outputs().end(),
                                  [&](const Array& x) { return x.node() == node; });
  return is_cond && is_all ? node : nullptr;
}

/// What the outputs of `f` are where the predicate does not hold: operands of the cond. Empty where
/// they are others.
Arrays unchanged(const Function& f, const Node& cond) {
  const Function& no = cond.attributes_as<Cond>().on_false;
  Arrays all;
  for (const Array& output : f.outputs()) {
    const Array& result = no.outputs()[static_cast<std::size_t>(output.output())];
    for (std::size_t i = 0; i < no.parameters().size(); ++i) {
      if (!is_same(result, no.parameters()[i])) continue;
      all.push_back(cond.inputs[i + 1]);
      break;
    }
  }
  return all.size() == f.outputs().size() ? all : Arrays{};
}

/// Whether positions take branches of their own, of which loops would compute both.
bool branches_by_position(const Function& f) {
  return std::ranges::any_of(f.nodes(), [](const Node* node) {
    return &node->primitive == &kCond && node->inputs[0].rank() > 0;
  });
}

/// As loops, which make once what their positions share, or as lanes.
Function over_positions(const Map& map, const Function& f, std::int64_t num) {
  const Function simple = simplify(f);
  const std::vector<bool> is_mapped = map.is_mapped(f.parameters().size());
  const Function loops = batch_function(simple, is_mapped, num, false);
  return branches_by_position(loops) ? batch_function(simple, is_mapped, num, true) : loops;
}

/// Whether there is work, and the results where there is none.
Function first_part(const Map& map) {
  const Function& f = map.function;
  return f.memoize(text("first part ", map.num_mapped), [&] {
    const Node& cond = *last_cond(f);
    const Arrays outputs = joined({{cond.inputs[0]}, unchanged(f, cond)});
    return over_positions(map, Function(f.name(), f.parameters(), outputs), kBlock);
  });
}

/// The results where there is work.
Function seldom_part(const Map& map) {
  const Function& f = map.function;
  return f.memoize(text("seldom part ", map.num_mapped), [&] {
    const Node& cond = *last_cond(f);
    const Function operands(f.name(), f.parameters(),
                            Arrays(cond.inputs.begin() + 1, cond.inputs.end()));
    const auto work = [&](const Arrays& parameters) {
      const Arrays all = inline_function(cond.attributes_as<Cond>().on_true,
                                         inline_function(operands, parameters));
      Arrays results;
      for (const Array& output : f.outputs())
        results.push_back(all[static_cast<std::size_t>(output.output())]);
      return results;
    };
    return batch_function(simplify(trace_closed(f.name().c_str(), f.parameter_types(), work)),
                          map.is_mapped(f.parameters().size()), std::int64_t{kGathered}, true);
  });
}

/// Copies `num` elements of `size` bytes: element from(i) to place to(i).
template <class From, class To>
void copy_elements(const std::byte* source, std::byte* target, std::size_t size, std::int64_t num,
                   From from, To to) {
  const auto copy = [&]<std::size_t kSize>() {
    for (std::int64_t i = 0; i < num; ++i)
      std::memcpy(target + kSize * static_cast<std::size_t>(to(i)),
                  source + kSize * static_cast<std::size_t>(from(i)), kSize);
  };
  if (size == 8) copy.template operator()<8>();
  else if (size == 4) copy.template operator()<4>();
  else copy.template operator()<1>();
}

/// The elements from `first` on, where they are if that is at the start of a cache line, as code
/// expects it.
Buffer block_of(const Buffer& from, std::int64_t first) {
  constexpr std::size_t kLine = 64;
  const std::size_t size = size_of(from.dtype()), offset = static_cast<std::size_t>(first) * size;
  if (offset % kLine == 0) {
    std::byte* bytes = const_cast<std::byte*>(from.bytes());
    return Buffer::view(from.dtype(), Shape{kBlock}, bytes + offset);
  }
  Buffer to(from.dtype(), Shape{kBlock});
  std::memcpy(to.mutable_bytes(), from.bytes() + offset, static_cast<std::size_t>(kBlock) * size);
  return to;
}

/// Positions with work that is left to do.
class Positions {
 public:
  /// Adds the places, counted from `first`, of the flags of a block that are set. Most are not,
  /// eight at a time; which ones are is not foreseen by branches.
  void add(std::span<const bool> flags, std::int64_t first) {
    constexpr std::size_t kAtOnce = sizeof(std::uint64_t);
    const auto add_one = [&](std::size_t i) {
      all_[size_] = first + static_cast<std::int64_t>(i);
      size_ += flags[i] ? 1 : 0;
    };
    std::size_t i = 0;
    for (; i + kAtOnce <= flags.size(); i += kAtOnce) {
      std::uint64_t bits;
      std::memcpy(&bits, &flags[i], sizeof(bits));
      if (bits == 0) continue;
      for (std::size_t k = 0; k < kAtOnce; ++k) add_one(i + k);
    }
    for (; i < flags.size(); ++i) add_one(i);
  }
  /// finish(positions) for as many at a time as are gathered.
  template <class F>
  void take_full(F finish) {
    std::size_t num_done = 0;
    for (; size_ - num_done >= kGathered; num_done += kGathered)
      finish(std::span<const std::int64_t>(all_).subspan(num_done, kGathered));
    std::copy(all_.begin() + static_cast<std::ptrdiff_t>(num_done),
              all_.begin() + static_cast<std::ptrdiff_t>(size_), all_.begin());
    size_ -= num_done;
  }
  std::span<const std::int64_t> rest() const { return std::span(all_).first(size_); }

 private:
  /// With a place for the one that is looked at.
  std::vector<std::int64_t> all_ = std::vector<std::int64_t>(kBlock + kGathered + 1);
  std::size_t size_ = 0;
};

/// One map while it runs.
class SeldomMap {
 public:
  explicit SeldomMap(const EvaluateContext& c)
      : c_(c), map_(c.attributes_as<Map>()), first_(first_part(map_)), size_(c.inputs[0].size()) {
    for (std::size_t i = 0; i < c.inputs.size(); ++i)
      inputs_.push_back(is_mapped(i) ? c.inputs[i].dense() : c.inputs[i]);
    for (std::size_t i = 0; i < c.outputs.size(); ++i) {
      if (!c.outputs[i]) c.outputs[i] = Buffer(c.types[i].dtype, c.types[i].shape);
    }
  }

  /// Elements do not see each other, so that results do not depend on who computes them.
  void run_all() {
    const std::int64_t num_blocks = (size_ + kBlock - 1) / kBlock;
    run_blocks(0, 1);  // compiles
    const std::int64_t most = is_run_as_code() ? std::thread::hardware_concurrency() : 1,
                       num = std::clamp<std::int64_t>(num_blocks / kBlocksPerThread, 1,
                                                      std::max<std::int64_t>(1, most));
    std::vector<std::exception_ptr> errors(static_cast<std::size_t>(num));
    const auto share = [&](std::int64_t t) {
      try {
        run_blocks(1 + t * (num_blocks - 1) / num, 1 + (t + 1) * (num_blocks - 1) / num);
      } catch (...) {
        errors[static_cast<std::size_t>(t)] = std::current_exception();
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::int64_t t = 1; t < num; ++t) threads.emplace_back(share, t);
      share(0);
    }
    for (const std::exception_ptr& error : errors) {
      if (error) std::rethrow_exception(error);
    }
  }

 private:
  void run_blocks(std::int64_t first, std::int64_t last) {
    Positions positions;
    const auto finish_some = [&](std::span<const std::int64_t> some) { finish(some); };
    for (std::int64_t block = first; block < last; ++block) {
      run_block(block * kBlock, positions);
      positions.take_full(finish_some);
    }
    if (!positions.rest().empty()) finish(positions.rest());
  }

  bool is_mapped(std::size_t input) const {
    return static_cast<std::int64_t>(input) < map_.num_mapped;
  }

  /// Where fewer than a block are left, the last block computes positions again, and leaves what is
  /// there.
  void run_block(std::int64_t start, Positions& positions) {
    const std::int64_t first = std::min(start, size_ - kBlock), num_repeated = start - first;
    std::vector<Buffer> arguments;
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      arguments.push_back(is_mapped(i) ? block_of(inputs_[i], first) : inputs_[i]);
    const std::vector<Buffer> results = run(first_, std::move(arguments));
    for (std::size_t i = 0; i < c_.outputs.size(); ++i) {
      const std::size_t size = size_of(c_.outputs[i].dtype());
      const Buffer dense = results[i + 1].dense();
      std::memcpy(c_.outputs[i].mutable_bytes() + static_cast<std::size_t>(start) * size,
                  dense.bytes() + static_cast<std::size_t>(num_repeated) * size,
                  static_cast<std::size_t>(kBlock - num_repeated) * size);
    }
    const Buffer has_work = results[0].dense();
    positions.add({has_work.data<bool>() + num_repeated, has_work.data<bool>() + kBlock}, start);
  }

  /// The seldom work at the positions that are gathered; where these are few, at the first one
  /// again and again.
  void finish(std::span<const std::int64_t> positions) {
    const auto num = static_cast<std::int64_t>(positions.size());
    const auto place = [](std::int64_t i) { return i; };
    const auto position = [&](std::int64_t i) {
      return positions[static_cast<std::size_t>(i < num ? i : 0)];
    };
    std::vector<Buffer> arguments = inputs_;
    for (std::size_t i = 0; is_mapped(i); ++i) {
      arguments[i] = Buffer(inputs_[i].dtype(), Shape{std::int64_t{kGathered}});
      copy_elements(inputs_[i].bytes(), arguments[i].mutable_bytes(), size_of(inputs_[i].dtype()),
                    std::int64_t{kGathered}, position, place);
    }
    const std::vector<Buffer> results = run(seldom_part(map_), std::move(arguments));
    for (std::size_t i = 0; i < results.size(); ++i) {
      copy_elements(results[i].dense().bytes(), c_.outputs[i].mutable_bytes(),
                    size_of(results[i].dtype()), num, place, position);
    }
  }

  const EvaluateContext& c_;
  const Map& map_;
  const Function first_;
  const std::int64_t size_;
  std::vector<Buffer> inputs_;
};

}  // namespace

bool is_seldom_map(const EvaluateContext& c) {
  const auto& map = c.attributes_as<Map>();
  const Function& f = map.function;
  const Node* cond = last_cond(f);
  if (!cond || c.inputs[0].size() < kBlock || unchanged(f, *cond).empty()) return false;
  const ArrayTypes types = f.parameter_types();
  const auto last = types.begin() + static_cast<std::ptrdiff_t>(map.num_mapped);
  return std::all_of(types.begin(), last,
                     [](const ArrayType& type) { return type.shape.rank() == 0; });
}

void evaluate_seldom_map(const EvaluateContext& c) { SeldomMap(c).run_all(); }

}  // namespace aleator
