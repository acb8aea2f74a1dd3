// SPDX-License-Identifier: Apache-2.0
// Defines pictures that hold data against what a model says of them.
#pragma once

#include "aleator/report/frame.h"

#include <string>
#include <vector>

namespace aleator::report {

/// Observed values and replications of them under draws of the posterior.
struct PredictiveCheck {
  std::string name;
  std::vector<double> observed;
  std::vector<std::vector<double>> replicated;  ///< as long as `observed` each
};

/// Of numbers: the density of the observed values over those of 30 replications. Of counts (whole
/// numbers with at most 60 different values between the ends): bars of how often each value is
/// observed, with the mean and the central 90 % of the replications. ShapeError when a replication
/// has another length; ValueError without data or replications.
Picture predictive(const PredictiveCheck& check);

/// By how much the share of observations with a smaller value exceeds each value of stats::loo_pit,
/// with a band in which all of it lies for 95 % of uniform values (the bound of Dvoretzky, Kiefer,
/// Wolfowitz and Massart). ValueError without values.
Picture loo_pit(const std::string& name, std::vector<double> values);

/// Pareto's k of every observation, from stats::loo; above 0.7 its terms cannot be trusted.
Picture pareto_k(const std::vector<double>& values);

}  // namespace aleator::report
