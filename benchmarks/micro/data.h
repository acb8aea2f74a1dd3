// SPDX-License-Identifier: Apache-2.0
// Defines the data behind the benchmarked densities, as both sides read them.
#pragma once

#include <cstddef>
#include <vector>

namespace aleator::bench {

using Numbers = std::vector<double>;

struct EightSchoolsData {
  Numbers y, sigma;
};
struct RadonData {
  Numbers log_radon;                      // sorted by county
  std::vector<std::size_t> county_start;  // one more than there are counties
};
struct LogisticData {
  std::size_t num_columns;
  Numbers features;  // row-major, without the intercept
  Numbers outcomes;  // 0 or 1
};
struct SeriesData {
  Numbers y;
};
struct GaussianProcessData {
  Numbers x, y;
};

EightSchoolsData eight_schools_data();
RadonData radon_mn_data();                    ///< 919 houses in 85 counties
RadonData radon_all_data();                   ///< made up: 12,573 houses in 386 counties
LogisticData logistic_data();                 ///< made up: 10,000 rows of 25 columns
SeriesData ark_data();                        ///< a series of 200
SeriesData garch_data();                      ///< made up: GARCH(1,1), 200 steps
SeriesData stochastic_volatility_data();      ///< made up: 500 steps
SeriesData hmm_data();                        ///< made up: 500 steps of 3 states
GaussianProcessData gaussian_process_data();  ///< made up: 50 points

/// `n` standard normal numbers, the same for the same seed everywhere.
Numbers normal_numbers(std::size_t n, std::size_t seed);

}  // namespace aleator::bench
