// SPDX-License-Identifier: Apache-2.0
// aleator_glm: CPU times of fits of generalized linear models. See ../README.md.
#include "aleator/aleator.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>

#include <CLI/CLI.hpp>

using namespace aleator;

namespace {

struct Rows {
  Array x, y;
};

/// Normal columns; half of the coefficients are 0, all but 20 where there are many; the others are
/// of length sqrt(2).
Array made_coefficients(std::int64_t d) {
  const std::int64_t step = std::max<std::int64_t>(2, d / 20);
  const Array b = where(remainder(arange(d), d > 1000 ? step : 2) == 0,
                        2. * random::uniform(Key(2), {d}) - 1., 0.);
  return b * std::sqrt(2.) / sqrt(sum(square(b)));
}

Rows made_rows(std::int64_t n, std::int64_t d, const std::string& family) {
  const Array x = random::normal(Key(1), {n, d});
  const Array r = matmul(x, made_coefficients(d));
  Array y;
  if (family == "poisson")
    y = astype(distributions::Poisson({.log_rate = r}).sample(Key(3)), float64);
  else if (family == "normal") y = r + random::normal(Key(3), {n});
  else y = where(random::logistic(Key(3), {n}) < r, 1., 0.);
  eval(x, y);
  return {x, y};
}

/// What a run says of itself.
struct Outcome {
  bool is_converged;
  std::int64_t num_iterations;
  double deviance;
};

struct GlmWorkload {
  std::string name, family;
  std::int64_t num_rows, num_columns;
  std::function<Outcome(const Rows&)> run;
};

glm::ExponentialFamily family_of(const std::string& name) {
  if (name == "poisson") return glm::Poisson();
  if (name == "normal") return glm::Normal();
  if (name == "probit") return glm::BernoulliNormalCDF();
  return glm::Bernoulli();
}

GlmWorkload scoring(const std::string& family, std::int64_t d) {
  return {"W13 " + family + ", " + std::to_string(d) + " columns", family, 100'000, d,
          [=](const Rows& rows) {
            const glm::Fit fit =
                glm::fit({.model_matrix = rows.x, .response = rows.y, .model = family_of(family)});
            return Outcome{fit.is_converged, fit.num_iterations, fit.deviance.item()};
          }};
}

GlmWorkload penalized(double l1, double l2) {
  return {"W11 l1 " + std::to_string(static_cast<int>(l1)), "logit", 100'000, 100,
          [=](const Rows& rows) {
            const glm::Fit fit = glm::fit_sparse({.model_matrix = rows.x,
                                                  .response = rows.y,
                                                  .model = glm::Bernoulli(),
                                                  .tolerance = 1e-6,
                                                  .l1_regularizer = l1,
                                                  .l2_regularizer = l2});
            return Outcome{fit.is_converged, fit.num_iterations, fit.deviance.item()};
          }};
}

/// 100 penalties down to a hundredth of the largest.
GlmWorkload path(const std::string& family, std::int64_t n, std::int64_t d) {
  return {"W12 " + family + " path, " + std::to_string(n) + " x " + std::to_string(d), family, n, d,
          [=](const Rows& rows) {
            const glm::FitPath result = glm::fit_path({.model_matrix = rows.x,
                                                       .response = rows.y,
                                                       .model = family_of(family),
                                                       .tolerance = 1e-6,
                                                       .smallest_ratio = 0.01});
            return Outcome{result.is_converged, result.num_iterations, result.deviance[-1].item()};
          }};
}

std::vector<GlmWorkload> all_glm_workloads() {
  return {penalized(0.5, 1),
          penalized(800, 1),
          scoring("logit", 30),
          scoring("probit", 30),
          scoring("poisson", 30),
          scoring("logit", 300),
          path("normal", 1'000, 5'000),
          path("logit", 1'000, 5'000),
          path("normal", 536, 17'322),
          path("normal", 100'000, 100)};
}

void write(const std::string& path, const Array& values) {
  const std::vector<double> elements = values.values();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(elements.data()),
             static_cast<std::streamsize>(elements.size() * sizeof(double)));
}

/// CPU time: everything runs on one thread.
double seconds(const std::function<void()>& action) {
  const std::clock_t start = std::clock();
  action();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void measure(const GlmWorkload& w, int num_repeats, const std::string& data) {
  const Rows rows = made_rows(w.num_rows, w.num_columns, w.family);
  if (!data.empty()) {
    write(data + "/x.bin", rows.x);
    write(data + "/y.bin", rows.y);
  }
  Outcome outcome{};
  const double first = seconds([&] { outcome = w.run(rows); });
  std::vector<double> later;
  for (int i = 0; i < num_repeats; ++i) later.push_back(seconds([&] { w.run(rows); }));
  std::sort(later.begin(), later.end());
  std::printf("%-36s first %8.1f ms  median %8.1f ms  least %8.1f ms  %s in %ld  deviance %.10g\n",
              w.name.c_str(), 1e3 * first, 1e3 * later[later.size() / 2], 1e3 * later[0],
              outcome.is_converged ? "converged" : "NOT CONVERGED",
              static_cast<long>(outcome.num_iterations), outcome.deviance);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::string filter, data;
  int num_repeats = 5;
  CLI::App app("CPU times of fits of generalized linear models.");
  app.add_option("--filter", filter, "only what has this text in its name");
  app.add_option("--repeats", num_repeats, "later runs")->check(CLI::PositiveNumber);
  app.add_option("--data", data, "a folder for the rows of the last workload: x.bin, y.bin");
  CLI11_PARSE(app, argc, argv);
  try {
    for (const GlmWorkload& w : all_glm_workloads()) {
      if (w.name.find(filter) != std::string::npos) measure(w, num_repeats, data);
    }
  } catch (const std::exception& error) {
    std::cerr << "aleator_glm: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
