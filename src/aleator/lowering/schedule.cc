// SPDX-License-Identifier: Apache-2.0
// Defines how statements share loops, and which arrays need memory.
#include "aleator/lowering/schedule.h"

#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/lowering/space.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace aleator::lowering {
namespace {

/// Numbers of a statement's dims.
using Dimlist = std::vector<std::size_t>;

/// Sorts by key(dim); equal ones stay in order.
template <class Key>
void sort_by(Dimlist& dims, Key key) {
  std::sort(dims.begin(), dims.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(key(a), a) < std::pair(key(b), b);
  });
}

/// Puts statements into loops, one after the other.
class Scheduler {
 public:
  Scheduler(Plan& plan, bool has_lanes) : plan_(plan), has_lanes_(has_lanes) {
    for (const auto& s : plan.statements) producers_[s->node].push_back(s.get());
  }

  void place(Statement* s) {
    Dimlist remaining(s->dims.size());
    std::iota(remaining.begin(), remaining.end(), std::size_t{0});
    std::vector<Item>* items = &plan_.items;
    Loop* outer = nullptr;
    if (s->kind != Statement::Kind::opaque) {
      while (Loop* joined = join(s, *items, remaining)) {
        outer = joined;
        items = &joined->items;
      }
    }
    for (const std::size_t d : in_order(*s, remaining)) {
      items->push_back({nullptr, std::make_unique<Loop>()});
      Loop* loop = items->back().loop.get();
      *loop = Loop{s->dims[d].size, {}, outer, is_backward(*s, d)};
      s->dims[d].loop = loop;
      outer = loop;
      items = &loop->items;
    }
    items->push_back({s, nullptr});
    home_[s] = outer;
    if (!has_lanes_ && is_column_sum(*s))
      columns_.insert(s->dims[static_cast<std::size_t>(s->result.back())].loop);
  }

 private:
  /// The last loop among `items` that the statement can share, one that makes what it reads before
  /// others, with the dim that runs along it taken from `remaining`.
  Loop* join(Statement* s, std::vector<Item>& items, Dimlist& remaining) {
    Loop* best = nullptr;
    std::size_t best_dim = 0;
    bool is_best_related = false;
    for (auto item = items.rbegin(); item != items.rend() && !is_best_related; ++item) {
      for (const std::size_t d : remaining) {
        if (!item->loop || !can_join(*s, d, *item->loop, remaining)) continue;
        const bool is_related = reads_from(*s, *item);
        if (best && !is_related) continue;
        best = item->loop.get();
        best_dim = d;
        is_best_related = is_related;
      }
      if (reads_from(*s, *item)) break;
    }
    if (!best) return nullptr;
    s->dims[best_dim].loop = best;
    remaining.erase(std::find(remaining.begin(), remaining.end(), best_dim));
    return best;
  }

  bool can_join(const Statement& s, std::size_t d, const Loop& loop, const Dimlist& remaining) {
    const StatementDim& dim = s.dims[d];
    const bool keeps_order = s.kind == Statement::Kind::running || &s.node->primitive == &kScatter;
    if (dim.size != loop.size || keeps_order) return false;
    // A long array is not gone through once a round of a short loop, against its order.
    constexpr std::int64_t kLonger = 8;
    const std::size_t first = in_order(s, remaining).front();
    if (first != d && s.dims[first].size >= kLonger * loop.size) return false;
    if (!has_lanes_ && is_against_order(s, d, remaining)) return false;
    if (!has_lanes_ && !shares_columns(s, d, loop, remaining)) return false;
    bool is_related = false;
    for (const Read& read : s.reads) {
      for (const Statement* producer : producers_[read.node]) {
        if (!is_inside(*producer, &loop)) continue;
        is_related = true;
        if (!is_along(*producer, read, loop, static_cast<int>(d))) return false;
      }
    }
    // A sum over the outer of two loops needs an array of sums: worth it only to stay with its
    // data.
    const bool leaves_free = std::any_of(remaining.begin(), remaining.end(), [&](std::size_t k) {
      return k != d && !s.dims[k].is_reduced;
    });
    if (dim.is_reduced && leaves_free && is_precise_sum(s)) return false;
    return is_related || !dim.is_reduced || !leaves_free;
  }

  /// Whether the loop along dim d, whose results are neighbours, would be around another long one
  /// of a sum or product: compiled without lanes, neighbours are what goes together.
  static bool is_against_order(const Statement& s, std::size_t d, const Dimlist& remaining) {
    constexpr std::int64_t kShort = 8;  // loops that are written out
    const bool is_sum = s.kind == Statement::Kind::dot || s.kind == Statement::Kind::reduce;
    if (!is_sum || s.result.empty() || s.result.back() != static_cast<int>(d)) return false;
    return std::any_of(remaining.begin(), remaining.end(), [&](std::size_t k) {
      return k != d && !s.dims[k].is_reduced && s.dims[k].size > kShort;
    });
  }

  /// Sums down columns run side by side, which rounds that go through rows do not: these have loops
  /// of their own.
  bool shares_columns(const Statement& s, std::size_t d, const Loop& loop,
                      const Dimlist& remaining) const {
    const bool has_columns = columns_.contains(&loop);
    if (is_column_sum(s) && static_cast<int>(d) == s.result.back()) return has_columns;
    return !has_columns || (remaining.size() == 1 && !reads_apart(s, d));
  }

  /// Whether a round of `loop` reads only what the producer made in the same round.
  static bool is_along(const Statement& producer, const Read& read, const Loop& loop, int d) {
    for (std::size_t axis = 0; axis < producer.result.size(); ++axis) {
      const int own = producer.result[axis];
      if (own >= 0 && producer.dims[static_cast<std::size_t>(own)].loop == &loop)
        return read.along[axis] == d;
    }
    return false;  // the producer is complete only after the loop
  }

  bool is_inside(const Statement& s, const Loop* loop) const {
    const auto found = home_.find(&s);
    for (const Loop* at = found == home_.end() ? nullptr : found->second; at; at = at->outer) {
      if (at == loop) return true;
    }
    return false;
  }

  bool reads_from(const Statement& s, const Item& item) {
    for (const Read& read : s.reads) {
      for (const Statement* producer : producers_[read.node]) {
        if (producer == item.statement || (item.loop && is_inside(*producer, item.loop.get())))
          return true;
      }
    }
    return false;
  }

  static bool is_backward(const Statement& s, std::size_t d) {
    if (s.kind != Statement::Kind::running) return false;
    const auto& a = s.node->attributes_as<AlongAxis>();
    return a.is_reverse && s.space[static_cast<std::size_t>(a.axis)] == static_cast<int>(d);
  }

  /// Outer loops first.
  Dimlist in_order(const Statement& s, Dimlist dims) const {
    if (s.kind == Statement::Kind::running) {
      const int axis = s.space[static_cast<std::size_t>(s.node->attributes_as<AlongAxis>().axis)];
      sort_by(dims, [&](std::size_t d) { return static_cast<int>(d) == axis; });
    } else if (s.kind == Statement::Kind::dot) {
      order_dot(s, dims);
    } else if (has_lanes_ || is_precise_sum(s)) {
      sort_by(dims, [&](std::size_t d) { return s.dims[d].is_reduced; });
    }
    return dims;
  }

  /// A matrix that all lanes share is read row by row; of two without lanes the right one's rows
  /// are innermost. Otherwise sums are innermost.
  void order_dot(const Statement& s, Dimlist& dims) const {
    const DotAxes axes(*s.node);
    const auto shared = [&](std::size_t i) {
      return s.node->inputs[i].type().lane_axis == kNoLane && s.node->inputs[i].rank() >= 2;
    };
    std::vector<int> order;
    const auto append = [&](const Dims& own) {
      for (const std::int64_t axis : own) {
        const int d = s.space[static_cast<std::size_t>(axis)];
        if (d >= 0 && std::find(order.begin(), order.end(), d) == order.end()) order.push_back(d);
      }
    };
    if (!has_lanes_) {
      append(axes.left);
      append(axes.right);
    } else if (shared(0) != shared(1)) {
      append(shared(0) ? axes.left : axes.right);
    }
    const auto rank = [&](std::size_t d) {
      const auto at = std::find(order.begin(), order.end(), static_cast<int>(d)) - order.begin();
      const bool is_listed = at < static_cast<std::ptrdiff_t>(order.size());
      return is_listed ? at : s.dims[d].is_reduced ? std::ptrdiff_t{1000} : std::ptrdiff_t{-1};
    };
    sort_by(dims, rank);
  }

  Plan& plan_;
  bool has_lanes_;
  std::map<const Node*, std::vector<Statement*>> producers_;
  std::map<const Statement*, Loop*> home_;
  std::set<const Loop*> columns_;  ///< along which sums go side by side
};

/// Whether rounds of the same number see each other's values: those of one loop, or of two that are
/// written out one after the other.
bool is_same_round(const Loop* a, const Loop* b) {
  if (a == b) return true;
  return a && b && a->size == b->size && is_same_round(a->outer, b->outer) && is_written_out(*a) &&
         is_written_out(*b);
}

/// Whether a read happens in the very round that fills the element.
bool is_in_round(const Statement& producer, const Statement& reader, const Read& read) {
  for (std::size_t axis = 0; axis < producer.result.size(); ++axis) {
    const int own = producer.result[axis];
    if (own == kOther) return false;
    if (own < 0) continue;
    const int d = read.along[axis];
    if (d < 0 || !is_same_round(reader.dims[static_cast<std::size_t>(d)].loop,
                                producer.dims[static_cast<std::size_t>(own)].loop))
      return false;
  }
  return true;
}

/// Whether a loop that is summed over is around one that is not: an array of sums grows together.
bool is_many_sums(const Statement& s) {
  int first_sum = INT32_MAX, last_free = 0;
  for (const StatementDim& dim : s.dims) {
    if (dim.is_reduced) first_sum = std::min(first_sum, depth_of(dim.loop));
    else last_free = std::max(last_free, depth_of(dim.loop));
  }
  return first_sum < last_free;
}

}  // namespace

void schedule(Plan& plan, bool has_lanes) {
  Scheduler scheduler(plan, has_lanes);
  for (const auto& s : plan.statements) scheduler.place(s.get());
}

void find_stored(Plan& plan, const Function& function) {
  std::map<const Node*, std::vector<Statement*>> producers;
  for (const auto& s : plan.statements) {
    producers[s->node].push_back(s.get());
    s->is_stored = changes_operand(*s) || s->kind == Statement::Kind::opaque ||
                   s->kind == Statement::Kind::piece || is_many_sums(*s);
  }
  for (const Array& output : function.outputs()) {
    for (Statement* s : producers[output.node()]) s->is_stored = true;
  }
  for (const auto& reader : plan.statements) {
    for (const Read& read : reader->reads) {
      for (Statement* producer : producers[read.node]) {
        if (reader->kind == Statement::Kind::opaque || !is_in_round(*producer, *reader, read))
          producer->is_stored = true;
      }
    }
  }
}

}  // namespace aleator::lowering
