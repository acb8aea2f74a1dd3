// SPDX-License-Identifier: Apache-2.0
// The programs the library exists for, as its users write them. They are compiled, not run.
#include <aleator/aleator.h>

#include <iostream>

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace contracts {

void hello_world() {
  auto d = tfd::Normal({.loc = 0., .scale = 1.});  // or tfd::Normal(0., 1.)
  Array x = d.sample(Key(42));                     // draw a random point
  Array px = d.prob(x);                            // its density
}

void canned_glm(Array X, Array y) {
  auto fit = glm::fit_sparse({.model_matrix = X,
                              .response = y,
                              .model = glm::Bernoulli(),
                              .l1_regularizer = 0.5,
                              .l2_regularizer = 1.});
  std::cout << fit.coefficients << fit.linear_response << fit.is_converged << fit.num_iterations;
}

void expressive_composition(int num_vars, std::size_t num_components, Array mu, Array sigma) {
  auto factorial_mog = tfd::Independent(
      tfd::MixtureSameFamily(
          {.mixture_distribution = tfd::Categorical({.logits = zeros({num_vars, num_components})}),
           .components_distribution =
               tfd::MultivariateNormalDiag({.loc = mu, .scale_diag = sigma})}),
      {.reinterpreted_batch_ndims = 1});
  Array samples = factorial_mog.sample({1000}, Key(1));
}

void masked_autoregressive_flow(std::size_t dims, Array points) {
  auto maf = tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(0., 1.), {dims}),
       .bijector = tfb::MaskedAutoregressiveFlow(
           {.shift_and_log_scale_fn = nn::AutoregressiveNetwork({.params = 2,
                                                                 .event_shape = {dims},
                                                                 .hidden_units = {512, 512},
                                                                 .key = Key(2)})})});
  auto training = optimize::minimize([&](Array x) { return -mean(maf.log_prob(x)); },
                                     {.num_steps = 1000,
                                      .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                                      .trainable_variables = trainable_variables(maf),
                                      .data = {points},
                                      .batch_size = 256,
                                      .key = Key(3)});
}

void text_messages(Array counts, std::int64_t n) {
  auto joint_log_prob = [&](Array lambda_1, Array lambda_2, Array tau) {
    auto rv_lambda = tfd::Exponential({.rate = 1. / mean(counts)});
    auto rv_tau = tfd::Uniform(0., 1.);
    Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
    return rv_lambda.log_prob(lambda_1) + rv_lambda.log_prob(lambda_2) + rv_tau.log_prob(tau) +
           sum(tfd::Poisson({.rate = lambda}).log_prob(counts));
  };
  // ... as in the deck
  auto chain = mcmc::sample_chain(
      {.num_results = 10'000,
       .num_burnin_steps = 1'000,
       .num_chains = 4,
       .current_state = {20., 20., 0.5},
       .names = {"lambda_1", "lambda_2", "tau"},
       .kernel = mcmc::TransformedTransitionKernel(
           {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                {.inner_kernel = mcmc::HamiltonianMonteCarlo({.target_log_prob_fn = joint_log_prob,
                                                              .num_leapfrog_steps = 2,
                                                              .step_size = 1.}),
                 .num_adaptation_steps = 800}),
            .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
       .key = Key(4)});
  // ... and the short way
  auto posterior =
      mcmc::sample(joint_log_prob, {.current_state = {20., 20., 0.5},
                                    .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()},
                                    .names = {"lambda_1", "lambda_2", "tau"}});
  Array tau = posterior["tau"];  // [chain, draw]
}

void eight_schools(Array y, Array sigma) {
  ppl::JointDistribution eight_schools([&](ppl::Scope& s) {
    Array mu = s.sample("mu", tfd::Normal(0., 5.));
    Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.sample("y", tfd::Normal(theta, sigma), {.plate = {"school", 8}});
  });
  auto target =
      ppl::make_target(eight_schools.condition({{"y", y}}), {.reparameterize = ppl::Auto});
  auto fitted = mcmc::sample(target, {.seed = 1});
  std::cout << fitted.summary();
  report::write_html(fitted, "eight_schools.html");

  // Variational inference, and Edward2's view of the same program.
  auto q = vi::build_factored_surrogate_posterior(target, {.key = Key(5)});
  auto elbo = vi::fit_surrogate_posterior(target, q,
                                          {.num_steps = 2000,
                                           .optimizer = optimize::Adam({.learning_rate = 0.05}),
                                           .sample_size = 8,
                                           .key = Key(6)});
  auto log_joint = ppl::make_log_joint_fn(eight_schools);
}

void bayesian_neural_network(std::size_t num_features, int num_rows, Array inputs, Array labels) {
  auto net = nn::Sequential(
      {nn::DenseFlipout({.units = 64, .activation = relu}), nn::DenseFlipout({.units = 2}),
       nn::DistributionLambda([](Array t) {
         return tfd::Normal({.loc = t[{Ellipsis, 0}], .scale = softplus(t[{Ellipsis, 1}])});
       })});
  net.build({num_features}, Key(7));
  auto loss = [&](Key key, Array x, Array y) {
    auto out = net(x, key);
    return -mean(out.log_prob(y)) + out.kl_loss() / num_rows;
  };
  auto training = optimize::minimize(loss, {.num_steps = 1000,
                                            .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                                            .trainable_variables = trainable_variables(net),
                                            .data = {inputs, labels},
                                            .batch_size = 128,
                                            .key = Key(8)});
}

}  // namespace contracts
