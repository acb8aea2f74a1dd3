// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/joint_lists.h"

#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

void check_number(const char* who, const std::string& name, const DistributionFn& f,
                  std::size_t num_given) {
  if (f.num_values() <= num_given) return;
  throw ValueError(text(who, ": the function of '", name, "' takes ", f.num_values(),
                        " values, got ", num_given));
}

/// Numbers of choices so that each follows those it depends on.
std::vector<std::size_t> order_of(const std::vector<NamedChoice>& choices) {
  std::vector<std::string> names, placed;
  for (const NamedChoice& choice : choices) names.push_back(choice.name);
  for (const NamedChoice& choice : choices) {
    check_number("JointDistributionNamed", choice.name, choice.distribution, choice.of.size());
    for (const std::string& name : choice.of) {
      if (std::find(names.begin(), names.end(), name) == names.end())
        throw ValueError(text("JointDistributionNamed: '", choice.name, "' depends on '", name,
                              "', which is no choice", did_you_mean(name, names)));
    }
  }
  std::vector<std::size_t> order;
  const auto is_placed = [&](const std::string& name) {
    return std::find(placed.begin(), placed.end(), name) != placed.end();
  };
  while (order.size() < choices.size()) {
    const std::size_t before = order.size();
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const NamedChoice& choice = choices[i];
      const bool is_ready = std::all_of(choice.of.begin(), choice.of.end(), is_placed);
      if (!is_ready || std::find(order.begin(), order.end(), i) != order.end()) continue;
      order.push_back(i);
      placed.push_back(choice.name);
    }
    if (order.size() > before) continue;
    std::vector<std::string> left;
    for (const std::string& name : names) {
      if (!is_placed(name)) left.push_back(name);
    }
    throw ValueError(
        text("JointDistributionNamed: ", quoted(left), " depend on each other in a circle"));
  }
  return order;
}

}  // namespace

JointDistribution JointDistributionSequential(const std::vector<ListedChoice>& choices) {
  for (std::size_t i = 0; i < choices.size(); ++i)
    check_number("JointDistributionSequential", choices[i].name, choices[i].distribution, i);
  return JointDistribution([choices](Scope& s) {
    Arrays latest_first;
    for (const ListedChoice& choice : choices) {
      const Distribution d = choice.distribution(latest_first);
      latest_first.insert(latest_first.begin(), s.sample(choice.name, d, {.plate = choice.plate}));
    }
  });
}

JointDistribution JointDistributionNamed(const std::vector<NamedChoice>& choices) {
  return JointDistribution([choices, order = order_of(choices)](Scope& s) {
    Values values;
    for (const std::size_t i : order) {
      const NamedChoice& choice = choices[i];
      Arrays given;
      for (const std::string& name : choice.of) given.push_back(values[name]);
      values.add(choice.name,
                 s.sample(choice.name, choice.distribution(given), {.plate = choice.plate}));
    }
  });
}

}  // namespace aleator::ppl
