// SPDX-License-Identifier: Apache-2.0
// Tests that variables are found through the arrays that an object holds.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/array/variable.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/exp.h"
#include "aleator/bijectors/shift.h"
#include "aleator/distributions/continuous/normal.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

const Variable kLoc(0., "loc"), kRho(0., "rho"), kFixed(0., "fixed", /*is_trainable=*/false);

std::vector<std::string> names_of(const std::vector<Variable>& variables) {
  std::vector<std::string> names;
  for (const Variable& variable : variables) names.push_back(variable.name());
  return names;
}
using Names = std::vector<std::string>;

TEST(TrainableVariables, OfDistributions) {
  const distributions::Normal normal(kLoc, softplus(kRho));
  EXPECT_EQ(names_of(trainable_variables(normal)), (Names{"loc", "rho"}));
  EXPECT_EQ(names_of(trainable_variables(distributions::Normal(kFixed, 1.))), Names{});
}

TEST(TrainableVariables, OfBijectors) {
  const bijectors::Chain chain({bijectors::Exp(), bijectors::Shift(kLoc)});
  EXPECT_EQ(names_of(trainable_variables(chain)), Names{"loc"});
}

TEST(TrainableVariables, OfTrees) {
  struct Model {
    Array rate;
    std::vector<Variable> more;
    distributions::Normal prior;
  };
  const Model model{exp(kRho), {kLoc, kFixed}, distributions::Normal(kRho, 1.)};
  EXPECT_EQ(names_of(trainable_variables(model)), (Names{"rho", "loc"}));
  EXPECT_EQ(names_of(trainable_variables(kRho)), Names{"rho"});
}

}  // namespace
}  // namespace aleator
