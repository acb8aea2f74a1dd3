// SPDX-License-Identifier: Apache-2.0
functions {
  real rates_lpdf(vector logits, real logit_mean, real log_excess) {
    real mean = inv_logit(logit_mean);
    real scale = 1 + exp(log_excess);
    real a = mean * scale;
    real b = (1 - mean) * scale;
    return log_inv_logit(logit_mean) + log_inv_logit(-logit_mean) + log_excess
           + pareto_lpdf(scale | 1, 1.5) + a * sum(log_inv_logit(logits))
           + b * sum(log_inv_logit(-logits)) - rows(logits) * lbeta(a, b);
  }
}
data {
  int<lower=1> items;
  int<lower=1> annotators;
  matrix[items, annotators] positive;
  matrix[items, annotators] negative;
}
parameters {
  real logit_pi;
  real logit_mean_sens;
  real log_excess_sens;
  real logit_mean_spec;
  real log_excess_spec;
  vector[annotators] sens_less_2;
  vector[annotators] spec_less_2;
}
model {
  vector[annotators] sens = 2 + sens_less_2;
  vector[annotators] spec = 2 + spec_less_2;
  vector[items] if_true = log_inv_logit(logit_pi) + positive * log_inv_logit(sens)
                          + negative * log_inv_logit(-sens);
  vector[items] if_false = log_inv_logit(-logit_pi) + positive * log_inv_logit(-spec)
                           + negative * log_inv_logit(spec);
  target += log_inv_logit(logit_pi) + log_inv_logit(-logit_pi);
  target += rates_lpdf(sens | logit_mean_sens, log_excess_sens);
  target += rates_lpdf(spec | logit_mean_spec, log_excess_spec);
  for (i in 1:items) target += log_sum_exp(if_true[i], if_false[i]);
}
