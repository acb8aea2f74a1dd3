// SPDX-License-Identifier: Apache-2.0
// Single forms that the interface promises, each as its users may write it. Compiled, not run.
#include <aleator/aleator.h>

#include <cmath>

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace contracts {

// Scalars convert to Arrays; lists, truth values and keys do not arise by accident.
static_assert(std::is_convertible_v<double, Array> && std::is_convertible_v<int, Array>);
static_assert(std::is_convertible_v<std::size_t, Array> && std::is_convertible_v<bool, Array>);
static_assert(!std::is_constructible_v<Array, std::initializer_list<double>>);
static_assert(!std::is_constructible_v<bool, Array>);
static_assert(!std::is_convertible_v<int, Key> && !std::is_convertible_v<Array, Key>);
static_assert(!std::is_convertible_v<double, tfd::Normal>);

void shapes(std::size_t rows, int columns, std::int64_t n, std::vector<double> v) {
  Array a = zeros({rows, columns}), b = zeros({v.size()}), c = zeros({}), d = zeros({3, n, rows});
  Array e = reshape(a, {-1}), f = sum(a, {.axes = {0}}), g = sum(a, {.axes = {0, -1}});
  Array h = arange(v.size()) + arange(0., 1., 0.1);
}

void indices(Array t, Array positions, std::size_t i) {
  Array a = t[0], b = t[i], c = t[{0}], d = t[{0, 1}], e = t[Ellipsis], f = t[{Ellipsis, 0}];
  Array g = t[{NewAxis, Ellipsis}], h = t[Slice(1, 4)], k = t[{Slice(1, i), 0}], l = t[positions];
}

// Every function transform takes a name that <cmath> overloads.
void overloaded_names(Array x) {
  Array a = grad(exp)(x), b = vmap(exp)(x), c = jit(exp)(x), d = value_and_grad(exp)(x).first;
  Array e = jvp(exp, x, x).second, f = vjp(exp, x).first, g = hessian(exp)(x);
  Array h = jacobian(exp)(x), k = hvp(exp)(x, x), l = vmap(grad(exp))(x), m = grad(grad(exp))(x);
  nn::DenseFlipout({.units = 64, .activation = tanh});
  nn::DenseFlipout({.units = 64, .activation = [](Array z) { return square(z); }});
}

void parameters(Variable rho, Array x) {
  tfd::Normal(rho, softplus(rho)).log_prob(x);
  tfd::Normal({.loc = rho, .scale = 2}).sample(Key(1));
  tfd::Bernoulli({.logits = rho}).sample({2, 3}, Key(1));
  tfd::Bernoulli({.probs = 0.3}).log_prob(1);
  tfd::Poisson({.rate = 3});
  tfd::Uniform();
  tfd::Uniform({.high = 2.});
  trainable_variables(rho);
  trainable_variables({rho * 2., exp(rho)});
  trainable_variables(tfd::Normal(rho, 1.));
  trainable_variables(std::pair(tfd::Normal(rho, 1.), std::vector<Variable>{rho}));
  trainable_variables(tfb::Chain({tfb::Exp(), tfb::Shift(rho)}));
}

void shapes_of_distributions() {
  tfd::Normal d(array({0., 10., 20.}), 1.);  // batch [3], event []
  Array draws = d.sample({5, 2}, Key(1));    // [5, 2, 3]
  Array log_density = d.log_prob(draws);     // [5, 2, 3]
  Array at_zero = d.log_prob(0.);            // [3]
  Array grid = d.log_prob(zeros({4, 1}));    // [4, 3]
}

// What docs/guides/coming_from_tfp.md lists.
void coming_from_tfp(Array x, Key key) {
  Array total = sum(x, {.axes = {0}, .keep_dims = true}), y = astype(x, float32);
  Variable v(0., "v");
  v.assign(1.);
  Array value = v.value();
  tfd::Poisson({.log_rate = x}).batch_shape();
  tfd::Normal d(0., 1.), e({.loc = 1., .scale = 2.});
  Array kl = d.kl_divergence(e), cross = d.cross_entropy(e);
  Bijector b = d.default_event_space_bijector();
  Array log_det = b.forward_log_det_jacobian(x, 1);
  tfb::Softplus({.hinge_softness = 2.});
  tfb::Scale({.log_scale = x});
  std::vector<Key> keys = split(key, 2);
  auto [first, second] = split<2>(fold_in(key, 3));
}

void bijectors() {
  Bijector invert = tfb::Invert(tfb::Invert(tfb::Exp()));
  tfb::Chain({invert});
  tfb::Scale({.scale = 2.});
  tfb::Sigmoid({.low = -1., .high = 1.});
}

template <class F>
mcmc::HamiltonianMonteCarlo hmc(F f) {
  return mcmc::HamiltonianMonteCarlo(
      {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.1});
}

Array log_prob_function(const Array& x);

void states() {
  auto one = [](Array x) { return -square(x); };
  auto two = [](const Array& x, Array y) { return -square(x) - square(y); };
  auto generic = [](auto x, auto y) { return x + y; };
  auto list = [](const Arrays& parts) { return parts[0]; };
  mcmc::sample_chain(
      {.num_results = 10, .current_state = {20.}, .names = {"x"}, .kernel = hmc(one)});
  mcmc::sample_chain(
      {.num_results = 10, .current_state = {20., 1}, .names = {"x", "y"}, .kernel = hmc(two)});
  mcmc::sample_chain({.num_results = 10, .current_state = {zeros({3})}, .kernel = hmc(list)});
  mcmc::sample(one, {.current_state = {20}, .bijector = {tfb::Exp()}, .names = {"x"}});
  mcmc::sample(two, {.current_state = {20., 20.}, .bijector = {tfb::Exp(), tfb::Exp()}});
  mcmc::sample(generic, {.current_state = {1, 2.}, .algorithm = mcmc::ChEES, .seed = 7});
  mcmc::sample(log_prob_function);
  mcmc::MetropolisHastings(
      {.inner_kernel = mcmc::UncalibratedRandomWalk({.target_log_prob_fn = one})});
}

void kernels() {
  auto one = [](Array x) { return -square(x); };
  auto two = [](const Array& x, Array y) { return -square(x) - square(y); };
  mcmc::RandomWalkMetropolis({.target_log_prob_fn = one, .step_size = 0.5});
  mcmc::MetropolisAdjustedLangevinAlgorithm({.target_log_prob_fn = one, .step_size = 0.5});
  mcmc::SliceSampler({.target_log_prob_fn = one, .step_size = 1., .max_doublings = 5});
  mcmc::EllipticalSliceSampler(
      {.normal_sampler_fn = [](Key key) { return random::normal(key, {}); },
       .log_likelihood_fn = one});
  mcmc::ReplicaExchangeMC(
      {.inner_kernel = mcmc::NoUTurnSampler({.target_log_prob_fn = one, .step_size = 0.1}),
       .inverse_temperatures = array({1., 0.5, 0.1})});
  mcmc::GibbsSampler(
      {.target_log_prob_fn = two,
       .blocks = {
           {.parts = {"x"}, .make_kernel_fn = [](mcmc::TargetLogProbFn f) { return hmc(f); }},
           {.parts = {"y"}, .conditional_fn = [](Key key, const Arrays& parts) {
              return parts[0] + random::normal(key, {});
            }}}});
  mcmc::GradientBasedTrajectoryLengthAdaptation(
      {.inner_kernel = mcmc::JitteredHamiltonianMonteCarlo(
           {.target_log_prob_fn = one, .trajectory_length = 1., .step_size = 0.1}),
       .num_adaptation_steps = 100,
       .criterion_fn = mcmc::snaper_criterion});
}

void streams(Key key) {
  const auto two = [](Array a, Array b) { return a + b; };
  mcmc::sample(two, {.current_state = {1., 2.},
                     .num_steps_between_results = 9,
                     .uses_pathfinder = true,
                     .draws_path = "run.draws",
                     .keeps_draws_in_memory = false});
  mcmc::read_posterior("run.draws").summary();
  mcmc::sample_chain({.num_results = 10,
                      .current_state = {1., 2.},
                      .kernel = hmc(two),
                      .trace_fn =
                          [](const Arrays& state, const mcmc::KernelResults& results) {
                            return Arrays{state[0] + state[1], results.has_divergence};
                          }})
      .trace();
  mcmc::sample_fold(
      {.num_steps = 10,
       .current_state = {1., 2.},
       .reducers = {mcmc::ExpectationsReducer{},
                    mcmc::VarianceReducer{[](const Arrays& state) { return state[0]; }},
                    mcmc::CovarianceReducer{.ddof = 1}, mcmc::PotentialScaleReductionReducer{}},
       .kernel = hmc(two),
       .key = key});
}

void losses(Variable v, Array x, Array y) {
  const optimize::MinimizeOptions options{.num_steps = 10, .optimizer = optimize::Adam()};
  optimize::minimize([&] { return square(v); }, options);
  optimize::minimize([&](Key key) { return v * random::normal(key, {}); }, options);
  optimize::minimize([&](Array a) { return mean(a) * v; },
                     {.num_steps = 1, .optimizer = optimize::Adam(), .data = {x}});
  optimize::minimize([&](const Array& a, const Array& b) { return mean(a * b) * v; },
                     {.num_steps = 1, .optimizer = optimize::Adam(), .data = {x, y}});
  optimize::minimize([&](const Key& key, Array a) { return a * random::normal(key, {}); }, options);
}

void plates(ppl::Scope& s, std::size_t num_schools) {
  s.sample("a", tfd::Normal(0., 1.), {.plate = {"school", num_schools}});
  s.sample("b", tfd::Normal(0., 1.), {.plate = {{"school", 8}}});
  s.sample("c", tfd::Normal(0., 1.), {.plate = {{"school", num_schools}, {"year", 5}}});
}

void values(ppl::JointDistribution joint, Array y) {
  joint.condition({{"y", y}, {"tau", 5.}});
  ppl::make_log_joint_fn(joint)({{"mu", 0.}, {"tau", 1.}});
  ppl::make_target(joint.condition({{"y", 1}}));
}

}  // namespace contracts
