// SPDX-License-Identifier: Apache-2.0
// Writes docs/special_functions.md from measurements when ALEATOR_WRITE_DOCS is set, and tests that
// the page lists every function and promises what is measured.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/graph/special_tables.h"

namespace aleator::scalar {
namespace {

const std::map<std::string, const char*>& domains() {
  static const std::map<std::string, const char*> kDomains = {
      {"lgamma", "all x"},
      {"digamma", "x not a negative integer"},
      {"trigamma", "all x"},
      {"polygamma", "order 0 to 255; x >= 0 from order 2 on"},
      {"zeta", "s > 1, q >= 0"},
      {"zeta_gradient_s", "s > 1, q > 0"},
      {"digamma_difference", "a > 0, b >= 0"},
      {"erf", "all x"},
      {"erfc", "all x"},
      {"erfcx", "all x"},
      {"erfinv", "-1 <= x <= 1"},
      {"erfcinv", "0 <= x <= 2"},
      {"ndtr", "all x"},
      {"log_ndtr", "all x"},
      {"ndtri", "0 <= p <= 1"},
      {"ndtri_exp", "log p <= 0"},
      {"log1mexp", "all x"},
      {"log_add_exp", "all x, y"},
      {"softplus", "all x"},
      {"softplus_inverse", "x >= 0"},
      {"sigmoid", "all x"},
      {"log_sigmoid", "all x"},
      {"logit", "0 <= p <= 1"},
      {"xlogy", "y >= 0"},
      {"xlog1py", "y >= -1"},
      {"sinpi", "all x"},
      {"cospi", "all x"},
      {"dawsn", "all x"},
      {"expint", "all x"},
      {"exponential_integral_e1", "x >= 0"},
      {"lambertw", "x >= -1/e"},
      {"owens_t", "all h, a"},
      {"hyp2f1", "z <= 0.999; parameters up to 20, and z >= -1 or c >= a, b >= -4"},
      {"hyp2f1_gradient_a", "as hyp2f1"},
      {"hyp2f1_gradient_c", "as hyp2f1"},
      {"bessel_jv", "v, z >= 0; v <= 1e6 where z^2 > 4 (v + 1)"}};
  return kDomains;
}

/// Of families of functions, by what their names hold.
std::string domain_of(const std::string& function) {
  if (const auto found = domains().find(function); found != domains().end()) return found->second;
  if (function.find("bessel") != std::string::npos) return "v, z >= 0";
  if (function.starts_with("von_mises")) return "-pi <= x <= pi, 0 <= concentration < inf";
  if (function == "lbeta") return "a, b > 0";
  if (function.find("beta") != std::string::npos) return "a, b > 0, 0 <= x <= 1";
  if (function.find("inv") != std::string::npos) return "a > 0, 0 <= p <= 1";
  if (function.find("gamma") != std::string::npos) return "a, x >= 0";
  return "";
}

template <class T>
std::map<std::string, Worst> worst_of_all(std::map<std::string, int>* counts) {
  std::map<std::string, Worst> worst;
  for (const std::string& file : special_tables()) {
    for (const Row& row : read_rows(file)) {
      if (sizeof(T) == 4 && !row.is_float32) continue;
      const double ratio = error_ratio(all_kernels<T>().at(row.function)(row.args), row);
      if (ratio > worst[row.function].ratio) worst[row.function] = {ratio, row.args_text};
      if (counts != nullptr) ++(*counts)[row.function];
    }
  }
  return worst;
}

std::string two_digits(double ratio) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2g", ratio);
  return buffer;
}

std::string written_page() {
  std::map<std::string, int> counts;
  const auto in_double = worst_of_all<double>(&counts), in_float = worst_of_all<float>(nullptr);
  std::string page =
      "# Special functions\n\n"
      "Written by `tests/graph/special_page_test.cc`; do not edit. `k` is the largest error over "
      "the points of the\ntables in `tests/data`, in units of eps |f| (1 + cond), where cond is "
      "the "
      "sum of |x f'(x) / f(x)| over the\narguments: the error that rounding the arguments costs. "
      "\"Promised\" is the bound that tests hold float64 and\nfloat32 to. Outside of its domain a "
      "function is NaN.\n\n"
      "| function | domain | points | k, float64 | k, float32 | promised | worst at (float64) |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const auto& [name, worst] : in_double) {
    const auto narrow = in_float.find(name);
    page += text("| `", name, "` | ", domain_of(name), " | ", counts[name], " | ",
                 two_digits(worst.ratio), " | ",
                 narrow == in_float.end() ? std::string("-") : two_digits(narrow->second.ratio),
                 " | ", bound_of(name), " | ", worst.args, " |\n");
  }
  return page;
}

TEST(SpecialPage, ListsEveryFunctionWithItsDomain) {
  const std::string path = text(ALEATOR_TEST_DATA_DIR, "/../../docs/special_functions.md");
  if (std::getenv("ALEATOR_WRITE_DOCS") != nullptr) std::ofstream(path) << written_page();
  std::ifstream file(path);
  std::stringstream page;
  page << file.rdbuf();
  for (const auto& [name, kernel] : all_kernels<double>()) {
    EXPECT_NE(domain_of(name), "") << name;
    const std::string row = text("| `", name, "` | ", domain_of(name), " | ");
    EXPECT_NE(page.str().find(row), std::string::npos)
        << name << " is missing: run this test with ALEATOR_WRITE_DOCS=1";
  }
}

}  // namespace
}  // namespace aleator::scalar
