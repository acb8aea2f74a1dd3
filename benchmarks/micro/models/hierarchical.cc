// SPDX-License-Identifier: Apache-2.0
// Defines eight schools and the radon models, both non-centered.
#include "benchmarks/micro/models/model.h"

namespace aleator::bench {
namespace {

/// mu, log tau, raw effects
LogDensity eight_schools_density(Dtype dtype) {
  const EightSchoolsData data = eight_schools_data();
  return [y = data_array(data.y, dtype), sigma = data_array(data.sigma, dtype)](const Array& q) {
    const Array mu = q[0], log_tau = q[1], raw = q[Slice(2, 10)];
    return log_normal(mu, 0., 5.) + log_half_cauchy(log_tau, 5.) + log_normal(raw, 0., 1.) +
           log_normal(y, mu + exp(log_tau) * raw, sigma);
  };
}

/// mu_alpha, log sigma_alpha, log sigma_y, raw intercepts
LogDensity radon_density(const RadonData& data, Dtype dtype) {
  const std::size_t num_counties = data.county_start.size() - 1;
  std::vector<std::int64_t> county;
  for (std::size_t j = 0; j < num_counties; ++j) {
    county.resize(data.county_start[j + 1], static_cast<std::int64_t>(j));
  }
  const auto end = static_cast<std::int64_t>(num_counties + 3);
  return [end, y = data_array(data.log_radon, dtype), county = array(county)](const Array& q) {
    const Array mu = q[0], log_sigma_alpha = q[1], log_sigma_y = q[2], raw = q[Slice(3, end)];
    const Array alpha = mu + exp(log_sigma_alpha) * raw;
    return log_normal(mu, 0., 10.) + log_half_normal(log_sigma_alpha) +
           log_half_normal(log_sigma_y) + log_normal(raw, 0., 1.) +
           log_normal(y, take(alpha, county), exp(log_sigma_y));
  };
}

Model radon(const std::string& name, RadonData (*data)()) {
  return {name, static_cast<std::int64_t>(data().county_start.size()) + 2,
          [data](Dtype dtype) { return radon_density(data(), dtype); },
          [data] { return hand::radon(data()); }};
}

}  // namespace

Model eight_schools() {
  return {"eight_schools", 10, eight_schools_density,
          [] { return hand::eight_schools(eight_schools_data()); }};
}
Model radon_mn() { return radon("radon_mn", radon_mn_data); }
Model radon_all() { return radon("radon_all", radon_all_data); }

}  // namespace aleator::bench
