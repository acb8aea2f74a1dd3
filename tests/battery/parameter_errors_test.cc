// SPDX-License-Identifier: Apache-2.0
// Tests what every family says to parameters that are missing, that contradict each other, that it
// does not have, and whose shapes do not fit.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator::battery {
namespace {

class ParameterErrors : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  const std::string who = std::string(c.family->name) + ": ";
  std::string message_with(const std::vector<NamedArray>& parameters) const {
    return message_of([&] { make_distribution(*c.family, parameters); });
  }
};

TEST_P(ParameterErrors, MissingOnesAreNamed) {
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    std::vector<NamedArray> fewer = c.parameters;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const Parameter& p = c.declared(i);
    const std::string message = message_with(fewer);
    if (p.alternative == 0) {
      EXPECT_EQ(message,
                text(who, "parameter '", p.name, "' is required: write {.", p.name, " = ...}"));
    } else {
      EXPECT_EQ(message.rfind(who + "give exactly one of ", 0), 0U) << message;
      EXPECT_NE(message.find(p.name), std::string::npos) << message;
    }
  }
}

TEST_P(ParameterErrors, ContradictoryOnesAreNamed) {
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    const Parameter& p = c.declared(i);
    std::vector<NamedArray> twice = c.parameters;
    twice.push_back(c.parameters[i]);
    const std::string message = message_with(twice);
    if (p.alternative == 0) {
      EXPECT_EQ(message, text(who, "parameter '", p.name, "' is given twice"));
    }
    for (const Parameter& other : c.family->parameters) {
      if (p.alternative == 0 || other.alternative != p.alternative || other.name == p.name)
        continue;
      twice.back().name = other.name;
      const std::string both = message_with(twice);
      EXPECT_EQ(both.rfind(who + "give exactly one of ", 0), 0U) << both;
      EXPECT_NE(both.find(p.name), std::string::npos) << both;
      EXPECT_NE(both.find(other.name), std::string::npos) << both;
    }
  }
}

TEST_P(ParameterErrors, UnknownOnesAreNamed) {
  std::vector<NamedArray> more = c.parameters;
  more.push_back({"sacle", 1.});
  const std::string message = message_with(more);
  EXPECT_EQ(message.rfind(who + "no parameter 'sacle'; it has ", 0), 0U) << message;
}

TEST_P(ParameterErrors, BatchesThatDoNotBroadcastAreNamed) {
  const std::vector<std::size_t> numeric = c.numeric();
  for (std::size_t i = 0; i + 1 < numeric.size(); ++i) {
    std::vector<NamedArray> changed = c.parameters;
    for (const std::size_t k : {i, i + 1}) {
      Array& value = changed[numeric[k]].value;
      // Axes of one event's worth stay, also where the case leaves them to broadcast.
      const Shape batch{k == i ? 2 : 3};
      const std::int64_t missing = c.declared(numeric[k]).event_rank - value.rank();
      if (missing > 0) return;
      value = broadcast_to(value, batch + value.shape());
    }
    const std::string message = message_with(changed);
    EXPECT_EQ(message.rfind(who, 0), 0U) << message;
    EXPECT_NE(message.find("do not broadcast"), std::string::npos) << message;
  }
}

INSTANTIATE_TEST_SUITE_P(, ParameterErrors, testing::ValuesIn(scalar_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator::battery
