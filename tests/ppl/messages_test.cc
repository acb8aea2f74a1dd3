// SPDX-License-Identifier: Apache-2.0
// What the errors of models say.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::ppl {
namespace {

namespace tfd = distributions;

JointDistribution schools() {
  return JointDistribution([](Scope& s) {
    const Array mu = s.sample("mu", tfd::Normal(0., 5.));
    const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 3}});
    s.sample("y", tfd::Normal(theta, 1.), {.plate = {"school", 3}});
  });
}

TEST(Messages, ASiteUsedTwice) {
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.sample("x", tfd::Normal(0., 1.));
                s.sample("x", tfd::Normal(0., 1.));
              });
            }),
            "site 'x' is used twice; give each choice a name of its own, or repeat it by a plate");
}

TEST(Messages, APlateOfTwoSizes) {
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.sample("a", tfd::Normal(0., 1.), {.plate = {"school", 8}});
                s.sample("b", tfd::Normal(0., 1.), {.plate = {"school", 9}});
              });
            }),
            "site 'b': plate 'school' has size 9 here and 8 at site 'a'; plates of one name have "
            "one size");
}

TEST(Messages, ADistributionThatDoesNotFitItsPlates) {
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.sample("a", tfd::Normal(zeros({3}), 1.), {.plate = {"school", 8}});
              });
            }),
            "site 'a': the batch shape of Normal(batch_shape=[3], event_shape=[], dtype=float64) "
            "must broadcast to its plates (school = 8); name a plate for every batch axis, or make "
            "axes part of the event with Independent or Sample");
}

std::string message_of_plates(const Plates& plates) {
  return message_of([&] {
    JointDistribution([&](Scope& s) { s.sample("a", tfd::Normal(0., 1.), {.plate = plates}); });
  });
}

TEST(Messages, PlatesThatAreNone) {
  EXPECT_EQ(message_of_plates({"n", -1}),
            "site 'a': plate 'n' must have a size of at least 0, got -1");
  EXPECT_EQ(message_of_plates({{"n", 2}, {"n", 2}}), "site 'a': plate 'n' stands twice around it");
  EXPECT_EQ(message_of_plates({{.name = "n", .size = 2, .coordinates = {"x"}}}),
            "site 'a': plate 'n' has 2 members and 1 coordinates");
  EXPECT_EQ(message_of_plates({{.name = "n", .size = 2, .weights = ones({3})}}),
            "site 'a': plate 'n': weights must have shape [2], got [3]");
  EXPECT_EQ(
      message_of([] { JointDistribution([](Scope& s) { s.sample("", tfd::Normal(0., 1.)); }); }),
      "Scope: a site needs a name, got \"\"");
}

TEST(Messages, WeightsOfAPlateAtOneOfItsSites) {
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.sample("a", tfd::Normal(0., 1.), {.plate = {"n", 2}});
                s.sample("b", tfd::Normal(0., 1.),
                         {.plate = {{.name = "n", .size = 2, .weights = ones({2})}}});
              });
            }),
            "site 'b': plate 'n' has weights here and none at site 'a'; write the plate once, as a "
            "scope: s.plate({...})");
}

TEST(Messages, TransitionsOfTheWrongShape) {
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.markov("z", {.initial_distribution = tfd::Categorical({.logits = zeros({2})}),
                               .transition_distribution = tfd::Categorical({.logits = zeros({2})}),
                               .steps = {"t", 5}});
              });
            }),
            "site 'z': initial_distribution has the batch shape [], which must be []; "
            "transition_distribution has [], which must be [2] or [4, 2]");
  EXPECT_EQ(message_of([] {
              JointDistribution([](Scope& s) {
                s.markov("z", {.initial_distribution = tfd::Normal(0., 1.),
                               .transition_distribution = tfd::Normal(0., 1.),
                               .steps = {"t", 5}});
              });
            }),
            "site 'z': initial_distribution must be a Categorical, got Normal(batch_shape=[], "
            "event_shape=[], dtype=float64)");
}

TEST(Messages, TransitionsThatMayBeOfMembersOrSteps) {
  const auto model = [](const Array& logits, const Plate& steps) {
    return [=] {
      JointDistribution([=](Scope& s) {
        s.plate({"animal", 4})
            .markov("z", {.initial_distribution = tfd::Categorical({.logits = zeros({2})}),
                          .transition_distribution = tfd::Categorical({.logits = logits}),
                          .steps = steps});
      });
    };
  };
  EXPECT_EQ(message_of(model(zeros({4, 2, 2}), {"t", 5})),
            "site 'z': transition_distribution has the batch shape [4, 2], whose axis of length 4 "
            "may be that of a plate or of the steps but the first; give all axes, [4, 4, 2]");
  EXPECT_EQ(message_of(model(zeros({3, 2, 2}), {"t", 5})),
            "site 'z': initial_distribution has the batch shape [], which must be [] or [4]; "
            "transition_distribution has [3, 2], which must be [2] or [4, 2], after axes of plates "
            "or none");
  EXPECT_EQ(message_of(model(zeros({2, 2}), {.name = "t", .size = 5, .weights = ones({5})})),
            "site 'z': steps of a path cannot have weights");
}

TEST(Messages, AnObservationOfNoSite) {
  EXPECT_EQ(message_of([] {
              schools().condition({{"thetta", 1.}});
            }),
            "condition: the model has no site 'thetta'; did you mean 'theta'? Its choices are "
            "'mu', 'tau', 'theta' and 'y'.");
}

TEST(Messages, AnObservationOfTheWrongShape) {
  EXPECT_EQ(message_of([] {
              schools().condition({{"y", zeros({4})}});
            }),
            "site 'y': a value must have shape [3] (plates school = 3), got [4]");
}

TEST(Messages, AnImpossibleObservation) {
  const JointDistribution counts([](Scope& s) {
    const Array rate = s.sample("rate", tfd::Gamma({.concentration = 1., .rate = 1.}));
    s.sample("count", tfd::Poisson({.rate = rate}), {.plate = {"day", 3}});
  });
  EXPECT_EQ(
      message_of([&] {
        counts.condition({{"count", array({3., -1., 2.})}});
      }),
      "site 'count': the observed value -1 at index [1] is impossible under "
      "Poisson(batch_shape=[], event_shape=[], dtype=float64); it must be a non-negative whole "
      "number");
  EXPECT_EQ(message_of([&] {
              schools().condition({{"y", array({0., 1., std::nan("")})}});
            }),
            "site 'y': the observed value at index [2] is missing (NaN); mask it, or leave its "
            "member out");
  const JointDistribution interval([](Scope& s) { s.sample("u", tfd::Uniform(0., 2.)); });
  EXPECT_EQ(message_of([&] {
              interval.condition({{"u", 3.}});
            }),
            "site 'u': the observed value 3 is impossible under Uniform(batch_shape=[], "
            "event_shape=[], dtype=float64)");
}

TEST(Messages, MissingAndSuperfluousValues) {
  EXPECT_EQ(message_of([] {
              schools().log_prob({{"mu", 1.}, {"theta", zeros({3})}});
            }),
            "log_prob: no value for 'tau' and 'y'; given are 'mu' and 'theta'");
  EXPECT_EQ(message_of([] {
              schools().log_prob({{"nu", 1.}});
            }),
            "log_prob: the model has no site 'nu'; did you mean 'mu'? Its choices are 'mu', 'tau', "
            "'theta' and 'y'.");
  EXPECT_EQ(message_of([] {
              schools().condition({{"mu", 1.}}).log_prob({{"mu", 1.}});
            }),
            "log_prob: site 'mu' is observed; give values of 'tau', 'theta' and 'y' only");
  EXPECT_EQ(
      message_of([] {
        schools().log_prob(
            {{"mu", zeros({2})}, {"tau", ones({4})}, {"theta", zeros({3})}, {"y", zeros({3})}});
      }),
      "log_prob: site 'tau' has shape [], after the axes of draws, which are the same for all "
      "values; got [4]");
}

TEST(Messages, ABlockedSiteWithoutValue) {
  EXPECT_EQ(message_of([] { trace(handle(schools().program(), block({"mu"})), Key(1)); }),
            "site 'mu' is blocked and has no value; give it one further in, with condition, "
            "intervene or draw");
}

TEST(Messages, NoSuchSiteInATrace) {
  EXPECT_EQ(message_of([] { trace(schools().program(), Key(1))["mux"]; }),
            "Trace: there is no site 'mux'; did you mean 'mu'? The model's sites are 'mu', 'tau', "
            "'theta' and 'y'.");
}

TEST(Messages, NothingToSample) {
  const JointDistribution all =
      schools().condition({{"mu", 0.}, {"tau", 1.}, {"theta", zeros({3})}, {"y", zeros({3})}});
  EXPECT_EQ(
      message_of([&] { make_target(all); }),
      "make_target: no continuous choice is left to sample; the sites are 'mu', 'tau', 'theta' "
      "and 'y'; discrete choices are drawn by infer_discrete");
}

TEST(Messages, ReparameterizeWhatCannotBe) {
  EXPECT_EQ(message_of([] { make_target(schools(), {.reparameterize = {"tau"}}); }),
            "reparameterize: site 'tau' is a HalfCauchy(batch_shape=[], event_shape=[], "
            "dtype=float64), which is no location and scale times a standard draw");
  EXPECT_EQ(message_of([] { make_target(schools(), {.reparameterize = {"thetas"}}); }),
            "make_target: reparameterize: the model has no site 'thetas'; did you mean 'theta'? "
            "Its choices are 'mu', 'tau', 'theta' and 'y'.");
}

TEST(Messages, MomentsOfDependentChoices) {
  EXPECT_EQ(message_of([] { schools().mean(); }),
            "JointDistribution.mean: site 'theta' depends on other choices; estimate from draws: "
            "sample({1000}, key)");
}

TEST(Messages, FlatHasNoDraws) {
  const JointDistribution model([](Scope& s) { s.sample("beta", Flat()); });
  EXPECT_EQ(message_of([&] { model.sample(Key(1)); }),
            "Flat.sample: an improper distribution has no draws; observe the choice or give it a "
            "value");
}

}  // namespace
}  // namespace aleator::ppl
