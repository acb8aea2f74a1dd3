// SPDX-License-Identifier: Apache-2.0
// Defines where arrays are, and how their elements are read and written.
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/unit.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kRegisterBytes = 2048;  // arrays up to this size may live in registers
constexpr std::int64_t kRegisterElements = 9;
constexpr std::int64_t kAlignment = 64;

/// The parts of a call that reads or writes each lane's number at an address of its own.
struct GatherText {
  std::string type, name, pointers, alignment;
  GatherText(Dtype dtype, int width, std::string_view operation)
      : type(ir::memory_type_text(dtype, width)) {
    const std::string element =
        is_boolean(dtype) ? "i8"
                          : (is_floating(dtype) ? "f" : "i") + std::to_string(8 * size_of(dtype));
    name = text("@llvm.masked.", operation, ".v", width, element,
                operation == "store" ? std::string(".p0") : text(".v", width, "p0"));
    pointers = text("<", width, " x ptr> ");
    alignment = text("i32 ", size_of(dtype));
  }
};

}  // namespace

Storage Unit::storage_at(const ir::Pointer& base, const ArrayType& type) const {
  Storage storage{
      base,           type.dtype,       Dims(static_cast<std::size_t>(type.shape.rank())),
      type.lane_axis, emitter_.depth(), 0};
  std::int64_t stride = 1;
  for (std::int64_t axis = type.shape.rank() - 1; axis >= 0; --axis) {
    const bool is_lane = axis == type.lane_axis;
    storage.strides[static_cast<std::size_t>(axis)] = is_lane ? 0 : stride;
    if (!is_lane) stride *= type.shape[axis];
  }
  return storage;
}

bool Unit::is_small(const ArrayType& type) const {
  const std::int64_t count = num_elements(type);
  const std::int64_t bytes = count * std::max(1, width_of(type.lane_axis)) *
                             static_cast<std::int64_t>(size_of(type.dtype));
  return count <= kRegisterElements && bytes <= kRegisterBytes;
}

Storage Unit::allocate(const ArrayType& type) {
  if (!is_small(type)) return allocate_scratch(type);
  const std::int64_t count = std::max<std::int64_t>(1, num_elements(type));
  return storage_at(emitter_.allocate(type.dtype, width_of(type.lane_axis), count), type);
}

Storage Unit::allocate_scratch(const ArrayType& type) {
  const std::int64_t bytes = num_elements(type) * std::max(1, width_of(type.lane_axis)) *
                             static_cast<std::int64_t>(size_of(type.dtype));
  return storage_at(scratch_pointer(bytes), type);
}

ir::Pointer Unit::scratch_pointer(std::int64_t bytes) {
  const std::int64_t at = scratch_bytes_;
  scratch_bytes_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
  return emitter_.address({"%scratch", 0}, "i8", index(at));
}

Storage Unit::renewed(Storage storage) {
  storage.depth = emitter_.depth();
  storage.version = ++next_version_;
  return storage;
}

Storage Unit::entry(const Storage& storage, std::int64_t axis, const ir::Value& i) {
  Storage part = storage;
  const auto k = static_cast<std::size_t>(axis);
  const int width = width_of(storage.lane_axis);
  part.base = emitter_.address(storage.base, ir::memory_type_text(storage.dtype, width),
                               i * index(storage.strides[k]));
  part.strides.erase(part.strides.begin() + axis);
  if (part.lane_axis > axis) --part.lane_axis;
  return part;
}

Storage Unit::advanced(Storage storage, std::int64_t offset) {
  const std::string type = ir::memory_type_text(storage.dtype, width_of(storage.lane_axis));
  storage.base = emitter_.address(storage.base, type, index(offset));
  return storage;
}

ir::Value Unit::offset_of(const Storage& storage, const Indices& indices) {
  ir::Value offset = index(0);
  for (std::size_t axis = 0; axis < indices.size(); ++axis) {
    if (static_cast<int>(axis) == storage.lane_axis) {
      if (!is_lane_index(indices[axis])) throw MixedLanes("lowering: an operation mixes lanes");
      continue;
    }
    offset = plus(offset, times(indices[axis], storage.strides[axis]));
  }
  return offset;
}

Storage Unit::lane_of(const Storage& storage, const ir::Value& lane) {
  const int width = width_of(storage.lane_axis);
  if (storage.lane_axis == kNoLane) return storage;
  Storage one = storage;
  one.base = emitter_.address(storage.base, ir::memory_type_text(storage.dtype, 0), lane);
  for (std::int64_t& stride : one.strides) stride *= std::max(1, width);
  one.strides.erase(one.strides.begin() + storage.lane_axis);
  one.lane_axis = kNoLane;
  return one;
}

ir::Value Unit::number_of_lane(const ir::Value& value, const ir::Value& lane) {
  return emitter_.pure(value.dtype, 0,
                       text("extractelement ", ir::typed_text(value, value.width), ", i64 ",
                            ir::operand_text(lane, 0)),
                       std::max(value.depth, lane.depth));
}

/// The addresses of single numbers, one a lane.
ir::Value Unit::pointers(const Storage& storage, const ir::Value& offset) {
  const int width = width_of(storage.lane_axis), lanes = offset.width;
  const ir::Value number = width > 0 ? offset * index(width) + lane_offsets(lanes) : offset;
  return emitter_.pure(Dtype::int64, lanes,
                       text("getelementptr ", ir::memory_type_text(storage.dtype, 0), ", ptr ",
                            storage.base.name, ", ", ir::typed_text(number, lanes)),
                       std::max(storage.base.depth, number.depth));
}

std::optional<ir::Pointer> Unit::neighbours(const Storage& storage, const ir::Value& offset) {
  const auto line = line_of(offset);
  if (!line || line->step != 1) return {};
  return emitter_.address(storage.base, ir::memory_type_text(storage.dtype, 0), line->first);
}

ir::Value Unit::gather(const Storage& from, const ir::Value& offset, bool is_now) {
  const int lanes = offset.width;
  const GatherText t(from.dtype, lanes, "gather");
  const std::string mask = text("<", lanes, " x i1>"),
                    version = from.version == 0 ? "" : text(" ; ", from.version);
  std::string load;
  int depth = from.depth;
  if (const auto first = neighbours(from, offset)) {
    load = text("load ", t.type, ", ptr ", first->name, ", align ", size_of(from.dtype), version);
    depth = std::max(depth, first->depth);
  } else {
    const ir::Value at = pointers(from, offset);
    emitter_.declare(
        text("declare ", t.type, " ", t.name, "(", t.pointers, ", i32, ", mask, ", ", t.type, ")"));
    load = text("call ", t.type, " ", t.name, "(", t.pointers, "%v", at.reg, ", ", t.alignment,
                ", ", mask, " splat (i1 true), ", t.type, " poison)", version);
    depth = std::max(depth, at.depth);
  }
  const ir::Value raw = is_now ? emitter_.impure(from.dtype, lanes, load)
                               : emitter_.pure(from.dtype, lanes, load, depth);
  if (!is_boolean(from.dtype)) return raw;
  return emitter_.pure(from.dtype, lanes, text("trunc ", t.type, " %v", raw.reg, " to ", mask),
                       raw.depth);
}

ir::Value Unit::load(const Storage& from, const Indices& indices) {
  const ir::Value offset = offset_of(from, indices);
  if (offset.width > 0) return gather(from, offset, false);
  const int width = width_of(from.lane_axis);
  const ir::Pointer at =
      emitter_.address(from.base, ir::memory_type_text(from.dtype, width), offset);
  return emitter_.load(at, {from.dtype, width, from.depth, from.version});
}

ir::Value Unit::load_now(const Storage& from, const Indices& indices) {
  const ir::Value offset = offset_of(from, indices);
  if (offset.width > 0) return gather(from, offset, true);
  const int width = width_of(from.lane_axis);
  const ir::Pointer at =
      emitter_.address(from.base, ir::memory_type_text(from.dtype, width), offset);
  return emitter_.load_now(at, {from.dtype, width, 0, 0});
}

void Unit::store(const ir::Value& value, const Storage& to, const Indices& indices) {
  const ir::Value offset = offset_of(to, indices);
  const int width = width_of(to.lane_axis);
  if (offset.width == 0) {
    if (width == 0 && value.width > 0)
      throw CompileError("lowering: a lane's value in an array without lanes");
    emitter_.store(value.is_constant() ? widened(value, width) : splat(value, width),
                   emitter_.address(to.base, ir::memory_type_text(to.dtype, width), offset));
    return;
  }
  scatter(value, to, offset);
}

/// One number a lane.
void Unit::scatter(const ir::Value& value, const Storage& to, const ir::Value& offset) {
  const int lanes = offset.width;
  const auto first = neighbours(to, offset);
  ir::Value stored = splat(value, lanes);
  std::string operand = ir::operand_text(stored, lanes);
  if (is_boolean(to.dtype)) {
    stored = emitter_.pure(
        to.dtype, lanes,
        text("zext ", ir::typed_text(stored, lanes), " to ", ir::memory_type_text(to.dtype, lanes)),
        stored.depth);
    operand = text("%v", stored.reg);
  }
  const GatherText t(to.dtype, lanes, first ? "store" : "scatter");
  if (first && !is_fresh_) {
    emitter_.append(text("  store ", t.type, " ", operand, ", ptr ", first->name, ", align ",
                         size_of(to.dtype), "\n"));
    return;
  }
  const std::string pointers_type = first ? "ptr" : t.pointers, mask = text("<", lanes, " x i1>"),
                    at = first ? first->name : text("%v", pointers(to, offset).reg),
                    fresh = is_fresh_ ? text("%v", is_fresh_->reg) : "splat (i1 true)";
  emitter_.declare(
      text("declare void ", t.name, "(", t.type, ", ", pointers_type, ", i32, ", mask, ")"));
  emitter_.append(text("  call void ", t.name, "(", t.type, " ", operand, ", ", pointers_type, " ",
                       at, ", ", t.alignment, ", ", mask, " ", fresh, ")\n"));
}

}  // namespace aleator::lowering
