// SPDX-License-Identifier: Apache-2.0
// Did the rate of text messages change? A change point in daily counts, found by Hamiltonian Monte
// Carlo.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

struct Options {
  std::string data = "data/text_messages.csv";
  std::string output = "text_messages.html";
  std::uint64_t seed = 4;
  int num_threads = 1;
  bool is_json = false;
};

// --- the model and the run ---

stats::Posterior sample_posterior(const Array& counts, const Options& options) {
  const std::int64_t n = counts.size();
  auto joint_log_prob = [&](Array lambda_1, Array lambda_2, Array tau) {
    auto rv_lambda = tfd::Exponential({.rate = 1. / mean(counts)});
    auto rv_tau = tfd::Uniform(0., 1.);
    Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
    return rv_lambda.log_prob(lambda_1) + rv_lambda.log_prob(lambda_2) + rv_tau.log_prob(tau) +
           sum(tfd::Poisson({.rate = lambda}).log_prob(counts));
  };
  return mcmc::sample_chain(
      {.num_results = 10'000,
       .num_burnin_steps = 1'000,
       .num_chains = 4,
       .current_state = {20., 20., 0.5},
       .names = {"lambda_1", "lambda_2", "tau"},
       .kernel = mcmc::TransformedTransitionKernel(
           {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                {.inner_kernel = mcmc::HamiltonianMonteCarlo({.target_log_prob_fn = joint_log_prob,
                                                              .num_leapfrog_steps = 2,
                                                              .step_size = 1.}),
                 .num_adaptation_steps = 800}),
            .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
       .num_threads = options.num_threads,
       .key = Key(options.seed)});
}

// --- what it means for the data ---

/// Expected count per day: its posterior mean and 90 % interval.
report::Series expected_counts(const stats::Posterior& posterior,
                               const std::vector<double>& counts) {
  const auto n = static_cast<std::int64_t>(counts.size());
  const auto column = [&](const char* name) { return expand_dims(ravel(posterior[name]), -1); };
  const Array rate = where(column("tau") * n <= arange(n), column("lambda_2"), column("lambda_1"));
  const std::vector<double> by_day = transpose(rate).values();
  const auto num_draws = static_cast<std::size_t>(rate.dim(0));
  report::Series picture{.title = "Expected messages per day",
                         .x_label = "day",
                         .y_label = "messages per day",
                         .observed = counts,
                         .has_bars = true};
  for (std::size_t day = 0; day < counts.size(); ++day) {
    const std::span<const double> draws(by_day.data() + day * num_draws, num_draws);
    picture.line.push_back(stats::mean(draws));
    picture.low.push_back(stats::quantile(draws, 0.05));
    picture.high.push_back(stats::quantile(draws, 0.95));
  }
  return picture;
}

void write_page(const stats::Posterior& posterior, const std::vector<double>& counts,
                const Options& options) {
  report::Page page("Text messages: did the rate change?");
  page.verdict(posterior.diagnosis());
  page.facts({{"data", text(options.data, ": ", counts.size(), " days")},
              {"model", "counts ~ Poisson(lambda_1 before day tau n, lambda_2 from then on)"},
              {"run", text(posterior.num_chains(), " chains, ", posterior.num_draws(),
                           " draws each, seed ", posterior.seed())}});
  page.heading("The data").picture(report::series(expected_counts(posterior, counts)));
  page.heading("Posterior").table(posterior.summary());
  for (std::size_t i = 0; i < posterior.quantities().size(); ++i) {
    const auto scalars = stats::scalar_chains(posterior.quantities()[i]);
    page.pictures(report::quantity_pictures(posterior.summary().quantities[i], scalars[0].second,
                                            i < 2 ? "messages per day" : "fraction of the days"));
  }
  page.write(options.output);
}

// --- output ---

nlohmann::ordered_json to_json(const stats::Posterior& posterior, const Options& options) {
  auto out = nlohmann::ordered_json::parse(io::to_json(posterior));
  out["files"] = {options.output};
  return out;
}

constexpr const char* kLastLine =
    "This kernel stays in the main mode: the 0.37 % of the posterior's mass with tau in days 1-13 "
    "or 70-74 is not in these draws.";

/// What the draws cannot show of the book's data; of other data, whose modes are unknown, nothing.
std::string last_line(const stats::Posterior& posterior, const std::vector<double>& counts) {
  double total = 0;
  for (const double count : counts) total += count;
  if (counts.size() != 74 || total != 1461) return "";
  const Array day = 74. * posterior["tau"];
  const double share = mean(astype(logical_or(day <= 13., day > 69.), float64)).item();
  if (share == 0) return text(kLastLine, "\n");
  return text("This kernel rarely changes modes: the ", std::lround(1e4 * share),
              " of 10000 draws with tau in days 1-13 or 70-74 should be 37.\n");
}

void run(const Options& options) {
  const std::vector<double> counts = io::read_csv(options.data).counts("count");
  const stats::Posterior posterior = sample_posterior(array(counts), options);
  write_page(posterior, counts, options);
  if (options.is_json) {
    std::cout << to_json(posterior, options).dump(2) << "\n";
    std::cerr << "picture  " << options.output << "\n";
    return;
  }
  const stats::Timing& t = posterior.timing();
  std::cout << posterior.summary() << "\n"
            << posterior.diagnosis() << "\n"
            << text("seed     ", posterior.seed(), "\n") << "time     "
            << std::lround(1000 * t.compile) << " ms to compile, " << std::lround(1000 * t.warmup)
            << " ms warm-up, " << std::lround(1000 * t.sampling) << " ms sampling, "
            << std::lround(1000 * t.total) << " ms in all\n"
            << "picture  " << options.output << "\n"
            << last_line(posterior, counts);
}

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Did the rate of text messages change? A change point in daily counts.");
  app.add_option("--data", options.data, "CSV file with a column 'count'")->capture_default_str();
  app.add_option("--output", options.output, "HTML page to write")->capture_default_str();
  app.add_option("--seed", options.seed, "same seed, same draws")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--threads", options.num_threads, "threads; draws do not depend on it")
      ->capture_default_str();
  app.add_flag("--json", options.is_json, "one JSON object on stdout");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return text("text_messages: ", error.what(), "; --help lists the options\n");
  });
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "text_messages: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
