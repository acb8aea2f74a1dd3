// SPDX-License-Identifier: Apache-2.0
// Declares the reference posteriors: models in mathematical form with data and known answers.
#pragma once

#include "aleator/aleator.h"

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace aleator::posteriors {

/// A log density in the coordinates in which chains run, and how its draws become the parameters
/// of which the answers are known.
struct Sampled {
  LogDensity target;
  Arrays start;
  std::function<Arrays(const Arrays&)> reported = [](const Arrays& parts) { return parts; };
};

/// A model with its data.
struct Model {
  std::string name;
  std::vector<std::string> parameters;  ///< in the order of log_prob's arguments
  mcmc::TargetLogProbFn log_prob;       ///< over constrained parameters, all constants kept
  Sampled sampled;
  double tolerance = 1e-10;  ///< relative, of log_prob and its gradient
};

/// The data and answers of a posterior (posteriordb and closed forms; see data/posteriors).
nlohmann::json reference_of(const std::string& name);
/// Nested lists as an array; positions count from 1 in the data.
Array numbers(const nlohmann::json& list);
Array positions(const nlohmann::json& list);
/// All models by name.
std::vector<std::string> model_names();
Model model(const std::string& name);

}  // namespace aleator::posteriors
