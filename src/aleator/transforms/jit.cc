// SPDX-License-Identifier: Apache-2.0
// Defines jit: functions traced once per combination of argument types.
#include "aleator/base/text.h"
#include "aleator/graph/function_cache.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/verify.h"
#include "aleator/transforms/transforms.h"

#include <map>
#include <mutex>

namespace aleator {

struct JitTable::State {
  struct Entry {
    Traced traced;
    Ref<const Counted> structure;
  };
  std::mutex mutex;
  std::map<std::string, Entry> entries;
};

JitTable::JitTable() : state_(new State) {}
JitTable::~JitTable() { delete state_; }

std::pair<Arrays, Ref<const Counted>> JitTable::call(
    const std::string& key, const ArraysFunction& f, const Arrays& arguments,
    const Callable<Ref<const Counted>()>& structure) {
  ArrayTypes types;
  std::string full_key = key;
  for (const Array& x : arguments) {
    types.push_back(x.type());
    append_text(full_key, types.back());
  }
  State::Entry entry;
  {
    const std::scoped_lock lock(state_->mutex);
    if (const auto found = state_->entries.find(full_key); found != state_->entries.end())
      entry = found->second;
  }
  if (!entry.traced.function) {
    entry.traced = trace("jit", types, f);
    const Function traced = as_traced_before(entry.traced.function);
    entry.traced.function = traced.memoize("simplified", [&] { return simplify(traced); });
#ifndef NDEBUG
    verify(entry.traced.function);
#endif
    entry.structure = structure();
    bool is_closed = true;  // what an enclosing trace owns must not outlive it
    for (const Array& capture : entry.traced.captures)
      is_closed = is_closed && capture.node()->depth == 0;
    const std::scoped_lock lock(state_->mutex);
    if (is_closed) state_->entries.emplace(full_key, entry);
  }
  Arrays outputs =
      apply_all(kCall, entry.traced.operands(arguments), attributes(Call{entry.traced.function}));
  const std::size_t num_own = outputs.size() - entry.traced.assigned.size();
  for (std::size_t i = 0; i < entry.traced.assigned.size(); ++i)
    entry.traced.assigned[i].assign(outputs[num_own + i]);
  outputs.resize(num_own);
  return {outputs, entry.structure};
}

}  // namespace aleator
