// SPDX-License-Identifier: Apache-2.0
// Defines scopes, loops and calls.
#include "aleator/lowering/unit.h"

#include "aleator/base/text.h"
#include "aleator/lowering/extent.h"
#include "aleator/lowering/lanes.h"

#include <algorithm>
#include <functional>

namespace aleator::lowering {
Unit::Unit(int num_lanes, std::size_t num_arguments, int vector_bytes)
    : num_lanes_(num_lanes), vector_bytes_(vector_bytes), known_(1), num_arguments_(num_arguments) {
  if (num_lanes_ == 0) return;
  emitter_.vector_bytes = vector_bytes;  // for vectors that are written out
  const ir::Value first = emitter_.pure(Dtype::int64, 0, "add i64 %lane, 0", 0);
  lane_index_ = num_lanes_ == 1 ? first : splat(first, num_lanes_) + lane_offsets(num_lanes_);
}

/// 0, 1, 2, ... in the lanes.
ir::Value Unit::lane_offsets(int width) {
  std::string offsets;
  for (int i = 0; i < width; ++i) offsets += text(i == 0 ? "" : ", ", "i64 ", i);
  return emitter_.pure(
      Dtype::int64, width,
      text("add ", ir::type_text(Dtype::int64, width), " zeroinitializer, <", offsets, ">"), 0);
}

Indices Unit::single_index(const ArrayType& type) const {
  Indices at(static_cast<std::size_t>(type.shape.rank()), index(0));
  if (type.lane_axis != kNoLane) at[static_cast<std::size_t>(type.lane_axis)] = lane_index_;
  return at;
}

void Unit::open(double num_rounds, bool is_guard) {
  emitter_.open(is_guard);
  num_rounds_.push_back(num_rounds_.back() * num_rounds);
  known_.emplace_back();
}

std::string Unit::close() {
  known_.pop_back();
  num_rounds_.pop_back();
  return emitter_.close();
}

void Unit::loop(const ir::Value& count, const Callable<void(const ir::Value&)>& body,
                const LoopKind& kind, std::optional<double> counted_rounds) {
  const std::string n = std::to_string(emitter_.number()), head = "loop" + n, exit = "done" + n;
  const std::string suffix = emitter_.access_suffix;
  const bool is_vector = kind.is_parallel && !has_lanes() && vector_width_ == 0;
  const int group = is_vector ? next_metadata_++ : 0;
  if (is_vector) emitter_.access_suffix = text(", !llvm.access.group !", group);
  const double number =
      count.is_constant() ? static_cast<double>(ir::integer_of(count)) : kUnknownRounds;
  open(counted_rounds.value_or(number));
  const ir::Value i{Dtype::int64, 0, emitter_.depth(), emitter_.number(), 0};
  ir::Emitter& e = emitter_;
  e.start_block(head);
  const std::string phi = text("  %v", i.reg, " = phi i64 [ 0, %");
  body(i);
  const std::string last = e.label();
  const ir::Value next = e.impure(Dtype::int64, 0, text("add nuw nsw i64 %v", i.reg, ", 1"));
  const ir::Value more = e.impure(
      Dtype::boolean, 0, text("icmp ult i64 %v", next.reg, ", ", ir::operand_text(count, 0)));
  std::string tail = text("  br i1 %v", more.reg, ", label %", head, ", label %", exit);
  if (is_vector) {
    const int id = next_metadata_++, inner = next_metadata_++;
    const std::string width =
        kind.width == 0 ? std::string()
                        : text(", !{!\"llvm.loop.vectorize.width\", i32 ", kind.width, "}");
    metadata_ +=
        text("!", group, " = distinct !{}\n!", inner, " = !{!\"llvm.loop.parallel_accesses\", !",
             group, "}\n!", id, " = distinct !{!", id, ", !", inner, width, "}\n");
    tail += text(", !llvm.loop !", id);
    module_.has_vector_loops = true;
  }
  std::string code = close();
  emitter_.access_suffix = suffix;
  const std::size_t after = code.find('\n') + 1;  // the label stands first, then the phi
  code.insert(after, text(phi, e.label(), " ], [ %v", next.reg, ", %", last, " ]\n"));
  e.append(text("  br label %", head, "\n", code, tail, "\n"));
  e.start_block(exit);
}

void Unit::loop_while(const Callable<ir::Value()>& condition, const Callable<void()>& body) {
  const std::string n = std::to_string(emitter_.number()), head = "while" + n, run = "run" + n,
                    exit = "done" + n;
  open(kUnknownRounds);
  emitter_.start_block(head);
  const ir::Value more = condition();
  emitter_.append(
      text("  br i1 ", ir::operand_text(more, 0), ", label %", run, ", label %", exit, "\n"));
  emitter_.start_block(run);
  body();
  const std::string code = close();
  emitter_.append(text("  br label %", head, "\n", code, "  br label %", head, "\n"));
  emitter_.start_block(exit);
}

void Unit::guarded(const ir::Value& condition, const Callable<void()>& body) {
  const std::string n = std::to_string(emitter_.number()), run = "run" + n, exit = "done" + n;
  open(1, true);
  emitter_.start_block(run);
  body();
  const std::string code = close();
  emitter_.append(text("  br i1 ", ir::operand_text(condition, 0), ", label %", run, ", label %",
                       exit, "\n", code, "  br label %", exit, "\n"));
  emitter_.start_block(exit);
}

const ir::Value* Unit::find(const std::string& key) const {
  for (auto scope = known_.rbegin(); scope != known_.rend(); ++scope) {
    if (const auto found = scope->find(key); found != scope->end()) return &found->second;
  }
  return nullptr;
}

void Unit::remember(const std::string& key, const ir::Value& value) {
  known_[static_cast<std::size_t>(value.depth)].insert_or_assign(key, value);
}

ir::Pointer Unit::argument(std::size_t i) {
  const ir::Value p = emitter_.pure(
      Dtype::int64, 0,
      text("load ptr, ptr ",
           emitter_.address({"%arguments", 0}, "ptr", index(static_cast<std::int64_t>(i))).name,
           ", align 8"),
      0);
  return {text("%v", p.reg), 0};
}

Storage Unit::literal(const Buffer& value) {
  const Buffer dense = value.dense();
  std::size_t i = 0;
  while (i < module_.literals.size() && !(module_.literals[i].bytes() == dense.bytes() &&
                                          module_.literals[i].shape() == dense.shape()))
    ++i;
  if (i == module_.literals.size()) module_.literals.push_back(dense);
  Storage storage =
      storage_at(argument(num_arguments_ + i), {.dtype = value.dtype(), .shape = value.shape()});
  storage.depth = 0;
  return storage;
}

ir::Value Unit::share(std::int64_t per_call, std::int64_t num_rounds) {
  module_.rounds_per_call = per_call;
  module_.num_rounds = num_rounds;
  return emitter_.pure(Dtype::int64, 0, "add i64 %lane, 0", 0);
}

void Unit::for_each(const ArrayType& type, const Callable<void(const Indices&)>& body) {
  constexpr std::int64_t kUnrolled = 8, kUnrolledArray = 9;
  const bool is_small_array = num_elements(type) <= kUnrolledArray;
  Indices at(static_cast<std::size_t>(type.shape.rank()), index(0));
  const std::function<void(std::int64_t)> along = [&](std::int64_t axis) {
    if (axis == type.shape.rank()) return body(at);
    const auto k = static_cast<std::size_t>(axis);
    const std::int64_t size = type.shape[axis];
    bool is_last = true;
    for (std::int64_t more = axis + 1; more < type.shape.rank(); ++more)
      is_last = is_last && (type.shape[more] == 1 || more == type.lane_axis);
    if (axis == type.lane_axis) {
      at[k] = lane_index();
      along(axis + 1);
    } else if (is_small_array || (size <= kUnrolled && is_last)) {
      for (std::int64_t i = 0; i < size; ++i) {
        at[k] = index(i);
        along(axis + 1);
      }
    } else {
      loop(
          index(size),
          [&](const ir::Value& i) {
            at[k] = i;
            along(axis + 1);
          },
          is_last);
    }
  };
  if (type.shape.size() > 0) along(0);
}

void Unit::call(Callee callee, const std::vector<Storage>& inputs,
                const std::vector<Storage>& outputs) {
  const auto slot = static_cast<std::int64_t>(module_.callees.size());
  module_.callees.push_back(std::move(callee));
  std::vector<Storage> all = inputs;
  all.insert(all.end(), outputs.begin(), outputs.end());
  if (const Function& f = module_.callees.back().function) {
    for (const Buffer& value : lower(f, module_.callees.back().num_lanes, vector_bytes_).literals)
      all.push_back(literal(value));
  }
  const std::string list =
      emitter_
          .allocate(Dtype::int64, 0,
                    std::max<std::int64_t>(1, static_cast<std::int64_t>(all.size())))
          .name;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const ir::Pointer at = emitter_.address({list, 0}, "ptr", index(static_cast<std::int64_t>(i)));
    emitter_.append(text("  store ptr ", all[i].base.name, ", ptr ", at.name, ", align 8\n"));
  }
  // A slot of the environment is {function, its environment}.
  const ir::Pointer entry = emitter_.address({"%environment", 0}, "ptr", index(2 * slot));
  const ir::Pointer own = emitter_.address({"%environment", 0}, "ptr", index(2 * slot + 1));
  const ir::Value function =
      emitter_.impure(Dtype::int64, 0, text("load ptr, ptr ", entry.name, ", align 8"));
  const ir::Value environment =
      emitter_.impure(Dtype::int64, 0, text("load ptr, ptr ", own.name, ", align 8"));
  emitter_.append(text("  call void %v", function.reg, "(ptr ", list,
                       ", ptr %callee_scratch, ptr %v", environment.reg, ", i64 %lane)\n"));
}

Module Unit::finish() {
  const std::string code = emitter_.close();
  std::string all = text(
      "define void @entry(ptr noalias %arguments, ptr noalias %scratch, ptr %environment, i64 "
      "%lane) #0 {\n"
      "entry:\n",
      emitter_.allocations(), "  %callee_scratch = getelementptr i8, ptr %scratch, i64 ",
      scratch_bytes_, "\n", code, "  ret void\n}\n");
  all += shared_code_.definitions();
  for (const std::string& declaration : emitter_.declarations()) all += declaration + "\n";
  constexpr const char* kWide =
      "\"prefer-vector-width\"=\"512\" \"min-legal-vector-width\"=\"512\" }\n";
  // Spilled vectors stay within cache lines only in a frame that is aligned on purpose.
  all += text("attributes #0 = { nounwind \"stackrealign\" ", kWide);
  all += text("attributes #1 = { nounwind willreturn memory(none) ", kWide);
  all += metadata_;
  module_.text = std::move(all);
  module_.num_lanes = num_lanes_;
  module_.scratch_bytes = scratch_bytes_;
  return std::move(module_);
}

}  // namespace aleator::lowering
