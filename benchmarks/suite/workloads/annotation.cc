// SPDX-License-Identifier: Apache-2.0
// W03: annotators who disagree (after Carpenter 2008), the classes of items summed out.
//
//   pi ~ Uniform(0, 1); for sensitivity and specificity: mean ~ Uniform(0, 1), scale ~
//   Pareto(1, 1.5) each annotator's ~ Beta(mean scale, (1 - mean) scale)
//
// Position: logit pi; logit mean and log(scale - 1), twice; logits of 20 sensitivities, and of 20
// specificities, less 2. Exchanging the classes gives the same density: chains that start around 0
// have annotators who know more than chance, and find one labelling.
#include <cmath>

#include "benchmarks/micro/data.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kItems = 1000, kAnnotators = 20, kDimension = 5 + 2 * kAnnotators;

struct Labels {
  Array positive, negative;  ///< [item, annotator]: 1 where there is such a label
};

Labels made_labels() {
  const Array is_true = random::uniform(Key(1), {kItems, 1}) < 0.3;
  const Array sensitivity = 0.65 + 0.3 * random::uniform(Key(2), {kAnnotators});
  const Array specificity = 0.75 + 0.2 * random::uniform(Key(3), {kAnnotators});
  const Array rate = where(is_true, sensitivity, 1. - specificity);
  const Array says = astype(random::uniform(Key(4), {kItems, kAnnotators}) < rate, float64);
  const Array is_there = astype(random::bernoulli(Key(5), 0.5, {kItems, kAnnotators}), float64);
  const Array positive = says * is_there, negative = (1. - says) * is_there;
  eval(positive, negative);
  return {positive, negative};
}

/// Of one kind of rates, with their mean and scale; all in terms of unconstrained numbers.
Array log_rates(const Array& logit_mean, const Array& log_excess, const Array& logits) {
  const Array mean = sigmoid(logit_mean), scale = 1. + exp(log_excess);
  const Array log_prior = log_sigmoid(logit_mean) + log_sigmoid(-logit_mean) + log_excess +
                          std::log(1.5) - 2.5 * log(scale);
  const Array a = mean * scale, b = (1. - mean) * scale;
  return log_prior + sum(a * log_sigmoid(logits) + b * log_sigmoid(-logits)) +
         static_cast<double>(kAnnotators) * (lgamma(scale) - lgamma(a) - lgamma(b));
}

FlatLogProb log_density(const Labels& labels) {
  return [=](const Array& q) {
    const Array sens = 2. + q[Slice(5, 5 + kAnnotators)];
    const Array spec = 2. + q[Slice(5 + kAnnotators, kDimension)];
    const Array if_true = log_sigmoid(q[0]) + matmul(labels.positive, log_sigmoid(sens)) +
                          matmul(labels.negative, log_sigmoid(-sens));
    const Array if_false = log_sigmoid(-q[0]) + matmul(labels.positive, log_sigmoid(-spec)) +
                           matmul(labels.negative, log_sigmoid(spec));
    return log_sigmoid(q[0]) + log_sigmoid(-q[0]) + log_rates(q[1], q[2], sens) +
           log_rates(q[3], q[4], spec) + sum(if_false + softplus(if_true - if_false));
  };
}

}  // namespace

Workload annotation(const Setup& setup) {
  const Labels labels = made_labels();
  // Four products of a row, forth and back, an exponential and a logarithm an item.
  return sampled({.log_prob = log_density(labels),
                  .dimension = kDimension,
                  .gradient = {.operations = kItems * (16. * kAnnotators + 50)},
                  .data = {{"positive", labels.positive}, {"negative", labels.negative}}},
                 setup);
}

}  // namespace aleator::bench
