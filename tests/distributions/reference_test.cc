// SPDX-License-Identifier: Apache-2.0
// Tests distributions against a table of 60-digit values: the error must stay below k eps (1 +
// cond), where cond is the condition of the function in its arguments.
#include "aleator/aleator.h"
#include "aleator/distributions/families.h"

#include <cmath>
#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

struct Row {
  std::string family, method, args;
  std::vector<NamedArray> parameters = {};
  std::vector<std::string> names = {};
  double argument = 0;
  long double expected = 0;
  double condition = 0;
  bool is_float32 = false;
};

using Rule = Array (Distribution::*)(const Array&) const;
const std::map<std::string, Rule> kFunctions = {
    {"log_prob", &Distribution::log_prob},
    {"cdf", &Distribution::cdf},
    {"log_cdf", &Distribution::log_cdf},
    {"survival_function", &Distribution::survival_function},
    {"log_survival_function", &Distribution::log_survival_function},
    {"quantile", &Distribution::quantile},
    {"quantile_complement", &Distribution::quantile_complement}};
using Statistic = Array (Distribution::*)() const;
const std::map<std::string, Statistic> kStatistics = {{"mean", &Distribution::mean},
                                                      {"variance", &Distribution::variance},
                                                      {"entropy", &Distribution::entropy}};

/// Where the bar is not met, and why.
double bar_of(const std::string& family, const std::string& method) {
  // The difference of two moments near each other, each of which has an error of about 2 eps.
  if (family == "Kumaraswamy" && method == "variance") return 32;
  return method == "log_prob" || kStatistics.contains(method) ? 8 : 16;
}

const Family& family_of(const std::string& name) {
  for (const Family* family : families()) {
    if (family->name == name) return *family;
  }
  throw ValueError("no family " + name);
}

/// "loc=1;scale=2;x=3": what is no parameter is the argument.
void read_args(Row& row, Dtype dtype) {
  row.parameters.clear();
  std::string rest = row.args + ";";
  while (!rest.empty()) {
    const std::string item = rest.substr(0, rest.find(';'));
    rest = rest.substr(item.size() + 1);
    const std::string name = item.substr(0, item.find('='));
    const double value = std::strtod(item.c_str() + name.size() + 1, nullptr);
    row.argument = value;
    for (const Parameter& p : family_of(row.family).parameters) {
      if (p.name == name) row.parameters.push_back({p.name, astype(strong_scalar(value), dtype)});
    }
  }
}

std::vector<Row> read_rows() {
  const io::CsvTable table = io::read_csv(ALEATOR_TEST_DATA_DIR "/distributions.csv");
  const auto function = table.text_column("function"), args = table.text_column("args");
  const auto expected = table.text_column("expected"), f32 = table.text_column("f32");
  const auto condition = table.text_column("cond");
  std::vector<Row> rows;
  for (std::size_t i = 0; i < function.size(); ++i) {
    const std::size_t dot = function[i].find('.');
    rows.push_back({.family = function[i].substr(0, dot),
                    .method = function[i].substr(dot + 1),
                    .args = args[i],
                    .expected = std::strtold(expected[i].c_str(), nullptr),
                    .condition = std::strtod(condition[i].c_str(), nullptr),
                    .is_float32 = f32[i] == "1"});
  }
  return rows;
}

/// The value, or nothing where the method is not implemented.
std::optional<double> value_of(Row& row, Dtype dtype) {
  read_args(row, dtype);
  const Distribution d = make_distribution(family_of(row.family), row.parameters);
  try {
    if (const auto s = kStatistics.find(row.method); s != kStatistics.end())
      return (d.*s->second)().item();
    const auto f = kFunctions.find(row.method);
    if (f == kFunctions.end()) return std::nullopt;
    return (d.*f->second)(astype(strong_scalar(row.argument), dtype)).item();
  } catch (const NotImplemented&) {
    return std::nullopt;
  }
}

double error_in_units(double got, const Row& row, Dtype dtype) {
  const bool is_double = dtype == float64;
  const double eps =
      is_double ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
  const long double smallest =
      is_double ? std::numeric_limits<double>::min() : std::numeric_limits<float>::min();
  // Below the normal numbers a value is exact to a few denormal steps only.
  const long double size = std::max(std::abs(row.expected), smallest);
  return static_cast<double>(std::abs(got - row.expected) / size) / (eps * (1 + row.condition));
}

void check(Dtype dtype, std::size_t expected_checked) {
  std::map<std::string, double> worst;
  std::map<std::string, int> skipped;
  std::size_t num_checked = 0;
  for (Row& row : read_rows()) {
    if (dtype == float32 && !row.is_float32) continue;
    const std::optional<double> got = value_of(row, dtype);
    const std::string name = row.family + "." + row.method;
    if (!got) {
      ++skipped[name];
      continue;
    }
    ++num_checked;
    const double k = error_in_units(*got, row, dtype);
    double& largest = worst[row.method];
    largest = std::max(largest, k);
    EXPECT_LE(k, bar_of(row.family, row.method)) << name << "(" << row.args << ") is " << *got;
  }
  for (const auto& [method, k] : worst) std::cout << "worst k  " << method << "  " << k << "\n";
  for (const auto& [name, count] : skipped)
    std::cout << "not implemented  " << name << "  " << count << " rows\n";
  EXPECT_EQ(num_checked, expected_checked);
}

TEST(DistributionReference, InDouble) { check(float64, 1978); }
TEST(DistributionReference, InFloat) { check(float32, 1858); }

TEST(DistributionReference, LogTailsAreFiniteWhereTheTruthIs) {
  using namespace distributions;
  const Normal normal(0., 1.);
  for (const double x : {40., 1e3, 1e100}) {
    EXPECT_NEAR(normal.log_survival_function(x).item() / (-0.5 * x * x), 1, 1e-2) << x;
    EXPECT_EQ(normal.log_cdf(-x).item(), normal.log_survival_function(x).item());
  }
  EXPECT_EQ(Exponential({.rate = 1.}).log_survival_function(1e4).item(), -1e4);
  EXPECT_DOUBLE_EQ(Exponential({.rate = 1.}).log_cdf(1e-300).item(), std::log(1e-300));
  EXPECT_EQ(Bernoulli({.logits = 800.}).log_cdf(0.).item(), -800);
  EXPECT_EQ(Bernoulli({.logits = -800.}).log_survival_function(0.).item(), -800);
  EXPECT_EQ(Bernoulli({.logits = 1e300}).log_cdf(0.).item(), -1e300);
}

TEST(DistributionReference, OutsideTheSupport) {
  using namespace distributions;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto expect_none = [&](const Distribution& d, std::vector<double> points) {
    for (const double x : points) EXPECT_EQ(d.log_prob(x).item(), -kInfinity) << d << " at " << x;
  };
  expect_none(Exponential({.rate = 1.}), {-1e-300, -1., -kInfinity, kInfinity});
  expect_none(Uniform(1., 2.), {0.999, 2.001, -kInfinity, kInfinity});
  expect_none(Bernoulli({.probs = 0.5}), {-1., 0.5, 2., kInfinity});
  expect_none(Bernoulli({.logits = 0.5}), {-1., 0.5, 2., kInfinity});
  expect_none(Poisson({.rate = 3.}), {-1., 0.5, 1e6 + 0.5, kInfinity});
  expect_none(Poisson({.log_rate = -kInfinity}), {1., 2.});
  EXPECT_EQ(Poisson({.log_rate = -kInfinity}).log_prob(0.).item(), 0);
  EXPECT_EQ(Poisson({.rate = 0.}).log_prob(0.).item(), 0);
  EXPECT_NEAR(Poisson({.log_rate = -800.}).log_prob(3.).item(), -2400 - std::log(6.), 1e-12);
  EXPECT_EQ(Poisson({.rate = 0.}).kl_divergence(Poisson({.rate = 0.})).item(), 0);
  EXPECT_EQ(Bernoulli({.logits = kInfinity}).entropy().item(), 0);
  EXPECT_EQ(Uniform(0., 1.).log_prob(array({0., 1.})).values(), (std::vector<double>{0, 0}));
}

/// Large counts: log k! is about 1e7 where the log probability is -8.
TEST(DistributionReference, PoissonOfLargeCounts) {
  using distributions::Poisson;
  // By mpmath at 50 digits.
  EXPECT_NEAR(Poisson({.rate = 1e6}).log_prob(1e6).item() / -7.8266938955201431272, 1, 1e-14);
  EXPECT_NEAR(Poisson({.rate = 1e12}).log_prob(1e12 + 1e6).item() / -15.234449424502196846, 1,
              3e-11);  // cond is 1.3e5
  EXPECT_NEAR(Poisson({.rate = 100.}).log_prob(8.).item() / -73.763241414840519284, 1, 1e-14);
  EXPECT_NEAR(Poisson({.rate = 15.}).log_prob(15.).item() / -2.2785183673077405761, 1, 1e-14);
}

}  // namespace
}  // namespace aleator
