// SPDX-License-Identifier: Apache-2.0
// Defines the picture of observed data over an index, with a fitted line and an uncertainty band.
#pragma once

#include "aleator/report/frame.h"

#include <string>
#include <vector>

namespace aleator::report {

/// What the picture shows. Every vector that is not empty has the length of `x`; values that are
/// not finite are left out.
struct Series {
  std::string title;
  std::string x_label = {}, y_label = {};  ///< with units: "day", "messages per day"
  std::vector<double> x = {};              ///< increasing; empty: 0, 1, 2 ...
  std::vector<double> observed = {};
  bool has_bars = false;                    ///< bars from zero instead of points
  std::vector<double> line = {};            ///< for instance the posterior expectation
  std::vector<double> low = {}, high = {};  ///< the band, for instance 5 % and 95 %
  std::string observed_label = "observed";
  std::string line_label = "posterior mean";
  std::string band_label = "90 % interval";
  double width = 1040, height = 340;
};

/// ShapeError when lengths differ, ValueError when there is nothing to show.
Picture series(const Series& series);

}  // namespace aleator::report
