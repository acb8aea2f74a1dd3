// SPDX-License-Identifier: Apache-2.0
#include "aleator/transforms/inspect.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_cache.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/gradient.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace aleator {

ClosedFunction close(const char* who, const ArrayTypes& types,
                     const Callable<Arrays(const Arrays&)>& f) {
  const Traced traced = trace_pure(who, types, f);
  return {as_traced_before(traced.function), traced.captures};
}

Function value_and_gradient_function(const Function& f, std::size_t i) {
  return f.memoize(text("value_and_gradient ", i), [&] {
    std::vector<bool> wanted(f.parameters().size(), false);
    wanted[i] = true;
    return simplify(trace_closed("value_and_grad", f.parameter_types(), [&](const Arrays& inputs) {
      const Pullback pulled = pull_back(f, inputs, wanted, [](const Arrays& outputs) {
        Arrays cotangents(outputs.size());
        cotangents[0] = ones_like(outputs[0]);
        return cotangents;
      });
      return Arrays{pulled.outputs[0], pulled.gradients[0]};
    }));
  });
}

Function over_lanes(const Function& function, std::size_t num_mapped, std::int64_t num_lanes) {
  std::vector<bool> is_batched(function.parameters().size(), false);
  for (std::size_t i = 0; i < num_mapped; ++i) is_batched[i] = true;
  return batch_function(function, is_batched, num_lanes, true);
}

Arrays call_function(const Function& function, const Arrays& operands) {
  return apply_all(kCall, operands, attributes(Call{function}));
}

std::vector<Buffer> call_function_on_values(const Function& function,
                                            std::vector<Buffer> operands) {
  return run(function, std::move(operands));
}

namespace {

/// The summands of a value, left to right: what additions, sums and rearrangements are made of.
Arrays summands_of(const Array& value) {
  Arrays summands, stack{value};
  while (!stack.empty()) {
    const Array next = stack.back();
    stack.pop_back();
    const Primitive* p = &next.node()->primitive;
    const bool is_transparent =
        p == &kAdd || p == &kSubtract || p == &kReshape || p == &kBroadcastInDim || p == &kConvert;
    if (is_transparent) {
      stack.insert(stack.end(), next.node()->inputs.rbegin(), next.node()->inputs.rend());
    } else {
      summands.push_back(next);
    }
  }
  return summands;
}

/// What begins with this is a name of what a function is called with, not of a term.
constexpr std::string_view kParameter = "parameter ";

/// The first name of a term given below a value, or "".
std::string find_name(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!name.starts_with(kParameter)) return name;
  }
  return {};
}

/// " of 'x' and 'y'": what the named parameters below a value are, or "".
std::string parameters_in(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 4;
  std::vector<std::string> found;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    if (!name->starts_with(kParameter)) continue;
    const std::string own = name->substr(kParameter.size());
    if (std::find(found.begin(), found.end(), own) == found.end()) found.push_back(own);
  }
  if (found.size() > kMostNames) {
    const std::size_t num_others = found.size() - kMostNames + 1;
    found.resize(kMostNames - 1);
    found.push_back(text(num_others, " others"));
  }
  return found.empty() ? "" : text(" of ", join_words(found));
}

/// All names given below a value, the outermost first.
std::vector<std::string> names_below(const Array& value) {
  const std::vector<const Node*> nodes = pending_nodes({value});
  std::vector<std::string> names;
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    if (&(*node)->primitive == &kNamed) names.push_back((*node)->attributes_as<Named>().name);
  }
  return names;
}

std::string describe(double value) {
  return std::isnan(value) ? "NaN" : value > 0 ? "+inf" : "-inf";
}

}  // namespace

std::string describe_non_finite_terms(const Function& function, const Arrays& operands) {
  const Arrays summands = summands_of(function.outputs()[0]);
  Arrays watched = function.outputs();
  watched.insert(watched.end(), summands.begin(), summands.end());
  const Arrays values =
      inline_function(Function(function.name(), function.parameters(), watched), operands);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < summands.size(); ++i) {
    for (const double value : values[i + function.outputs().size()].values()) {
      if (std::isfinite(value)) continue;
      const std::vector<std::string> names = names_below(summands[i]);
      const std::string name = find_name(names), parameters = parameters_in(names);
      const std::string term = name.empty() ? text("term ", i + 1, " of ", summands.size(),
                                                   parameters.empty() ? "" : ",", parameters,
                                                   parameters.empty() ? "" : ",")
                                            : name + parameters;
      found.push_back(text(term, " is ", describe(value)));
      break;
    }
  }
  return join_words(found);
}

}  // namespace aleator
