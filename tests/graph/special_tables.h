// SPDX-License-Identifier: Apache-2.0
// Defines the tables of special functions that tests read, the kernels they are about, and the
// measure of error.
#pragma once

#include "aleator/base/text.h"
#include "aleator/graph/scalar/bessel.h"
#include "aleator/graph/scalar/bessel_j.h"
#include "aleator/graph/scalar/dawson.h"
#include "aleator/graph/scalar/digamma_difference.h"
#include "aleator/graph/scalar/elementary.h"
#include "aleator/graph/scalar/exponential_integral.h"
#include "aleator/graph/scalar/gamma.h"
#include "aleator/graph/scalar/half_turns.h"
#include "aleator/graph/scalar/hypergeometric.h"
#include "aleator/graph/scalar/incomplete_beta.h"
#include "aleator/graph/scalar/incomplete_gamma.h"
#include "aleator/graph/scalar/lambertw.h"
#include "aleator/graph/scalar/log_beta.h"
#include "aleator/graph/scalar/normal_cdf.h"
#include "aleator/graph/scalar/normal_quantile.h"
#include "aleator/graph/scalar/owens_t.h"
#include "aleator/graph/scalar/polygamma.h"
#include "aleator/graph/scalar/von_mises.h"
#include "aleator/graph/scalar/zeta_gradient.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator::scalar {

struct Row {
  std::string function, args_text;
  std::vector<double> args;
  long double
      expected;  // has range and digits to spare over double where the platform provides them
  double condition;
  bool is_float32;
};

inline std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

inline std::vector<Row> read_rows(const std::string& name) {
  std::ifstream file(text(ALEATOR_TEST_DATA_DIR, "/", name));
  EXPECT_TRUE(file.good()) << name;
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto cells = split(line, ',');
    Row row{cells[0], cells[1], {}, std::strtold(cells[2].c_str(), nullptr), 0, cells[4] == "1"};
    row.condition = std::strtod(cells[3].c_str(), nullptr);
    for (const auto& arg : split(cells[1], ';')) {
      row.args.push_back(std::strtod(arg.substr(arg.find('=') + 1).c_str(), nullptr));
    }
    rows.push_back(row);
  }
  return rows;
}

template <class T>
struct Kernel {
  T (*unary)(const T&) = nullptr;
  T (*binary)(const T&, const T&) = nullptr;
  double (*ternary)(double, double, double) = nullptr;
  double (*quaternary)(double, double, double, double) = nullptr;

  T operator()(const std::vector<double>& args) const {
    if (quaternary != nullptr)
      return static_cast<T>(quaternary(args[0], args[1], args[2], args[3]));
    if (ternary != nullptr) return static_cast<T>(ternary(args[0], args[1], args[2]));
    if (unary != nullptr) return unary(static_cast<T>(args[0]));
    return binary(static_cast<T>(args[0]), static_cast<T>(args[1]));
  }
};

template <class T>
using Kernels = std::map<std::string, Kernel<T>>;

template <class T, double (*kFunction)(double)>
T in_double(const T& x) {
  return static_cast<T>(kFunction(x));
}
template <class T, double (*kFunction)(double, double)>
T in_double(const T& x, const T& y) {
  return static_cast<T>(kFunction(x, y));
}
template <class T, double (*kFunction)(const double&, const double&)>
T in_double(const T& x, const T& y) {
  return static_cast<T>(kFunction(x, y));
}

template <class T>
const Kernels<T>& elementary_kernels() {
  static const Kernels<T> table = {
      {"lgamma", {lgamma<T>, nullptr}},     {"digamma", {digamma<T>, nullptr}},
      {"trigamma", {trigamma<T>, nullptr}}, {"polygamma", {nullptr, polygamma<T>}},
      {"zeta", {nullptr, zeta<T>}},         {"erf", {erf<T>, nullptr}},
      {"erfc", {erfc<T>, nullptr}},         {"erfcx", {erfcx<T>, nullptr}},
      {"erfinv", {erfinv<T>, nullptr}},     {"erfcinv", {erfcinv<T>, nullptr}},
      {"ndtr", {ndtr<T>, nullptr}},         {"log_ndtr", {log_ndtr<T>, nullptr}},
      {"ndtri", {ndtri<T>, nullptr}},       {"ndtri_exp", {ndtri_exp<T>, nullptr}},
      {"log1mexp", {log1mexp<T>, nullptr}}, {"log_add_exp", {nullptr, log_add_exp<T>}},
      {"softplus", {softplus<T>, nullptr}}, {"softplus_inverse", {softplus_inverse<T>, nullptr}},
      {"sigmoid", {sigmoid<T>, nullptr}},   {"log_sigmoid", {log_sigmoid<T>, nullptr}},
      {"logit", {logit<T>, nullptr}},       {"xlogy", {nullptr, xlogy<T>}},
      {"xlog1py", {nullptr, xlog1py<T>}},   {"sinpi", {sinpi<T>, nullptr}},
      {"cospi", {cospi<T>, nullptr}},
  };
  return table;
}

template <class T>
const Kernels<T>& gamma_and_beta_kernels() {
  static const Kernels<T> table = {
      {"igamma", {nullptr, in_double<T, igamma>}},
      {"igammac", {nullptr, in_double<T, igammac>}},
      {"log_igamma", {nullptr, in_double<T, log_igamma>}},
      {"log_igammac", {nullptr, in_double<T, log_igammac>}},
      {"igamma_gradient_a", {nullptr, in_double<T, igamma_gradient_a>}},
      {"gamma_implicit_gradient", {nullptr, in_double<T, gamma_implicit_gradient>}},
      {"igammainv", {nullptr, in_double<T, igammainv>}},
      {"igammacinv", {nullptr, in_double<T, igammacinv>}},
      {"lbeta", {nullptr, in_double<T, scalar::lbeta<double>>}},
      {"betainc", {nullptr, nullptr, betainc}},
      {"betaincc", {nullptr, nullptr, betaincc}},
      {"log_betainc", {nullptr, nullptr, log_betainc}},
      {"log_betaincc", {nullptr, nullptr, log_betaincc}},
      {"betainc_gradient_a", {nullptr, nullptr, betainc_gradient_a}},
      {"betainc_gradient_b", {nullptr, nullptr, betainc_gradient_b}},
      {"beta_implicit_gradient_a", {nullptr, nullptr, beta_implicit_gradient_a}},
      {"beta_implicit_gradient_b", {nullptr, nullptr, beta_implicit_gradient_b}},
      {"betaincinv", {nullptr, nullptr, betaincinv}},
      {"betainccinv", {nullptr, nullptr, betainccinv}},
  };
  return table;
}

template <class T>
const Kernels<T>& bessel_kernels() {
  static const Kernels<T> table = {
      {"bessel_jv", {nullptr, in_double<T, bessel_jv>}},
      {"bessel_ive", {nullptr, in_double<T, bessel_ive>}},
      {"log_bessel_ive", {nullptr, in_double<T, log_bessel_ive>}},
      {"log_bessel_ive_gradient_v", {nullptr, in_double<T, log_bessel_ive_gradient_v>}},
      {"log_bessel_ive_gradient_z", {nullptr, in_double<T, log_bessel_ive_gradient_z>}},
      {"bessel_iv_ratio", {nullptr, in_double<T, bessel_iv_ratio>}},
      {"bessel_kve", {nullptr, in_double<T, bessel_kve>}},
      {"log_bessel_kve", {nullptr, in_double<T, log_bessel_kve>}},
      {"log_bessel_kve_gradient_v", {nullptr, in_double<T, log_bessel_kve_gradient_v>}},
      {"log_bessel_kve_gradient_z", {nullptr, in_double<T, log_bessel_kve_gradient_z>}},
  };
  return table;
}

template <class T>
const Kernels<T>& integral_kernels() {
  static const Kernels<T> table = {
      {"owens_t", {nullptr, in_double<T, owens_t>}},
      {"digamma_difference", {nullptr, in_double<T, scalar::digamma_difference<double>>}},
      {"zeta_gradient_s", {nullptr, in_double<T, zeta_gradient_s>}},
      {"von_mises_cdf", {nullptr, in_double<T, von_mises_cdf>}},
      {"von_mises_cdf_gradient_concentration",
       {nullptr, in_double<T, von_mises_cdf_gradient_concentration>}},
      {"von_mises_implicit_gradient", {nullptr, in_double<T, von_mises_implicit_gradient>}},
      {"lambertw", {in_double<T, lambertw>}},
      {"dawsn", {in_double<T, dawsn>}},
      {"expint", {in_double<T, expint>}},
      {"exponential_integral_e1", {in_double<T, exponential_integral_e1>}},
      {"hyp2f1", {nullptr, nullptr, nullptr, hyp2f1}},
      {"hyp2f1_gradient_a", {nullptr, nullptr, nullptr, hyp2f1_gradient_a}},
      {"hyp2f1_gradient_c", {nullptr, nullptr, nullptr, hyp2f1_gradient_c}},
  };
  return table;
}

template <class T>
const Kernels<T>& all_kernels() {
  static const Kernels<T> table = [] {
    Kernels<T> all = elementary_kernels<T>();
    for (const auto* more :
         {&gamma_and_beta_kernels<T>(), &bessel_kernels<T>(), &integral_kernels<T>()})
      all.insert(more->begin(), more->end());
    return all;
  }();
  return table;
}

/// The error in units of eps |expected| (1 + condition) plus the smallest subnormal; infinite if it
/// is no number.
template <class T>
double error_ratio(T got, const Row& row) {
  const long double largest = std::numeric_limits<T>::max();
  if (std::isnan(row.expected)) return std::isnan(got) ? 0.0 : HUGE_VAL;
  if (std::isinf(got) || std::fabs(row.expected) > largest) {
    const long double shrink = 1 - 4 * std::numeric_limits<T>::epsilon() * (1 + row.condition);
    const bool is_overflow = std::isinf(got) && std::fabs(row.expected) > shrink * largest;
    return is_overflow && (got > 0) == (row.expected > 0) ? 0.0 : HUGE_VAL;
  }
  const long double scale =
      std::numeric_limits<T>::epsilon() * std::fabs(row.expected) * (1 + row.condition);
  const long double floor = std::numeric_limits<T>::denorm_min();
  const double ratio = static_cast<double>(std::fabs(got - row.expected) / (scale + floor));
  return std::isnan(ratio) ? HUGE_VAL : ratio;
}

/// The promised error ratio: more for functions that iterate.
inline double bound_of(const std::string& function) {
  if (function.starts_with("hyp2f1")) return 64;
  if (function == "log_bessel_ive_gradient_z") return 16;
  const bool is_series =
      function == "lbeta" || function == "expint" || function == "exponential_integral_e1";
  if (is_series || bessel_kernels<double>().contains(function)) return 8;
  return gamma_and_beta_kernels<double>().contains(function) ? 64 : 4;
}

/// The largest error ratio, and where it is.
struct Worst {
  double ratio = -1;
  std::string args;
};

/// The files in tests/data that hold tables.
inline const std::vector<std::string>& special_tables() {
  static const std::vector<std::string> kTables = {"special_functions.csv",
                                                   "special_reference.csv",
                                                   "incomplete_gamma.csv",
                                                   "incomplete_beta.csv",
                                                   "bessel.csv",
                                                   "bessel_j.csv",
                                                   "special_integrals.csv"};
  return kTables;
}

}  // namespace aleator::scalar
