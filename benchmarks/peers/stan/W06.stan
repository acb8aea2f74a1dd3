// SPDX-License-Identifier: Apache-2.0
data {
  int<lower=1> n;
  int<lower=1> num_counties;
  vector[n] y;
  array[n] int<lower=1, upper=num_counties> county;
}
parameters {
  real mu;
  real log_sigma_alpha;
  real log_sigma_y;
  vector[num_counties] raw;
}
model {
  vector[num_counties] alpha = mu + exp(log_sigma_alpha) * raw;
  target += normal_lpdf(mu | 0, 10) + std_normal_lpdf(raw);
  target += log_sigma_alpha + log(2) + std_normal_lpdf(exp(log_sigma_alpha));
  target += log_sigma_y + log(2) + std_normal_lpdf(exp(log_sigma_y));
  target += normal_lpdf(y | alpha[county], exp(log_sigma_y));
}
