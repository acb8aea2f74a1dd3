// SPDX-License-Identifier: Apache-2.0
// Declares Results: what the examples print, check and, with --json, write for programs.
#pragma once

#include <aleator/aleator.h>

#include <memory>
#include <string>

namespace example {

/// The results of an example. It runs as `example [--json]`: text for people on standard output, or
/// one JSON object there and the text on standard error.
class Results {
 public:
  Results(int argc, char** argv);
  ~Results();
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;

  /// A number or an array, for the JSON object.
  void add(const std::string& name, const aleator::Array& value);
  /// A run: prints its table of estimates and its diagnosis.
  void add(const std::string& name, const aleator::stats::Posterior& posterior);

  /// What must hold of an example that works. Prints it if it does not.
  void expect(bool holds, const std::string& what);
  /// That |value - exact| <= tolerance.
  void expect_near(const std::string& what, double value, double exact, double tolerance);
  /// That the mean of draws, [chain, draw], is within five standard errors of a value: that of the
  /// draws by Monte Carlo, and that of the value if it has one.
  void expect_mean(const std::string& what, const aleator::Array& draws, double exact,
                   double standard_error = 0);

  /// Writes the JSON object if it is asked for. 0 if all that was expected held, otherwise 1.
  int finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace example
