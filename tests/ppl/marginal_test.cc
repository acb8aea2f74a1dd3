// SPDX-License-Identifier: Apache-2.0
// Sums over discrete choices against sums that are written out: every combination of outcomes of
// every member, scored one by one.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::ppl {
namespace {

namespace tfd = distributions;

/// All assignments of the discrete latent choices, a number for each member, with their density.
struct Enumerated {
  std::vector<SiteFacts> choices;
  std::vector<std::vector<std::int64_t>> assignments;
  std::vector<double> log_densities;

  double log_total() const { return logsumexp(array(log_densities)).item(); }
  /// Of each outcome of each member of a choice, whose first member is number `first`.
  std::vector<double> probabilities(const SiteFacts& choice, std::size_t first) const {
    const auto size = static_cast<std::size_t>(choice.shape().size()),
               num = static_cast<std::size_t>(choice.num_outcomes);
    std::vector<double> p(size * num, 0.);
    for (std::size_t a = 0; a < assignments.size(); ++a) {
      for (std::size_t i = 0; i < size; ++i)
        p[i * num + static_cast<std::size_t>(assignments[a][first + i])] +=
            std::exp(log_densities[a] - log_total());
    }
    return p;
  }
};

/// The digits of a number in bases of their own.
std::vector<std::int64_t> digits_of(std::int64_t number, const std::vector<std::int64_t>& bases) {
  std::vector<std::int64_t> digits;
  for (const std::int64_t base : bases) {
    digits.push_back(number % base);
    number /= base;
  }
  return digits;
}

Enumerated enumerate(const JointDistribution& joint, const Values& others) {
  Enumerated all;
  std::vector<std::int64_t> bases;
  for (const SiteFacts& site : joint.structure().sites) {
    if (!site.is_latent() || !site.is_discrete) continue;
    all.choices.push_back(site);
    bases.insert(bases.end(), static_cast<std::size_t>(site.shape().size()), site.num_outcomes);
  }
  std::int64_t count = 1;
  for (const std::int64_t base : bases) count *= base;
  for (std::int64_t number = 0; number < count; ++number) {
    const std::vector<std::int64_t> outcomes = digits_of(number, bases);
    Values values = others;
    auto next = outcomes.begin();
    for (const SiteFacts& site : all.choices) {
      const auto end = next + site.shape().size();
      const Array drawn = array(std::vector(next, end), site.shape());
      values.add(site.name,
                 astype(site.outcomes ? take(*site.outcomes, drawn) : drawn, site.dtype));
      next = end;
    }
    all.log_densities.push_back(joint.log_prob(values).item());
    all.assignments.push_back(outcomes);
  }
  return all;
}

void expect_as_enumerated(const JointDistribution& joint, const Values& others) {
  const Enumerated right = enumerate(joint, others);
  EXPECT_NEAR(marginal_log_prob(joint, others).item(), right.log_total(),
              1e-12 * (1 + std::abs(right.log_total())));
  const Values probabilities = discrete_probabilities(joint, others);
  ASSERT_EQ(probabilities.size(), right.choices.size());
  std::size_t first = 0;
  for (const SiteFacts& choice : right.choices) {
    const std::vector<double> found = probabilities[choice.name].values(),
                              expected = right.probabilities(choice, first);
    ASSERT_EQ(found.size(), expected.size()) << choice.name;
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], expected[i], 1e-12) << choice.name << " " << i;
    first += static_cast<std::size_t>(choice.shape().size());
  }
}

const Array kMeans = array({-1., 0.5, 2.});

JointDistribution mixture() {
  const Program model = [](Scope& s) {
    const Array weights =
        s.sample("weights", tfd::Dirichlet({.concentration = array({1., 2., 3.})}));
    const Array z = s.sample("z", tfd::Categorical({.probs = weights}), {.plate = {"row", 4}});
    s.sample("y", tfd::Normal(take(kMeans, z), 0.7), {.plate = {"row", 4}});
  };
  return JointDistribution(model).condition({{"y", array({-0.8, 0.2, 2.2, 1.})}});
}

TEST(Marginal, OfAMixture) {
  const Array weights = array({0.2, 0.5, 0.3});
  const Array terms =
      log(weights) + tfd::Normal(kMeans, 0.7).log_prob(expand_dims(array({-0.8, 0.2, 2.2, 1.}), 1));
  const Array by_hand = sum(logsumexp(terms, {.axes = {1}})) +
                        tfd::Dirichlet({.concentration = array({1., 2., 3.})}).log_prob(weights);
  EXPECT_NEAR(marginal_log_prob(mixture(), {{"weights", weights}}).item(), by_hand.item(), 1e-12);
  expect_as_enumerated(mixture(), {{"weights", weights}});
}

TEST(Marginal, IsTheTargetOfSamplers) {
  const LogDensity target = make_target(mixture());
  EXPECT_EQ(target.names(), (std::vector<std::string>{"weights"}));
  const Array weights = array({0.2, 0.5, 0.3});
  EXPECT_NEAR(target({weights}).item(), marginal_log_prob(mixture(), {{"weights", weights}}).item(),
              1e-12);
}

TEST(Marginal, OfAGlobalChoiceAboveMembersAboveRepeats) {
  const Array y = array({{0.1, 0.4, -0.3}, {1.4, 2., 0.7}});
  const Program model = [&](Scope& s) {
    const Array regime = s.sample("regime", tfd::Categorical({.probs = array({0.3, 0.7})}));
    const Array rates = array({{0.2, 0.9}});
    const Array is_high = s.sample("is_high", tfd::Bernoulli({.probs = take(rates[0], regime)}),
                                   {.plate = {"item", 2}});
    const Array loc = astype(regime, float64) + 0.5 * is_high;
    s.sample("y", tfd::Normal(expand_dims(loc, 1), 1.), {.plate = {{"item", 2}, {"repeat", 3}}});
    s.sample("check", tfd::Normal(1. * regime, 1.));
  };
  expect_as_enumerated(JointDistribution(model).condition({{"y", y}, {"check", 0.4}}), {});
}

TEST(Marginal, OfTwoChoicesPerMemberWithPlatesInAnyOrder) {
  const Array y = array({{0.1, 0.4}, {1.4, 2.}, {-0.3, 0.7}});
  const Program model = [&](Scope& s) {
    const Array a = s.sample("a", tfd::Bernoulli({.probs = 0.3}), {.plate = {"n", 2}});
    const Array b = s.sample("b", tfd::Categorical({.logits = stack({a, 1. - a, 0.5 * a}, 1)}),
                             {.plate = {"n", 2}});
    s.sample("y", tfd::Normal(a + 1. * b, 1.), {.plate = {{"m", 3}, {"n", 2}}});
    s.factor("f", a * b, {.plate = {"n", 2}});
  };
  expect_as_enumerated(JointDistribution(model).condition({{"y", y}}), {});
}

JointDistribution hidden_markov(bool is_varying) {
  const Program model = [=](Scope& s) {
    const Array p = s.sample("p", tfd::Beta({.concentration1 = 2., .concentration0 = 2.}));
    const Array table = stack({stack({p, 1. - p}), array({0.4, 0.6})});
    const Array tables = is_varying ? stack({table, reverse(table, {0}), table}) : table;
    const Array z =
        s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.8, 0.2})}),
                       .transition_distribution = tfd::Categorical({.probs = tables}),
                       .steps = {"day", 4}});
    s.sample("y", tfd::Normal(take(array({0., 2.}), z), 1.), {.plate = {"day", 4}});
  };
  return JointDistribution(model).condition({{"y", array({0.3, 1.8, -0.2, 1.1})}});
}

TEST(Marginal, OfNumbersThatAreListed) {
  const JointDistribution model([](Scope& s) {
    const Array outcomes = array({-1.5, 0.25, 4.});
    Array p = s.sample("p", tfd::Beta({.concentration1 = 2., .concentration0 = 3.}));
    Array shared = s.sample(
        "shared", tfd::FiniteDiscrete({.outcomes = array({2., 3.}), .probs = stack({p, 1. - p})}));
    Array k =
        s.sample("k", tfd::FiniteDiscrete({.outcomes = outcomes, .probs = array({0.2, 0.5, 0.3})}),
                 {.plate = {"row", 3}});
    s.observe("y", tfd::Normal(k * shared, 0.7), array({0.5, 3., 9.}), {.plate = {"row", 3}});
  });
  expect_as_enumerated(model, {{"p", 0.4}});
  for (const double k : infer_discrete(model, {{"p", 0.4}}, Key(3))["k"].values())
    EXPECT_TRUE(k == -1.5 || k == 0.25 || k == 4.) << k;
}

TEST(Marginal, OfAPath) { expect_as_enumerated(hidden_markov(false), {{"p", 0.7}}); }
TEST(Marginal, OfAPathWithVaryingTransitions) {
  expect_as_enumerated(hidden_markov(true), {{"p", 0.7}});
}

TEST(Marginal, OfAPathBelowAGlobalChoiceAboveMembers) {
  const Array y = array({{0.3, 1.8, -0.2}, {0.5, 1.1, 0.2}});
  const Program model = [&](Scope& s) {
    const Array g = s.sample("g", tfd::Categorical({.probs = array({0.5, 0.5})}));
    const Array stay = take(array({0.9, 0.6}), g);
    const Array table = stack({stack({stay, 1. - stay}), stack({1. - stay, stay})});
    const Array z =
        s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.8, 0.2})}),
                       .transition_distribution = tfd::Categorical({.probs = table}),
                       .steps = {"day", 3}});
    const Array w = s.sample("w", tfd::Bernoulli({.probs = 0.3 + 0.4 * z}), {.plate = {"day", 3}});
    s.sample("y", tfd::Normal(2. * z - w, 1.), {.plate = {{"sensor", 2}, {"day", 3}}});
  };
  expect_as_enumerated(JointDistribution(model).condition({{"y", y}}), {});
}

/// Paths of two animals, each with a table of its own, observed by sensors; plates of the
/// observations stand in another order.
JointDistribution paths_in_plates(bool is_varying) {
  const Array y = stack({array({{0.3, 1.8}, {-0.2, 1.1}, {2.2, 0.1}, {1.7, 0.4}}),
                         array({{0.5, 1.1}, {0.2, 0.9}, {1., 3.}, {0., 0.8}})});
  const Program model = [=](Scope& s) {
    const Array p = s.sample("p", tfd::Beta({.concentration1 = 2., .concentration0 = 2.}));
    const Array first = stack({stack({p, 1. - p}), array({0.4, 0.6})}),
                other = array({{0.9, 0.1}, {0.2, 0.8}});
    const Array of_animals = stack({first, other});
    const Array tables =
        is_varying ? stack({of_animals, reverse(of_animals, {0}), of_animals}, 1) : of_animals;
    Scope animal = s.plate({"animal", 2});
    const Array z = animal.markov(
        "z", {.initial_distribution = tfd::Categorical({.probs = array({{0.8, 0.2}, {0.3, 0.7}})}),
              .transition_distribution = tfd::Categorical({.probs = tables}),
              .steps = {"day", 4}});
    s.sample("y", tfd::Normal(2. * transpose(z), 1.),
             {.plate = {{"sensor", 2}, {"day", 4}, {"animal", 2}}});
  };
  return JointDistribution(model).condition({{"y", y}});
}

TEST(Marginal, OfPathsInAPlate) { expect_as_enumerated(paths_in_plates(false), {{"p", 0.7}}); }
TEST(Marginal, OfPathsInAPlateWithVaryingTransitions) {
  expect_as_enumerated(paths_in_plates(true), {{"p", 0.7}});
}

/// A choice of each member above its path, and one table for all members.
TEST(Marginal, OfPathsBelowChoicesOfTheirMembers) {
  const Program model = [&](Scope& s) {
    Scope animal = s.plate({{"herd", 1}, {"animal", 2}});
    const Array g = animal.sample("g", tfd::Categorical({.probs = array({0.7, 0.3})}));
    const Array stay = take(array({0.9, 0.6}), g);
    const Array table = stack({stack({stay, 1. - stay}, 2), stack({1. - stay, stay}, 2)}, 2);
    const Array z =
        animal.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.8, 0.2})}),
                            .transition_distribution = tfd::Categorical({.probs = table}),
                            .steps = {"day", 3}});
    animal.sample("y", tfd::Normal(2. * z, 1.), {.plate = {"day", 3}});
  };
  const Array y = expand_dims(array({{0.3, 1.8, 2.1}, {0.5, 0.1, 0.2}}), 0);
  expect_as_enumerated(JointDistribution(model).condition({{"y", y}}), {});
}

/// Draws and observed paths have the density of the chain at each member.
TEST(Marginal, PathsInAPlateAreChains) {
  const JointDistribution joint = paths_in_plates(true);
  const Values drawn = infer_discrete(joint, {{"p", 0.7}}, Key(4));
  EXPECT_EQ(drawn["z"].shape(), (Shape{2, 4}));
  const JointDistribution prior([](Scope& s) {
    s.plate({"animal", 1000})
        .markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.25, 0.75})}),
                      .transition_distribution =
                          tfd::Categorical({.probs = array({{0., 1.}, {0.5, 0.5}})}),
                      .steps = {"day", 2}});
  });
  const Array z = prior.sample(Key(5))["z"];
  EXPECT_EQ(z.shape(), (Shape{1000, 2}));
  const Array start = z[{Ellipsis, 0}], next = z[{Ellipsis, 1}];
  EXPECT_EQ(min(where(start == 0, next, 1)).item<std::int64_t>(), 1);
  // Five standard errors of 1,000 members.
  EXPECT_NEAR(mean(astype(start, float64)).item(), 0.75, 0.07);
  EXPECT_NEAR(mean(astype(next, float64)).item(), 0.25 + 0.375, 0.08);
}

TEST(Marginal, OfMembersThatCountRepeatedly) {
  const auto model = [](const Array& y, const std::optional<Array>& weights) {
    const Program program = [=](Scope& s) {
      const Plate row{.name = "row", .size = y.size(), .weights = weights};
      const Array g = s.sample("g", tfd::Bernoulli({.probs = 0.4}));
      const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.3 + 0.2 * g}), {.plate = {row}});
      s.observe("y", tfd::Normal(z, 1.), y, {.plate = {row}});
    };
    return JointDistribution(program);
  };
  const JointDistribution counted = model(array({0.2, 1.7}), array({3., 2.}));
  const JointDistribution each = model(array({0.2, 0.2, 0.2, 1.7, 1.7}), {});
  EXPECT_NEAR(marginal_log_prob(counted, {}).item(), marginal_log_prob(each, {}).item(), 1e-12);
  EXPECT_NEAR(marginal_log_prob(each, {}).item(), enumerate(each, {}).log_total(), 1e-12);
}

/// A missing observation of a path counts for nothing, also where it is NaN.
TEST(Marginal, OfAPathWithMissingObservations) {
  const auto model = [](const Array& y, const Array& is_counted) {
    const Program program = [=](Scope& s) {
      const Array stay = s.sample("stay", tfd::Uniform(0., 1.));
      const Array table = stack({stack({stay, 1. - stay}), array({0.4, 0.6})});
      const Array z =
          s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.8, 0.2})}),
                         .transition_distribution = tfd::Categorical({.probs = table}),
                         .steps = {"day", 3}});
      Scope seen =
          s.with(only([](const Site& site) { return site.name == "y"; }, mask(is_counted)));
      seen.observe("y", tfd::Normal(2. * z, 1.), y, {.plate = {"day", 3}});
    };
    return JointDistribution(program);
  };
  const Array is_counted = array<bool>({true, false, true});
  const JointDistribution missing = model(array({0.3, std::nan(""), 1.4}), is_counted),
                          masked = model(array({0.3, 0.5, 1.4}), is_counted);
  expect_as_enumerated(masked, {{"stay", 0.7}});
  const auto density = [](const JointDistribution& joint) {
    return [joint](const Array& x) { return marginal_log_prob(joint, {{"stay", x}}); };
  };
  EXPECT_EQ(density(missing)(0.7).item(), density(masked)(0.7).item());
  EXPECT_EQ(grad(density(missing))(Array(0.7)).item(), grad(density(masked))(Array(0.7)).item());
}

TEST(Marginal, GradientsAreThoseOfTheSum) {
  const JointDistribution joint = hidden_markov(false);
  const auto density = [&](const Array& p) { return marginal_log_prob(joint, {{"p", p}}); };
  const double h = 1e-5;
  const double by_differences = (density(0.7 + h).item() - density(0.7 - h).item()) / (2 * h);
  EXPECT_NEAR(grad(density)(Array(0.7)).item(), by_differences, 1e-8);
}

/// States that cannot be reached have weight zero, and spoil no slope.
TEST(Marginal, OfAPathThatOnlyMovesOn) {
  const Array moves = array({{0.5, 0.5, 0.}, {0., 0.5, 0.5}, {0., 0., 1.}});
  const Program model = [&](Scope& s) {
    const Array shift = s.sample("shift", tfd::Normal(0., 1.));
    const Array z =
        s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({1., 0., 0.})}),
                       .transition_distribution = tfd::Categorical({.probs = moves}),
                       .steps = {"day", 4}});
    s.sample("y", tfd::Normal(shift + take(array({0., 2., 4.}), z), 1.), {.plate = {"day", 4}});
  };
  const JointDistribution joint =
      JointDistribution(model).condition({{"y", array({0.3, 1.8, 2.2, 4.1})}});
  expect_as_enumerated(joint, {{"shift", 0.2}});
  const auto density = [&](const Array& x) { return marginal_log_prob(joint, {{"shift", x}}); };
  const double h = 1e-5;
  const double by_differences = (density(0.2 + h).item() - density(0.2 - h).item()) / (2 * h);
  EXPECT_NEAR(grad(density)(Array(0.2)).item(), by_differences, 1e-8);
}

/// 20,000 draws; each of 12 frequencies is off by more than 5 standard errors with probability
/// 6e-7.
TEST(InferDiscrete, DrawsHaveTheProbabilities) {
  const JointDistribution joint = hidden_markov(true);
  const std::int64_t num = 20'000;
  const auto draw = [&](const Array& number) {
    return infer_discrete(joint, {{"p", 0.7}}, fold_in(Key(5), number))["z"];
  };
  const Array paths = vmap(draw)(arange(num));
  const Array p = discrete_probabilities(joint, {{"p", 0.7}})["z"];
  const std::vector<double> found = mean(astype(paths, float64), {.axes = {0}}).values(),
                            right = p[{Ellipsis, 1}].values();
  for (std::size_t t = 0; t < 4; ++t)
    EXPECT_NEAR(found[t], right[t], 5 * std::sqrt(right[t] * (1 - right[t]) / num)) << t;
  // Neighbours depend on each other as the path's distribution says.
  const Array both =
      astype(logical_and(paths[{Ellipsis, 0}] == 1, paths[{Ellipsis, 1}] == 1), float64);
  double together = 0, total = 0;
  for (std::int64_t a = 0; a < 16; ++a) {
    const Array z = array<std::int64_t>({a & 1, a >> 1 & 1, a >> 2 & 1, a >> 3 & 1});
    const double density = std::exp(joint.log_prob({{"p", 0.7}, {"z", z}}).item());
    total += density;
    if ((a & 3) == 3) together += density;
  }
  const double expected = together / total;
  EXPECT_NEAR(mean(both).item(), expected, 5 * std::sqrt(expected * (1 - expected) / num));
}

/// Choices of different plates are drawn together: every assignment of the three has its
/// probability. 20,000 draws; one of 8 frequencies is off by more than 5 standard errors with
/// probability 5e-6.
TEST(InferDiscrete, DrawsOfSeveralChoicesAreJoint) {
  const Program model = [](Scope& s) {
    const Array g = s.sample("g", tfd::Bernoulli({.probs = 0.3}));
    const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.2 + 0.5 * g}), {.plate = {"n", 2}});
    s.observe("y", tfd::Normal(z + g, 1.), array({0.4, 1.6}), {.plate = {"n", 2}});
  };
  const JointDistribution joint(model);
  const double num = 20'000;
  const auto number_of = [&](const Array& draw) {
    const Values drawn = infer_discrete(joint, {}, fold_in(Key(9), draw));
    const Array& z = drawn["z"];
    return drawn["g"] + 2. * z[0] + 4. * z[1];
  };
  const Array numbers = vmap(number_of)(arange(static_cast<std::int64_t>(num)));
  const Enumerated right = enumerate(joint, {});
  for (std::size_t a = 0; a < right.assignments.size(); ++a) {
    const double p = std::exp(right.log_densities[a] - right.log_total());
    const double found = mean(astype(numbers == static_cast<double>(a), float64)).item();
    EXPECT_NEAR(found, p, 5 * std::sqrt(p * (1 - p) / num)) << a;
  }
}

std::string message_of(const Program& program) {
  try {
    make_target(JointDistribution(program));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(MarginalErrors, UnboundedChoice) {
  const Program model = [](Scope& s) {
    const Array n = s.sample("n", tfd::Poisson({.rate = 3.}));
    s.sample("x", tfd::Normal(n, 1.));
  };
  EXPECT_EQ(message_of(model),
            "site 'n' is a discrete choice, Poisson(batch_shape=[], event_shape=[], "
            "dtype=float64), which must be summed out: its outcomes are not 0, 1, ..., n - 1 or "
            "those of a "
            "FiniteDiscrete; "
            "observe it, write the sum into the model (a Poisson with a Gamma rate is a "
            "NegativeBinomial), or cut its range off with a Categorical over 0, ..., n - 1");
}

TEST(MarginalErrors, NeighboursThatDepend) {
  const Program model = [](Scope& s) {
    const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.3}), {.plate = {"n", 5}});
    const Array before = concatenate({zeros({1}), slice_axis(z, 0, 0, 4)});
    const Array x = s.sample("x", tfd::Normal(0., 1.));
    s.observe("y", tfd::Normal(x + before, 1.), ones({5}), {.plate = {"n", 5}});
  };
  EXPECT_EQ(message_of(model),
            "site 'y' depends on a discrete choice at other members of a plate than its own, so "
            "that the choice cannot be summed out member by member; write a sequence as a markov "
            "site");
}

TEST(MarginalErrors, TransitionsByAnotherMember) {
  EXPECT_EQ(
      message_of([](Scope& s) {
        s.sample("x", tfd::Normal(0., 1.));
        Scope animal = s.plate({"animal", 2});
        const Array g = animal.sample("g", tfd::Categorical({.probs = array({0.7, 0.3})}));
        const Array stay = take(array({0.9, 0.6}), reverse(g, {0}));
        const Array table = stack({stack({stay, 1. - stay}, 1), stack({1. - stay, stay}, 1)}, 1);
        animal.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.8, 0.2})}),
                            .transition_distribution = tfd::Categorical({.probs = table}),
                            .steps = {"day", 4}});
      }),
      "site 'z' depends on a discrete choice at other members of a plate than its own, so "
      "that the choice cannot be summed out member by member; write a sequence as a markov "
      "site");
}

TEST(MarginalErrors, ATermOutsideThePlate) {
  const Program model = [](Scope& s) {
    const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.3}), {.plate = {"n", 5}});
    const Array x = s.sample("x", tfd::Normal(0., 1.));
    s.observe("y", tfd::Normal(x + sum(z), 1.), 1.);
  };
  EXPECT_EQ(message_of(model),
            "site 'y' depends on the discrete choice 'z' and does not lie in its plate 'n', so "
            "that the choice cannot be summed out member by member; name the plate of the site");
}

TEST(MarginalErrors, AScaleInsideASum) {
  const Program model = [](Scope& outer) {
    Scope s = outer.with(scale(2.));
    const Array z = s.sample("z", tfd::Bernoulli({.probs = 0.3}), {.plate = {"n", 5}});
    const Array x = s.sample("x", tfd::Normal(0., 1.));
    s.observe("y", tfd::Normal(x + z, 1.), ones({5}), {.plate = {"n", 5}});
  };
  EXPECT_EQ(message_of(model),
            "site 'z' has a scale and depends on the discrete choice 'z'; give its plate weights "
            "instead, which count members after the sum");
}

TEST(MarginalErrors, TooManyCombinations) {
  const Program model = [](Scope& s) {
    for (const char* name : {"a", "b", "c"})
      s.sample(name, tfd::Categorical({.logits = zeros({30})}));
    s.sample("x", tfd::Normal(0., 1.));
  };
  EXPECT_EQ(message_of(model),
            "site 'c' is a discrete choice, Categorical(batch_shape=[], event_shape=[], "
            "dtype=float64), which must be summed out: with it the choices have more than 10000 "
            "combinations of outcomes");
}

TEST(MarginalErrors, MembersWithoutAPlate) {
  const Program model = [](Scope& s) {
    s.sample("z", tfd::Bernoulli({.probs = array({0.1, 0.2})}));
    s.sample("x", tfd::Normal(0., 1.));
  };
  EXPECT_EQ(message_of(model),
            "site 'z' is a discrete choice, Bernoulli(batch_shape=[2], event_shape=[], "
            "dtype=float64), which must be summed out: it has the batch shape [2]; name a plate, "
            "as in {.plate = {\"member\", 2}}");
}

TEST(MarginalErrors, PlatesThatCross) {
  const Program model = [](Scope& s) {
    const Array a = s.sample("a", tfd::Bernoulli({.probs = 0.3}), {.plate = {"row", 2}});
    const Array b = s.sample("b", tfd::Bernoulli({.probs = 0.3}), {.plate = {"column", 3}});
    const Array x = s.sample("x", tfd::Normal(0., 1.));
    s.observe("y", tfd::Normal(x + expand_dims(a, 1) + b, 1.), ones({2, 3}),
              {.plate = {{"row", 2}, {"column", 3}}});
  };
  EXPECT_EQ(message_of(model),
            "site 'y' depends on 'a' (plates row = 2) and 'b' (plates column = 3), neither of "
            "whose plates lie in the other's: their sum has no form member by member");
}

}  // namespace
}  // namespace aleator::ppl
