// SPDX-License-Identifier: Apache-2.0
data {
  int<lower=1> n;
  vector[n] y;
}
parameters {
  real mu;
  real artanh_phi;
  real log_sigma;
  vector[n] z;
}
model {
  real phi = tanh(artanh_phi);
  real sigma = exp(log_sigma);
  vector[n] h = sigma * z;
  h[1] /= sqrt(1 - square(phi));
  for (t in 2:n) h[t] += phi * h[t - 1];
  target += normal_lpdf(mu | 0, 10) + log1m(square(phi)) + std_normal_lpdf(z);
  target += log_sigma + log(2) + cauchy_lpdf(sigma | 0, 5);
  target += normal_lpdf(y | 0, exp(0.5 * (mu + h)));
}
