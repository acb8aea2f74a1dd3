// SPDX-License-Identifier: Apache-2.0
data {
  int<lower=1> n;
  vector[n] y;
}
parameters {
  real first;
  vector[2] log_distance;
  vector[3] log_sigma;
  array[3] vector[3] logits;
}
model {
  vector[3] mu;
  matrix[3, n] log_emission;
  matrix[3, 3] transition;
  mu[1] = first;
  mu[2] = first + exp(log_distance[1]);
  mu[3] = mu[2] + exp(log_distance[2]);
  for (k in 1:3) transition[k] = softmax(logits[k])';
  for (k in 1:3) {
    vector[n] u = (y - mu[k]) * exp(-log_sigma[k]);
    log_emission[k] = (-0.5 * square(u) - log_sigma[k] - 0.918938533204672742)';
  }
  target += normal_lpdf(mu | [-2, 0, 2]', 1) + std_normal_lpdf(log_sigma) + sum(log_distance);
  for (k in 1:3) target += std_normal_lpdf(logits[k]);
  target += hmm_marginal(log_emission, transition, rep_vector(1.0 / 3, 3));
}
