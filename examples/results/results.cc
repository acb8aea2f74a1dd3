// SPDX-License-Identifier: Apache-2.0
#include "results/results.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace example {
namespace {

using Json = nlohmann::ordered_json;
using namespace aleator;

Json to_json(const Array& value) {
  if (value.rank() > 0) {
    Json out = Json::array();
    for (std::int64_t i = 0; i < value.dim(0); ++i) out.push_back(to_json(value[i]));
    return out;
  }
  const double number = value.values()[0];
  return std::isfinite(number) ? Json(number) : Json(nullptr);
}

/// An exception that nobody catches ends an example with its message.
[[noreturn]] void end_with_message() {
  try {
    if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::exception& error) {
    std::cerr << program_invocation_short_name << ": " << error.what() << std::endl;
  } catch (...) {
    std::cerr << program_invocation_short_name << ": ended by an unknown exception" << std::endl;
  }
  std::_Exit(1);
}

}  // namespace

struct Results::Impl {
  Json values = Json::object(), expected = Json::array();
  bool is_right = true;
  int standard_output = -1;  ///< where JSON goes; -1: nowhere

  /// From here on, all that is printed goes to standard error, whoever prints it.
  void keep_standard_output() {
    std::cout.flush();
    std::fflush(stdout);
    standard_output = dup(STDOUT_FILENO);
    if (standard_output < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
      throw Error("--json: standard output cannot be set aside");
  }
  void restore_standard_output() {
    if (standard_output < 0) return;
    std::cout.flush();
    std::fflush(stdout);
    dup2(standard_output, STDOUT_FILENO);
    close(standard_output);
    standard_output = -1;
  }
};

Results::Results(int argc, char** argv) : impl_(std::make_unique<Impl>()) {
  CLI::App app("An example of Aleator that compares its results with known answers.");
  bool is_json = false;
  app.add_flag("--json", is_json, "results as one JSON object; text goes to standard error");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  if (is_json) impl_->keep_standard_output();
  std::set_terminate(end_with_message);
}

Results::~Results() { impl_->restore_standard_output(); }

void Results::add(const std::string& name, const Array& value) {
  impl_->values[name] = to_json(value);
}

void Results::add(const std::string& name, const stats::Posterior& posterior) {
  std::cout << posterior.summary() << "\n" << posterior.diagnosis() << "\n";
  impl_->values[name] = Json::parse(io::to_json(posterior));
}

void Results::expect(bool holds, const std::string& what) {
  if (!holds) std::cout << "WRONG: " << what << "\n";
  impl_->expected.push_back({{"what", what}, {"holds", holds}});
  impl_->is_right = impl_->is_right && holds;
}

void Results::expect_near(const std::string& what, double value, double exact, double tolerance) {
  expect(std::abs(value - exact) <= tolerance,
         text(what, " is ", value, ", exactly ", exact, ", may differ by ", tolerance));
}

void Results::expect_mean(const std::string& what, const Array& draws, double exact,
                          double standard_error) {
  const double mcse = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
  expect_near(what, mean(draws).item(), exact, 5 * std::hypot(mcse, standard_error));
}

int Results::finish() {
  const bool is_json = impl_->standard_output >= 0;
  impl_->restore_standard_output();
  if (is_json) {
    std::cout << Json{{"results", impl_->values}, {"expected", impl_->expected}}.dump(2) << "\n";
  }
  return impl_->is_right ? 0 : 1;
}

}  // namespace example
