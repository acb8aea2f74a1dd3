// SPDX-License-Identifier: Apache-2.0
// Which of 3,869 teeth are carious, by five dentists who disagree: a multilevel model of annotation
// (after Carpenter 2008, "Multilevel Bayesian models of categorical data annotation").
//
//   prevalence        pi ~ Uniform(0, 1)
//   a dentist's skill gamma_j ~ Normal(delta, sigma),  delta ~ Normal(0, 2),  sigma ~ HalfNormal(1)
//   a dentist's bias  beta_j ~ Normal(0, 2)
//   a tooth           carious with probability pi
//   a judgement       Bernoulli(logits = beta_j + gamma_j if carious, beta_j - gamma_j if sound)
//
// Twice: with a uniform number c_i for each tooth, which is carious where c_i < pi (the density has
// a step in every c_i, which gradients do not see), and with the teeth summed out.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

constexpr std::int64_t kNumDentists = 5;

struct Data {
  Array patterns;    ///< [pattern, dentist]
  Array counts;      ///< teeth per pattern
  Array pattern_of;  ///< the pattern of each tooth
};

Data read_data() {
  const io::CsvTable table = io::read_csv("data/dental_caries.csv");
  Arrays judgements;
  for (std::int64_t j = 1; j <= kNumDentists; ++j)
    judgements.push_back(array(table.column(text("dentist_", j))));
  const std::vector<double> counts = table.counts("teeth");
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < counts.size(); ++row)
    rows.insert(rows.end(), static_cast<std::size_t>(counts[row]), static_cast<std::int64_t>(row));
  return {stack(judgements, 1), array(counts), array(rows)};
}

/// What is common to both forms.
struct Dentists {
  Array pi, gamma, beta;

  /// Of judgements, [..., dentist], of what is carious or not.
  Distribution judgement(const Array& is_carious) const {
    const Array sign = expand_dims(2. * astype(is_carious, float64) - 1., 1);
    return tfd::Bernoulli({.logits = beta + gamma * sign});
  }
  /// The log density of the judgements of each tooth. Teeth of one pattern are alike: looked up.
  Array by_tooth(const Array& is_carious, const Data& data) const {
    const auto by_pattern = [&](bool carious) {
      return sum(judgement(array<bool>({carious})).log_prob(data.patterns), {.axes = {1}});
    };
    const Array table = stack({by_pattern(false), by_pattern(true)});
    return table[{astype(is_carious, int64), data.pattern_of}];
  }
};

Dentists dentists(ppl::Scope& s) {
  const ppl::Plates plate("dentist", kNumDentists);
  Array pi = s.sample("pi", tfd::Uniform(0., 1.));
  Array delta = s.sample("delta", tfd::Normal(0., 2.));
  Array sigma = s.sample("sigma", tfd::HalfNormal({.scale = 1.}));
  Array gamma = s.sample("gamma", tfd::Normal(delta, sigma), {.plate = plate});
  Array beta = s.sample("beta", tfd::Normal(0., 2.), {.plate = plate});
  return {pi, gamma, beta};
}

ppl::JointDistribution with_thresholds(const Data& data) {
  return ppl::JointDistribution([=](ppl::Scope& s) {
    const Dentists d = dentists(s);
    ppl::Scope tooth = s.plate({"tooth", data.pattern_of.size()});
    Array c = tooth.sample("c", tfd::Uniform(0., 1.));
    tooth.factor("judgement", d.by_tooth(c < d.pi, data));
  });
}

/// Teeth of one pattern are alike: each pattern counts as often as it occurs.
ppl::JointDistribution summed_out(const Array& patterns, const Array& counts) {
  return ppl::JointDistribution([=](ppl::Scope& s) {
    const Dentists d = dentists(s);
    ppl::Scope tooth = s.plate({{.name = "pattern", .size = counts.size(), .weights = counts}});
    Array is_carious = tooth.sample("is_carious", tfd::Bernoulli({.probs = d.pi}));
    tooth.observe("judgement", d.judgement(is_carious), patterns,
                  {.plate = {"dentist", kNumDentists}});
  });
}

// --- c integrated out by hand ---

/// The log density of the form with thresholds, integrated over each c_i: it has two values, with
/// lengths pi and 1 - pi.
double integrated(const ppl::JointDistribution& joint, const ppl::Values& values) {
  const auto run = [&](double c) {
    ppl::Values all = values;
    all.add("c", full({3869}, c));
    return ppl::score(joint.program(), all);
  };
  const auto by_tooth = [](const ppl::Trace& trace) { return trace["judgement"].log_prob(); };
  const ppl::Trace carious = run(0.), sound = run(1.);
  const Array pi = values["pi"];
  const Array teeth =
      logsumexp(stack({log(pi) + by_tooth(carious), log1p(-pi) + by_tooth(sound)}), {.axes = {0}});
  const ppl::Values parts = carious.log_prob_parts();
  return (carious.log_prob() - parts["judgement"] + sum(teeth)).item();
}

void expect_integral(example::Results& results, const ppl::JointDistribution& thresholds,
                     const ppl::JointDistribution& summed) {
  double worst = 0;
  for (int i = 0; i < 5; ++i) {
    ppl::Values values = summed.sample(Key(10 + i));
    ppl::Values others;
    for (const ppl::NamedValue& v : values) {
      if (v.name != "is_carious") others.add(v.name, v.value);
    }
    const double right = integrated(thresholds, others);
    const double found = ppl::marginal_log_prob(summed, others).item();
    worst = std::max(worst, std::abs(found / right - 1));
  }
  std::cout << "c integrated out against the sum: relative difference " << worst << "\n";
  results.expect_near("c integrated out", worst, 0, 1e-10);
}

// --- samplers ---

// In the mode where dentists tell carious teeth from sound ones.
const Array kSkills = full({kNumDentists}, 1.5), kBiases = zeros({kNumDentists});

/// The steps are not in the gradient, so leapfrogs cross them with the wrong energy.
void expect_warning(example::Results& results, const ppl::JointDistribution& thresholds,
                    const Array& start) {
  const auto posterior = mcmc::sample(ppl::make_target(thresholds),
                                      {.current_state = {0.2, 1.5, 0.5, kSkills, kBiases, start},
                                       .num_chains = 4,
                                       .num_warmup = 100,
                                       .num_draws = 50,
                                       .max_tree_depth = 5,
                                       .seed = 3,
                                       .show_progress = false});
  const auto& checks = posterior.diagnosis().checks;
  std::cout << "NUTS alone on the form with steps, which must warn:\n";
  for (const stats::Check& check : checks) {
    if (!check.passed) std::cout << "  " << check.sentence.substr(0, 120) << "\n";
  }
  results.expect(!posterior.diagnosis().all_passed(), "NUTS alone on steps warns");
}

/// New thresholds from U(0, 1), each accepted or not by the judgements of its tooth: given the
/// rest, teeth are independent.
Array propose_thresholds(const Key& key, const Arrays& parts, const Data& data) {
  const Dentists d{parts[0], parts[3], parts[4]};
  const Array& c = parts[5];
  const auto [key_proposal, key_decision] = split<2>(key);
  const Array proposal = random::uniform(key_proposal, c.shape());
  const Array log_ratio = d.by_tooth(proposal < d.pi, data) - d.by_tooth(c < d.pi, data);
  return where(log(random::uniform(key_decision, c.shape())) < log_ratio, proposal, c);
}

/// Prevalence and thresholds anew, given which teeth are carious: n of N teeth below pi make it
/// Beta(1 + n, 1 + N - n), and thresholds are uniform below it or above it.
Arrays draw_prevalence(const Key& key, const Arrays& parts) {
  const Array is_carious = parts[5] < parts[0];
  const Array num_carious = sum(astype(is_carious, float64));
  const Array num_sound = double(is_carious.size()) - num_carious;
  const auto [key_pi, key_c] = split<2>(key);
  const Array pi = tfd::Beta(1. + num_carious, 1. + num_sound).sample(key_pi);
  const Array u = random::uniform(key_c, is_carious.shape());
  return {pi, where(is_carious, u * pi, pi + u * (1. - pi))};
}

/// NUTS with a fixed step size for dentists, on their unconstrained values.
mcmc::GibbsBlock nuts_for_dentists() {
  const auto make = [](const mcmc::TargetLogProbFn& log_prob) -> mcmc::Kernel {
    return mcmc::TransformedTransitionKernel(
        {.inner_kernel =
             mcmc::NoUTurnSampler({.target_log_prob_fn = log_prob,
                                   .step_size = concatenate({full({2}, 0.2), full({10}, 0.04)}),
                                   .max_tree_depth = 4}),
         .bijector = Bijectors{tfb::Identity(), tfb::Exp(), tfb::Identity(), tfb::Identity()}});
  };
  return {.parts = {"delta", "sigma", "gamma", "beta"}, .make_kernel_fn = make};
}

/// Proposals for the thresholds and NUTS for the dentists take turns. By thresholds alone pi would
/// move no further than to the next one, about 1 / 3869, so it is also drawn together with them.
stats::Posterior compound(const ppl::JointDistribution& thresholds, const Data& data,
                          const Array& start) {
  const LogDensity target = ppl::make_target(thresholds);
  const auto propose = [data](const Key& key, const Arrays& parts) {
    return propose_thresholds(key, parts, data);
  };
  const mcmc::GibbsBlock c{.parts = {"c"}, .conditional_fn = propose},
      pi{.parts = {"pi", "c"}, .conditional_fn = draw_prevalence};
  return mcmc::sample_chain(
      {.num_results = 400,
       .num_burnin_steps = 200,
       .num_steps_between_results = 3,
       .num_chains = 8,
       .current_state = {0.195, 1.8, 0.4, array({2.1, 1.6, 2.3, 1.7, 1.6}),
                         array({-2.4, -0.6, -1.9, -1.7, 0.8}), start},
       .names = target.names(),
       .kernel = mcmc::GibbsSampler({.target_log_prob_fn = target.log_prob_fn(),
                                     .blocks = {c, pi, c, pi, nuts_for_dentists()}}),
       .show_progress = false,
       .key = Key(4)});
}

/// Means of both forms within four Monte Carlo standard errors of their difference.
void expect_agreement(example::Results& results, const stats::Posterior& a,
                      const stats::Posterior& b) {
  for (const char* name : {"pi", "delta", "sigma", "gamma", "beta"}) {
    const auto x = stats::scalar_chains({name, a[name]}), y = stats::scalar_chains({name, b[name]});
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double error = std::hypot(stats::mcse_mean(x[i].second), stats::mcse_mean(y[i].second));
      const double mean_x = stats::mean(x[i].second.values),
                   mean_y = stats::mean(y[i].second.values);
      std::cout << "  " << x[i].first << ": " << mean_x << " and " << mean_y << ", difference "
                << (mean_x - mean_y) / error << " standard errors, ESS "
                << stats::ess_bulk(x[i].second) << " and " << stats::ess_bulk(y[i].second) << "\n";
      results.expect_near(x[i].first, mean_x, mean_y, 4 * error);
    }
  }
}

/// Dentists who mistake carious for sound explain the data as well.
void expect_mirror(example::Results& results, const ppl::JointDistribution& summed) {
  const ppl::Values here{{"pi", 0.2},
                         {"delta", 1.8},
                         {"sigma", 0.4},
                         {"gamma", kSkills},
                         {"beta", full({kNumDentists}, -1.)}};
  const ppl::Values there{{"pi", 0.8},
                          {"delta", -1.8},
                          {"sigma", 0.4},
                          {"gamma", -kSkills},
                          {"beta", full({kNumDentists}, -1.)}};
  const double difference =
      (ppl::marginal_log_prob(summed, here) - ppl::marginal_log_prob(summed, there)).item();
  std::cout << "the mirror mode (pi -> 1 - pi, delta -> -delta, gamma -> -gamma) has the same "
               "density, difference "
            << difference << "; all chains start, and stay, where mean(gamma) > 0\n";
  results.expect_near("density of the mirror mode", difference, 0, 1e-8);
}

/// Whether every draw is of the mode in which dentists are right more often than not.
bool stays_in_mode(const stats::Posterior& posterior) {
  return min(mean(posterior["gamma"], {.axes = {2}})).item() > 0;
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Data data = read_data();
  const auto thresholds = with_thresholds(data);
  const auto summed = summed_out(data.patterns, data.counts);
  expect_integral(results, thresholds, summed);
  const auto posterior =
      mcmc::sample(ppl::make_target(summed), {.current_state = {0.2, 1.5, 0.5, kSkills, kBiases},
                                              .num_chains = 4,
                                              .target_accept_prob = 0.95,
                                              .seed = 1});
  results.add("posterior", posterior);
  const Array start = array(std::vector<double>(3869, 0.5));
  expect_warning(results, thresholds, start);
  const auto by_steps = compound(thresholds, data, start);
  std::cout << "thresholds and sum:\n";
  expect_agreement(results, by_steps, posterior);
  results.expect(stays_in_mode(by_steps) && stays_in_mode(posterior), "all draws are of one mode");
  expect_mirror(results, summed);
  return results.finish();
}
