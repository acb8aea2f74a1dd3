// SPDX-License-Identifier: Apache-2.0
// Tests the text messages example: its density and posterior against exact values, and its program.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/end_to_end/text_messages_model.h"

namespace aleator {
namespace {

namespace tfb = bijectors;
namespace fs = std::filesystem;

using text_messages::counts, text_messages::joint_log_prob, text_messages::kData;

TEST(TextMessages, LogDensityAndGradientAreExact) {
  const Array data = counts();
  ASSERT_EQ(data.size(), 74);
  ASSERT_EQ(sum(data).item(), 1461);
  struct Point {
    double lambda_1, lambda_2, tau, log_density;
  };
  for (const Point& p :
       {Point{18, 22.5, 0.6, -488.6537381916588}, Point{10, 30, 0.25, -660.8364070629552}}) {
    const auto [value, gradient] = value_and_grad([&](Array a, Array b, Array t) {
      return joint_log_prob(data, a, b, t);
    })(p.lambda_1, p.lambda_2, p.tau);
    EXPECT_NEAR(value.item() / p.log_density, 1, 1e-12);
    // d/d lambda of sum(c log lambda - lambda) - lambda / mean, over the days of each rate.
    double slope_1 = -74. / 1461, slope_2 = -74. / 1461;
    const std::vector<double> c = data.values();
    for (std::size_t day = 0; day < c.size(); ++day) {
      if (p.tau * 74 <= static_cast<double>(day)) slope_2 += c[day] / p.lambda_2 - 1;
      else slope_1 += c[day] / p.lambda_1 - 1;
    }
    EXPECT_NEAR(std::get<0>(gradient).item() / slope_1, 1, 1e-12);
    EXPECT_NEAR(std::get<1>(gradient).item() / slope_2, 1, 1e-12);
    EXPECT_EQ(std::get<2>(gradient).item(), 0);
  }
}

stats::Posterior run(std::uint64_t seed, int num_threads) {
  const Array data = counts();
  const auto log_prob = [&](Array a, Array b, Array t) { return joint_log_prob(data, a, b, t); };
  return mcmc::sample_chain(
      {.num_results = 10'000,
       .num_burnin_steps = 1'000,
       .num_chains = 4,
       .current_state = {20., 20., 0.5},
       .names = {"lambda_1", "lambda_2", "tau"},
       .kernel = mcmc::TransformedTransitionKernel(
           {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                {.inner_kernel = mcmc::HamiltonianMonteCarlo(
                     {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 2, .step_size = 1.}),
                 .num_adaptation_steps = 800}),
            .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
       .num_threads = num_threads,
       .show_progress = false,
       .key = Key(seed)});
}

/// The chains that sample the main mode, days 36 to 50, and where their draws lie in it. Chains
/// cross to the other modes too rarely to weigh them; one in fifty is caught there from its warm-up
/// on.
struct MainMode {
  std::vector<std::int64_t> chains;
  Array is_inside;
};

MainMode main_mode_of(const Array& tau) {
  MainMode mode{{}, astype(logical_and(tau > 35. / 74, tau <= 50. / 74), float64)};
  const std::vector<double> shares = mean(mode.is_inside, {.axes = {1}}).values();
  for (std::size_t c = 0; c < shares.size(); ++c) {
    if (shares[c] > 0.9) mode.chains.push_back(static_cast<std::int64_t>(c));
  }
  return mode;
}

/// That the mean of `zero` over the main mode is 0, within its Monte Carlo error.
void expect_zero(const Array& zero, const MainMode& mode, const std::string& what) {
  constexpr double kMaxErrors = 4;  // the promise; false alarms: 6e-5 each, with fixed seeds
  Arrays kept;
  for (const std::int64_t c : mode.chains)
    kept.push_back(slice_axis(zero * mode.is_inside, 0, c, c + 1));
  const Array draws = concatenate(kept);
  const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
  std::cout << what << ": " << mean(draws).item() / error << " standard errors\n";
  EXPECT_NEAR(mean(draws).item(), 0, kMaxErrors * error) << what;
}

TEST(TextMessages, PosteriorOfTheMainModeIsExact) {
  struct Truth {
    const char* name;
    double mean, sd;
  };
  const Truth truths[] = {{"lambda_1", 17.7558139, 0.6340011},
                          {"lambda_2", 22.7113684, 0.8884308},
                          {"tau", 0.5919555, 0.0116825}};
  for (const std::uint64_t seed : {1U, 2U, 4U}) {  // all chains stay in the main mode
    const stats::Posterior p = run(seed, 2);
    const MainMode mode = main_mode_of(p["tau"]);
    EXPECT_EQ(mode.chains.size(), 4u) << seed;
    EXPECT_TRUE(p.diagnosis().all_passed()) << p.diagnosis();
    for (const Truth& t : truths) {
      const Array deviation = p[t.name] - t.mean;
      expect_zero(deviation, mode, text("mean of ", t.name, ", seed ", seed));
      expect_zero(square(deviation) - t.sd * t.sd, mode,
                  text("variance of ", t.name, ", seed ", seed));
    }
  }
}

TEST(TextMessages, AChainCaughtInAnotherModeIsReported) {
  const stats::Posterior p = run(27, 2);
  EXPECT_EQ(main_mode_of(p["tau"]).chains.size(), 3u);
  EXPECT_FALSE(p.diagnosis().all_passed()) << p.diagnosis();
}

#ifdef ALEATOR_TEXT_MESSAGES

struct Result {
  int exit_code = -1;
  std::string out, error;
};

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class TextMessagesProgram : public testing::Test {
 protected:
  const fs::path folder =
      fs::path(testing::TempDir()) /
      text("text_messages_", testing::UnitTest::GetInstance()->current_test_info()->name(), "_",
           static_cast<int>(getpid()));  // runs of other builds may go on beside this one
  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }

  Result start(const std::string& options) const {
    const std::string out = (folder / "out").string(), error = (folder / "error").string();
    const std::string command = text("'", ALEATOR_TEXT_MESSAGES, "' --output '", page(), "' ",
                                     options, " >'", out, "' 2>'", error, "'");
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), contents(out), contents(error)};
  }
  std::string page() const { return (folder / "page.html").string(); }
  std::string file_with(const std::string& content) const {
    const fs::path path = folder / "input.csv";
    std::ofstream(path) << content;
    return path.string();
  }
  /// The last line of stderr, and that nothing is on stdout.
  std::string failure(const std::string& options) const {
    const Result r = start(options);
    EXPECT_NE(r.exit_code, 0);
    EXPECT_EQ(r.out, "");
    EXPECT_EQ(std::count(r.error.begin(), r.error.end(), '\n'), 1) << r.error;
    return r.error.substr(0, r.error.size() - 1);
  }
  std::string failure_of_data(const std::string& content) const {
    std::string message = failure("--data '" + file_with(content) + "'");
    const std::string name = folder.string() + "/";
    for (std::size_t at; (at = message.find(name)) != std::string::npos;)
      message.erase(at, name.size());
    return message;
  }
};

TEST_F(TextMessagesProgram, WritesOneJsonObject) {
  const Result r = start("--json --seed 7 --data '" + kData + "'");
  EXPECT_EQ(r.exit_code, 0) << r.error;
  const nlohmann::json j = nlohmann::json::parse(r.out);  // throws at anything after the object
  for (const char* key :
       {"summary", "checks", "timing", "num_chains", "num_draws", "seed", "files"})
    EXPECT_TRUE(j.contains(key)) << key;
  EXPECT_EQ(j.size(), 7u);
  EXPECT_EQ(j["seed"], 7);
  EXPECT_EQ(j["files"], nlohmann::json({page()}));
  EXPECT_TRUE(fs::file_size(page()) > 1000);
  ASSERT_EQ(j["summary"].size(), 3u);
  const char* names[] = {"lambda_1", "lambda_2", "tau"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(j["summary"][i]["name"], names[i]);
    for (const char* column :
         {"mean", "sd", "mcse", "q5", "q50", "q95", "ess_bulk", "ess_tail", "rhat"}) {
      EXPECT_TRUE(j["summary"][i][column].is_number()) << column;
    }
  }
  for (const auto& check : j["checks"]) {
    EXPECT_TRUE(check["passed"].is_boolean());
    for (const char* key : {"id", "sentence", "next_step"})
      EXPECT_TRUE(check[key].is_string()) << key;
  }
  for (const char* key : {"compile", "warmup", "sampling", "total"})
    EXPECT_GE(j["timing"][key], 0.) << key;

  // Again, with other numbers of threads: all but the times is the same.
  for (const char* threads : {"1", "2", "5"}) {
    const nlohmann::json again = nlohmann::json::parse(
        start(text("--json --seed 7 --threads ", threads, " --data '", kData, "'")).out);
    EXPECT_EQ(again["summary"], j["summary"]) << threads;
    EXPECT_EQ(again["checks"], j["checks"]) << threads;
  }
}

TEST_F(TextMessagesProgram, EndsWithWhatTheDrawsDoNotShow) {
  const Result r = start("--data '" + kData + "'");
  EXPECT_EQ(r.exit_code, 0);
  const std::string last =
      "This kernel stays in the main mode: the 0.37 % of the posterior's mass with tau in days "
      "1-13 or 70-74 is not in these draws.\n";
  ASSERT_GT(r.out.size(), last.size());
  EXPECT_EQ(r.out.substr(r.out.size() - last.size()), last);
  EXPECT_NE(r.out.find("all checks passed"), std::string::npos) << r.out;
  // Of other data nothing is known.
  const Result other = start("--data '" + file_with("count\n3\n4\n9\n8\n") + "'");
  EXPECT_EQ(other.exit_code, 0);
  EXPECT_EQ(other.out.find("0.37 %"), std::string::npos);
}

TEST_F(TextMessagesProgram, SaysWhatIsWrongInOneSentence) {
  EXPECT_EQ(failure_of_data("counts\n3\n4\n"),
            "text_messages: CsvTable: 'input.csv' has no column 'count'; did you mean 'counts'? "
            "Its columns are 'counts'");
  const std::string place = "text_messages: CsvTable: input.csv:3: column 'count' ";
  const std::string need = place + "must hold counts (whole numbers, 0 or more), but ";
  EXPECT_EQ(failure_of_data("count\n3\n-1\n"), need + "found '-1'");
  EXPECT_EQ(failure_of_data("count\n3\n1.5\n"), need + "found '1.5'");
  EXPECT_EQ(failure_of_data("count\n3\nNaN\n"), need + "the value is missing ('NaN')");
  EXPECT_EQ(failure_of_data(""),
            "text_messages: read_csv: 'input.csv' is empty: a header line is required");
  EXPECT_EQ(failure_of_data("count\n"),
            "text_messages: read_csv: 'input.csv' has a header but no rows");
  EXPECT_EQ(failure("--data missing.csv").substr(0, 53),
            "text_messages: read_csv: there is no file 'missing.cs");
  EXPECT_EQ(
      failure("--bogus"),
      "text_messages: The following argument was not expected: --bogus; --help lists the options");
  EXPECT_EQ(failure("--threads x"),
            "text_messages: Could not convert: --threads = x; --help lists the options");
  EXPECT_NE(failure("--seed -1").find("--seed"), std::string::npos);
  EXPECT_EQ(failure("--threads 0 --data '" + kData + "'"),
            "text_messages: sample_chain: num_threads must be at least 1, got 0");
}

TEST_F(TextMessagesProgram, HasHelp) {
  const Result r = start("--help");
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_NE(r.out.find("--threads"), std::string::npos);
}

#endif  // ALEATOR_TEXT_MESSAGES

}  // namespace
}  // namespace aleator
