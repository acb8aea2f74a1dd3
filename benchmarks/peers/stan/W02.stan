// SPDX-License-Identifier: Apache-2.0
data {
  int<lower=1> n;
  vector[n] y;
  vector[n] sigma;
}
parameters {
  real mu;
  real log_tau;
  vector[n] raw;
}
model {
  real tau = exp(log_tau);
  target += log_tau + log(2) + cauchy_lpdf(tau | 0, 5);
  target += normal_lpdf(mu | 0, 5) + std_normal_lpdf(raw) + normal_lpdf(y | mu + tau * raw, sigma);
}
