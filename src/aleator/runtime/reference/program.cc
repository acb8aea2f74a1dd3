// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/reference/program.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/variable_cell.h"

namespace aleator::reference {

Program::Program(const Arrays& parameters, const std::vector<const Node*>& nodes,
                 const Arrays& outputs)
    : num_parameters_(parameters.size()) {
  for (const Array& parameter : parameters) add_slots(parameter.node(), 1);
  for (const Node* node : nodes) {
    Step step{Ref<const Node>(node), {}, {}, 0};
    for (const Array& input : node->inputs) step.inputs.push_back(slot_of(input));
    step.is_last.assign(step.inputs.size(), false);
    step.output = add_slots(node, node->types.size());
    steps_.push_back(std::move(step));
  }
  for (const Array& output : outputs) outputs_.push_back(slot_of(output));
  find_last_uses();
  index_ = {};
  first_slots_ = {};
}

std::size_t Program::add_slots(const Node* node, std::size_t count) {
  const std::size_t number = index_.add(node);
  if (number == first_slots_.size()) first_slots_.push_back(0);
  first_slots_[number] = num_slots_;
  num_slots_ += count;
  return first_slots_[number];
}

std::size_t Program::slot_of(const Array& array) {
  const std::size_t found = index_.find(array.node());
  if (found != NodeIndex::kNone)
    return first_slots_[found] + static_cast<std::size_t>(array.output());
  // A constant, or a node that had its values when the plan was made.
  const Node* node = array.node();
  if (const Arrays* published = node->published(); published && !node->constant) {
    return slot_of((*published)[static_cast<std::size_t>(array.output())]);
  }
  constants_.emplace_back(num_slots_, node->constant);
  return add_slots(node, 1);
}

void Program::find_last_uses() {
  std::vector<bool> is_used(num_slots_, false);
  for (const std::size_t output : outputs_) is_used[output] = true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    for (std::size_t i = 0; i < step->inputs.size(); ++i) {
      step->is_last[i] = !is_used[step->inputs[i]];
      for (std::size_t j = i + 1; j < step->inputs.size(); ++j) {
        if (step->inputs[j] == step->inputs[i])
          step->is_last[i] = false;  // the same slot is read twice
      }
    }
    for (const std::size_t input : step->inputs) is_used[input] = true;
  }
}

std::vector<Buffer> Program::run(std::vector<Buffer> arguments) const {
  std::vector<Buffer> slots(num_slots_);
  for (std::size_t i = 0; i < num_parameters_; ++i) slots[i] = std::move(arguments[i]);
  for (const auto& [slot, value] : constants_) slots[slot] = value;
  std::vector<Buffer*> inputs;
  for (const Step& step : steps_) execute(step, slots, inputs);
  std::vector<Buffer> results;
  results.reserve(outputs_.size());
  for (const std::size_t output : outputs_) results.push_back(slots[output]);
  return results;
}

void Program::execute(const Step& step, std::vector<Buffer>& slots, std::vector<Buffer*>& inputs) {
  const Node& node = *step.node;
  if (&node.primitive == &kVariable) {
    slots[step.output] = node.attributes_as<VariableLeaf>().cell->current();
    return;
  }
  const EvaluateRule evaluate = node.primitive.evaluate_rule();
  if (!evaluate) fail_missing_rule(node.primitive, "evaluate");
  inputs.clear();
  for (const std::size_t input : step.inputs) inputs.push_back(&slots[input]);
  const EvaluateContext context{{node.primitive, node.attributes.get()},
                                InputBuffers(inputs),
                                std::span(slots).subspan(step.output, node.types.size()),
                                node.types,
                                step.is_last};
  evaluate(context);
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    if (step.is_last[i]) slots[step.inputs[i]] = Buffer();
  }
}

}  // namespace aleator::reference
