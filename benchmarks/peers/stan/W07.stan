// SPDX-License-Identifier: Apache-2.0
data {
  int<lower=1> people;
  int<lower=1> items;
  array[people, items] int<lower=0, upper=1> y;
}
parameters {
  vector[people] theta;
  vector[items] log_a;
  vector[items] b;
  real log_sigma_a;
  real mu_b;
  real log_sigma_b;
}
model {
  vector[items] a = exp(log_a);
  target += std_normal_lpdf(theta) + normal_lpdf(log_a | 0, exp(log_sigma_a));
  target += normal_lpdf(b | mu_b, exp(log_sigma_b)) + normal_lpdf(mu_b | 0, 5);
  target += std_normal_lpdf(log_sigma_a) + std_normal_lpdf(log_sigma_b);
  for (i in 1:people) target += bernoulli_logit_lpmf(y[i] | a .* (theta[i] - b));
}
