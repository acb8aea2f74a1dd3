// SPDX-License-Identifier: Apache-2.0
// Defines Emitter, which holds the text of one function under construction, scope by scope.
//
// The text is LLVM's assembly language; nothing of LLVM is needed to make it. Scopes are nested:
// function, loop in it, loop in that. An instruction without side effects goes into the outermost
// scope in which all its operands exist, so that nothing is computed more often than it must be,
// and an instruction that is there already is not repeated.
#pragma once

#include "aleator/graph/ir/value.h"

#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aleator::ir {

/// An address.
struct Pointer {
  std::string name;  ///< "%p7"
  int depth = 0;
};

/// How memory is read and written by a load or store.
struct Access {
  Dtype dtype = Dtype::float64;
  int width = 0;    ///< of the register
  int depth = 0;    ///< the outermost scope in which the memory has its present content
  int version = 0;  ///< tells contents apart that the same scope sees one after the other
};

/// One function's text under construction. The latest one made is the thread's current emitter.
class Emitter {
 public:
  Emitter();
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;
  ~Emitter();

  /// The emitter that operations on values append to.
  static Emitter& current();

  /// Of the innermost scope; the function's is 0.
  int depth() const { return static_cast<int>(scopes_.size()) - 1; }
  /// A scope whose text follows in the enclosing one once closed. What is asked for inside a guard
  /// stays inside it, because it may not run.
  void open(bool is_guard = false);
  /// Ends the innermost scope without adding its text.
  std::string close();
  /// Text for the innermost scope.
  void append(std::string_view text) { scopes_.back().text += text; }
  /// The label of the block that the innermost scope's text ends in.
  const std::string& label() const { return scopes_.back().label; }
  /// Starts a block.
  void start_block(const std::string& label);
  /// A number that no other name of the function has.
  int number() { return next_++; }

  /// A register for `text`, an instruction without side effects.
  Value pure(Dtype dtype, int width, const std::string& text, int operand_depth);
  /// Tells that a register is the negative of a value, and finds that value; null for others.
  void note_negative(const Value& negative, const Value& of) { negatives_[negative.reg] = of; }
  const Value* negative_of(const Value& x) const {
    const auto found = negatives_.find(x.reg);
    return x.is_constant() || found == negatives_.end() ? nullptr : &found->second;
  }
  /// The same for the sum of two integers.
  void note_sum(const Value& sum, const Value& x, const Value& y) { sums_[sum.reg] = {x, y}; }
  const std::pair<Value, Value>* sum_of(const Value& x) const {
    const auto found = sums_.find(x.reg);
    return x.is_constant() || found == sums_.end() ? nullptr : &found->second;
  }
  /// A register of the innermost scope.
  Value impure(Dtype dtype, int width, const std::string& text);
  /// The address `offset` elements of `type` behind a pointer.
  Pointer address(const Pointer& base, std::string_view type, const Value& offset);
  /// What memory holds, found again without a load while its content is the same.
  Value load(const Pointer& from, const Access& access);
  /// The same in the innermost scope, after all stores before.
  Value load_now(const Pointer& from, const Access& access);
  /// Writes a register or constant as wide as the memory.
  void store(const Value& value, const Pointer& to);
  /// Memory of the function's frame.
  Pointer allocate(Dtype dtype, int width, std::int64_t count);
  /// Declares an external function once.
  void declare(const std::string& declaration) { declarations_.insert(declaration); }
  /// Appended to each load and store: metadata of the loop around them.
  std::string access_suffix;
  /// Bytes of a register of the processor, which has AVX-512 if they are 64; 0 if not known.
  int vector_bytes = 0;

  /// The parts of the finished text that stand outside of the scopes.
  const std::string& allocations() const { return allocations_; }
  const std::set<std::string>& declarations() const { return declarations_; }

 private:
  Value truncated(const Value& raw);

  struct Scope {
    std::string text, label;
    std::unordered_map<std::string, int> registers;
    int guard = 0;  ///< depth of the innermost guard
  };
  std::vector<Scope> scopes_;
  std::string allocations_;
  std::set<std::string> declarations_;
  std::unordered_map<int, Value> negatives_;
  std::unordered_map<int, std::pair<Value, Value>> sums_;
  int next_ = 0;
  Emitter* outer_;
};

/// "double", "<8 x double>", "i1"; bool is i8 in memory.
std::string type_text(Dtype dtype, int width);
std::string memory_type_text(Dtype dtype, int width);
/// The operand as written, without its type; a constant is widened to `width`.
std::string operand_text(const Value& value, int width);
/// The same with its type.
std::string typed_text(const Value& value, int width);

}  // namespace aleator::ir
