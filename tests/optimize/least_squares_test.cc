// SPDX-License-Identifier: Apache-2.0
// Tests nonlinear least squares: the reference datasets of NIST from both starts, exact cases, many
// starts, what is refused.
#include <map>
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

/// The response at coefficients b, given the columns of data.
using Model = std::function<Array(const Arrays& b, const Arrays& columns)>;

Array gauss(const Arrays& b, const Arrays& c) {
  const Array& x = c[1];
  return b[0] * exp(-b[1] * x) + b[2] * exp(-square((x - b[3]) / b[4])) +
         b[5] * exp(-square((x - b[6]) / b[7]));
}
Array lanczos(const Arrays& b, const Arrays& c) {
  const Array& x = c[1];
  return b[0] * exp(-b[1] * x) + b[2] * exp(-b[3] * x) + b[4] * exp(-b[5] * x);
}
Array cubics(const Arrays& b, const Arrays& c) {
  const Array& x = c[1];
  return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1. + x * (b[4] + x * (b[5] + x * b[6])));
}
Array chwirut(const Arrays& b, const Arrays& c) { return exp(-b[0] * c[1]) / (b[1] + b[2] * c[1]); }
Array saturation(const Arrays& b, const Arrays& c) { return b[0] * (1. - exp(-b[1] * c[1])); }

Array enso(const Arrays& b, const Arrays& c) {
  const Array turn = 2 * std::numbers::pi * c[1];
  const auto wave = [&](const Array& in_phase, const Array& after, const Array& period) {
    return in_phase * cos(turn / period) + after * sin(turn / period);
  };
  return b[0] + wave(b[1], b[2], 12.) + wave(b[4], b[5], b[3]) + wave(b[7], b[8], b[6]);
}

std::map<std::string, Model> simple_models() {
  return {
      {"Roszman1",
       [](const Arrays& b, const Arrays& c) {
         return b[0] - b[1] * c[1] - atan(b[2] / (c[1] - b[3])) / std::numbers::pi;
       }},
      {"Eckerle4",
       [](const Arrays& b, const Arrays& c) {
         return b[0] / b[1] * exp(-0.5 * square((c[1] - b[2]) / b[1]));
       }},
      {"DanWood", [](const Arrays& b, const Arrays& c) { return b[0] * power(c[1], b[1]); }},
      {"Misra1b", [](const Arrays& b,
                     const Arrays& c) { return b[0] * (1. - 1. / square(1. + b[1] * c[1] / 2.)); }},
      {"Misra1c",
       [](const Arrays& b, const Arrays& c) { return b[0] * (1. - rsqrt(1. + 2. * b[1] * c[1])); }},
      {"Misra1d",
       [](const Arrays& b, const Arrays& c) { return b[0] * b[1] * c[1] / (1. + b[1] * c[1]); }},
      {"Nelson", [](const Arrays& b,
                    const Arrays& c) { return exp(b[0] - b[1] * c[1] * exp(-b[2] * c[2])); }},
      {"MGH10", [](const Arrays& b, const Arrays& c) { return b[0] * exp(b[1] / (c[1] + b[2])); }},
      {"Bennett5",
       [](const Arrays& b, const Arrays& c) { return b[0] * power(b[1] + c[1], -1. / b[2]); }},
      {"Rat42",
       [](const Arrays& b, const Arrays& c) { return b[0] / (1. + exp(b[1] - b[2] * c[1])); }},
      {"Rat43",
       [](const Arrays& b, const Arrays& c) {
         return b[0] / power(1. + exp(b[1] - b[2] * c[1]), 1. / b[3]);
       }},
  };
}

std::map<std::string, Model> models() {
  std::map<std::string, Model> all = simple_models();
  const std::map<std::string, Model> more = {
      {"Misra1a", saturation},
      {"BoxBOD", saturation},
      {"Chwirut1", chwirut},
      {"Chwirut2", chwirut},
      {"Lanczos1", lanczos},
      {"Lanczos2", lanczos},
      {"Lanczos3", lanczos},
      {"Gauss1", gauss},
      {"Gauss2", gauss},
      {"Gauss3", gauss},
      {"Hahn1", cubics},
      {"Thurber", cubics},
      {"ENSO", enso},
      {"Kirby2",
       [](const Arrays& b, const Arrays& c) {
         const Array& x = c[1];
         return (b[0] + x * (b[1] + x * b[2])) / (1. + x * (b[3] + x * b[4]));
       }},
      {"MGH17",
       [](const Arrays& b, const Arrays& c) {
         return b[0] + b[1] * exp(-c[1] * b[3]) + b[2] * exp(-c[1] * b[4]);
       }},
      {"MGH09",
       [](const Arrays& b, const Arrays& c) {
         const Array& x = c[1];
         return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
       }},
  };
  all.insert(more.begin(), more.end());
  return all;
}

Arrays elements(const Array& x) {
  Arrays all;
  for (std::int64_t i = 0; i < x.size(); ++i) all.push_back(x[i]);
  return all;
}

/// Digits in common, by the worst element.
double digits(const std::vector<double>& found, const std::vector<double>& exact) {
  double least = 16;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double error = std::abs(found[i] - exact[i]) / std::abs(exact[i]);
    least = std::min(least, error > 0 ? -std::log10(error) : error == 0 ? 16 : 0);
  }
  return least;
}

TEST(LeastSquares, AgreesWithNistFromBothStarts) {
  std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/nist_nonlinear.json");
  const auto data = nlohmann::json::parse(file);
  const auto all = models();
  EXPECT_EQ(all.size(), 27U);
  for (const auto& [name, model] : all) {
    const auto& c = data.at(name);
    Arrays columns;
    for (const auto& column : c.at("columns"))
      columns.push_back(array(column.get<std::vector<double>>()));
    // Nelson's model is of the logarithm of the response.
    const bool is_log = name == "Nelson";
    const auto residuals = [&, &model = model](const Array& b) {
      const Array y = model(elements(b), columns);
      return is_log ? log(columns[0]) - log(y) : columns[0] - y;
    };
    for (const std::size_t start : {0U, 1U}) {
      SCOPED_TRACE(text(name, " from start ", start + 1));
      const auto r = least_squares_minimize(
          residuals, array(c.at("starts")[start].get<std::vector<double>>()));
      EXPECT_TRUE(r.converged.item<bool>());
      // Certified to 11 digits.
      const double d = digits(r.position.values(), c.at("estimates").get<std::vector<double>>());
      const double e =
          digits(r.standard_errors.values(), c.at("errors").get<std::vector<double>>());
      EXPECT_GT(d, 6) << r.num_iterations << " iterations " << r.position;
      if (name != "Lanczos1") {  // whose residuals are rounding
        EXPECT_GT(e, 4) << r.standard_errors;
      }
      RecordProperty(text(name, start), static_cast<int>(d));
    }
  }
}

TEST(LeastSquares, LinearProblemsTakeFewSteps) {
  const Array a = random::normal(Key(1), {12, 3}), b = random::normal(Key(2), {12});
  const auto residuals = [&](const Array& x) { return matmul(a, x) - b; };
  const auto r = least_squares_minimize(residuals, zeros({3}));
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, linalg::lstsq(a, b), 1e-10);
  EXPECT_LE(r.num_iterations.item<std::int64_t>(), 12);
  const Array covariance = linalg::inv(matmul(transpose(a), a)) * r.residual_sum_of_squares / 9.;
  expect_near(r.standard_errors, sqrt(diagonal(covariance)), 1e-10);
}

TEST(LeastSquares, ManyStarts) {
  // (x0^2 + x1 - 11, x0 + x1^2 - 7): Himmelblau's function, four roots.
  const auto residuals = [](const Array& x) {
    return stack({square(x[0]) + x[1] - 11., x[0] + square(x[1]) - 7.}, 0);
  };
  const Array starts = array({{1., 1.}, {-3., 3.}, {-3., -3.}, {3., -2.}});
  const auto r = vmap([&](const Array& x) { return least_squares_minimize(residuals, x); })(starts);
  expect_near(r.position,
              array({{3., 2.},
                     {-2.8051180869527449, 3.1313125182505730},
                     {-3.7793102533777469, -3.2831859912861694},
                     {3.5844283403304918, -1.8481265269644034}}),
              1e-12);
  EXPECT_TRUE(all(r.converged).item<bool>());
}

TEST(LeastSquares, StepsBackFromWalls) {
  // log(x) - 1 from a start where the first full step is negative.
  const auto r = least_squares_minimize([](const Array& x) { return log(x) - 1.; }, array({20.}));
  expect_near(r.position, array({std::numbers::e}), 1e-10);
  const auto bad = least_squares_minimize([](const Array& x) { return log(x); }, array({-1.}));
  EXPECT_TRUE(bad.failed.item<bool>());
  EXPECT_FALSE(bad.converged.item<bool>());
}

TEST(LeastSquares, Messages) {
  EXPECT_EQ(message_of<ShapeError>(
                [] { least_squares_minimize([](const Array& x) { return sum(x); }, zeros({2})); }),
            "least_squares_minimize: residuals_fn must return a vector of at least as many numbers "
            "as the position has, 2, got shape []");
  EXPECT_EQ(message_of<ValueError>([] {
              least_squares_minimize([](const Array& x) { return x; }, zeros({2}),
                                     {.initial_damping = 0});
            }),
            "least_squares_minimize: initial_damping must be positive, got 0");
}

}  // namespace
}  // namespace aleator
