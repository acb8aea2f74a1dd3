// SPDX-License-Identifier: Apache-2.0
// Defines Unit, the code of one compiled function while it is built: its scopes, loops, memory and
// calls.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/base/callable.h"
#include "aleator/graph/function.h"
#include "aleator/graph/ir/emitter.h"
#include "aleator/lowering/module.h"
#include "aleator/lowering/shared_code.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace aleator::lowering {

/// An index for each axis of an array.
using Indices = std::vector<ir::Value>;

/// An array in memory, or a view of one: element (i, j, ...) is at base + i strides[0] + j
/// strides[1] + ... elements. Where it has a lane axis, an element is a vector over the lanes,
/// which that axis does not address.
struct Storage {
  ir::Pointer base;
  Dtype dtype = Dtype::float64;
  Dims strides;
  int lane_axis = kNoLane;
  int depth = 0;    ///< outermost scope in which it has its present content
  int version = 0;  ///< tells contents apart that one scope sees one after the other
};

/// How the rounds of a loop relate.
struct LoopKind {
  // Implicit: most loops are of one kind or the other, without a width.
  LoopKind(bool is_parallel = false, int width = 0) : is_parallel(is_parallel), width(width) {}
  bool is_parallel;  ///< they touch different elements
  int width;         ///< so many of them make a vector; 0 leaves it to the compiler
};

/// A compiled function under construction: its text, the memory it needs, and whom it calls.
class Unit {
 public:
  /// `num_arguments`: parameters and outputs; `vector_bytes` of a register of the processor.
  Unit(int num_lanes, std::size_t num_arguments, int vector_bytes);

  /// Where instructions go; the current emitter of this thread.
  ir::Emitter& emitter() { return emitter_; }
  /// Lanes of a block; 0 when the function is compiled without lanes.
  int num_lanes() const { return num_lanes_; }
  bool has_lanes() const { return num_lanes_ > 0; }
  int vector_bytes() const { return vector_bytes_; }
  /// Width of a register that holds an element of a laned array.
  int width_of(int lane_axis) const {
    return lane_axis == kNoLane || num_lanes_ < 2 ? 0 : num_lanes_;
  }
  /// The index along the lane axis: a vector, one lane's number each.
  const ir::Value& lane_index() const { return lane_index_; }
  /// Whether an index is that one.
  bool is_lane_index(const ir::Value& index) const { return has_lanes() && index == lane_index_; }

  /// The index of the one element of an array that has one, or one for each lane.
  Indices single_index(const ArrayType& type) const;

  /// Whether adding many elements may be done in any order: without lanes, the compiler's vectors
  /// run along the data.
  bool is_reassociated() const { return num_lanes_ == 0; }

  /// Emits body(i) for i = 0, 1, ..., count - 1 as a loop; `counted_rounds` is taken for count
  /// where code is judged.
  void loop(const ir::Value& count, const Callable<void(const ir::Value&)>& body,
            const LoopKind& kind = {}, std::optional<double> counted_rounds = {});
  /// Emits body(i) as a loop in which `width` rounds, no more than there are, go side by side,
  /// where a function has no lanes: i is a vector of their numbers. Where `width` does not divide
  /// `count`, the last vector repeats rounds: is_fresh() holds for the others, and nothing is
  /// stored for those repeated.
  void loop_in_vectors(std::int64_t count, int width, const Callable<void(const ir::Value&)>& body);
  /// The number of rounds side by side, 0 outside of such loops.
  int vector_width() const { return vector_width_; }
  const std::optional<ir::Value>& is_fresh() const { return is_fresh_; }
  /// Sums and multiples of indices; of vectors of evenly spaced ones it stays known that they are.
  ir::Value plus(const ir::Value& i, const ir::Value& j);
  ir::Value times(const ir::Value& i, std::int64_t n);
  /// The first round that a call runs, of `num_rounds` in all, up to `per_call` of them.
  ir::Value share(std::int64_t per_call, std::int64_t num_rounds);
  /// Emits a loop that runs as long as the condition, emitted before each round, holds.
  void loop_while(const Callable<ir::Value()>& condition, const Callable<void()>& body);
  /// Emits `body` to run where the scalar `condition` holds.
  void guarded(const ir::Value& condition, const Callable<void()>& body);

  /// Tells for which code to be short rather than fast: what runs seldom beside `most_rounds`.
  void set_most_rounds(double most_rounds) { most_rounds_ = most_rounds; }
  /// Whether code of a scope is such.
  bool is_seldom(int depth) const {
    return num_rounds_[static_cast<std::size_t>(depth)] * kSeldom <= most_rounds_;
  }
  /// Operations as functions, for such code.
  SharedCode& shared_code() { return shared_code_; }

  /// Values known in open scopes, by key.
  const ir::Value* find(const std::string& key) const;
  void remember(const std::string& key, const ir::Value& value);

  /// Row-major memory for an array: registers if it is small, else scratch.
  Storage allocate(const ArrayType& type);
  /// The same in scratch memory always, dense: what calls and library functions take.
  Storage allocate_scratch(const ArrayType& type);
  /// Row-major storage of an array that lies at `base`.
  Storage storage_at(const ir::Pointer& base, const ArrayType& type) const;
  /// Whether an array may live in registers.
  bool is_small(const ArrayType& type) const;
  /// Reads or writes an element, of all lanes where the array has them.
  ir::Value load(const Storage& from, const Indices& indices);
  /// The same after all stores before.
  ir::Value load_now(const Storage& from, const Indices& indices);
  void store(const ir::Value& value, const Storage& to, const Indices& indices);
  /// Calls `body` for each element, in loops.
  void for_each(const ArrayType& type, const Callable<void(const Indices&)>& body);
  /// The view whose first element is `offset` elements further.
  Storage advanced(Storage storage, std::int64_t offset);
  /// What a storage holds for one lane, `lane` counted within the block; itself without lanes.
  Storage lane_of(const Storage& storage, const ir::Value& lane);
  /// One lane's number of a register.
  ir::Value number_of_lane(const ir::Value& value, const ir::Value& lane);
  /// The storage of a part: index `index` along `axis`, which disappears.
  Storage entry(const Storage& storage, std::int64_t axis, const ir::Value& index);
  /// The present content is that of the innermost scope, from here on.
  Storage renewed(Storage storage);

  /// The address of an argument: parameters, then outputs, then literals.
  ir::Pointer argument(std::size_t i);
  /// The memory of an array that belongs to the program's text.
  Storage literal(const Buffer& value);
  /// Calls another function with dense storages.
  void call(Callee callee, const std::vector<Storage>& inputs, const std::vector<Storage>& outputs);

  /// The finished code; no scope but the function's may be open.
  Module finish();

 private:
  static constexpr double kSeldom = 400;  // a call waits where operations written out overlap
  void open(double num_rounds, bool is_guard = false);
  std::string close();
  /// Evenly spaced numbers in the lanes of a vector, or one number for all of them.
  struct Line {
    ir::Value first;
    std::int64_t step;
  };
  std::optional<Line> line_of(const ir::Value& i) const;
  /// Whether a vector of offsets is that of neighbours in memory.
  std::optional<ir::Pointer> neighbours(const Storage& storage, const ir::Value& offset);
  ir::Value gather(const Storage& from, const ir::Value& offset, bool is_now);
  void scatter(const ir::Value& value, const Storage& to, const ir::Value& offset);
  ir::Value lane_offsets(int width);
  ir::Value offset_of(const Storage& storage, const Indices& indices);
  ir::Value pointers(const Storage& storage, const ir::Value& offset);
  ir::Pointer scratch_pointer(std::int64_t bytes);

  ir::Emitter emitter_;
  int num_lanes_, vector_bytes_;
  ir::Value lane_index_;
  int vector_width_ = 0;
  std::optional<ir::Value> is_fresh_;
  std::unordered_map<int, Line> lines_;
  std::vector<std::unordered_map<std::string, ir::Value>> known_;
  std::vector<double> num_rounds_ = {1};  ///< of each open scope, all loops around it counted
  double most_rounds_ = 1;
  SharedCode shared_code_;
  std::int64_t scratch_bytes_ = 0;
  std::string metadata_;
  int next_metadata_ = 0, next_version_ = 0;
  std::size_t num_arguments_;
  Module module_;
};

/// Whether two storages are the same memory seen the same way.
inline bool is_same_memory(const Storage& a, const Storage& b) {
  return a.base.name == b.base.name && a.strides == b.strides;
}

/// Index arithmetic.
inline ir::Value operator+(const ir::Value& x, const ir::Value& y) {
  return binary(ir::Binary::add, x, y);
}
inline ir::Value operator-(const ir::Value& x, const ir::Value& y) {
  return binary(ir::Binary::subtract, x, y);
}
inline ir::Value operator*(const ir::Value& x, const ir::Value& y) {
  return binary(ir::Binary::multiply, x, y);
}
/// A constant index.
inline ir::Value index(std::int64_t i) { return ir::integer_value(i); }

}  // namespace aleator::lowering
