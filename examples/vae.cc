// SPDX-License-Identifier: Apache-2.0
// A variational autoencoder of 8x8 digits, with a learned mixture as the prior of its 8 latent
// variables. Checks the bound of the evidence against models that it must beat, against a tighter
// bound, and pixels of generated digits against the data.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumLatents = 8, kNumPixels = 64, kNumComponents = 20;

/// Black and white: [image, pixel].
Array digits() {
  const io::CsvTable table = io::read_csv("data/digits.csv");
  Arrays pixels;
  for (std::int64_t i = 0; i < kNumPixels; ++i)
    pixels.push_back(array(table.column("pixel_" + std::to_string(i))));
  return astype(stack(pixels, 1) > 7., float32);
}

/// A mixture of normals whose centers, scales and weights are trained.
Distribution learned_prior(const Key& key) {
  const Shape shape{kNumComponents, kNumLatents};
  const Variable loc(random::normal(key, shape, float32), "prior_loc");
  const Variable rho(zeros(shape, float32), "prior_rho");
  const Variable logits(zeros({kNumComponents}, float32), "prior_logits");
  return tfd::MixtureSameFamily(
      {.mixture_distribution = tfd::Categorical({.logits = logits}),
       .components_distribution = tfd::Independent(tfd::Normal(loc, 1e-3 + softplus(rho)),
                                                   {.reinterpreted_batch_ndims = 1})});
}

struct Autoencoder {
  Distribution prior;
  nn::Sequential encoder, decoder;
};

Autoencoder autoencoder(const Key& key) {
  const Distribution prior = learned_prior(key);
  const nn::Sequential encoder(
      {nn::Dense({.units = 256, .activation = relu}),
       nn::Dense({.units = nn::MultivariateNormalTriL::params_size(kNumLatents)}),
       nn::MultivariateNormalTriL(kNumLatents,
                                  {.activity_regularizer = nn::KLDivergenceRegularizer(prior)})});
  const nn::Sequential decoder({nn::Dense({.units = 256, .activation = relu}),
                                nn::Dense({.units = kNumPixels}),
                                nn::IndependentBernoulli({kNumPixels})});
  return {prior, encoder, decoder};
}

/// The bound by 100 draws per image, log of their mean weight: between the ELBO and the evidence.
double importance_weighted_bound(const Autoencoder& model, const Array& x) {
  const Distribution q = model.encoder(x, {.key = Key(6)}).distribution();
  const Array z = q.sample({100}, Key(7));
  const Array log_weights = model.prior.log_prob(z) + model.decoder(z).log_prob(x) - q.log_prob(z);
  return mean(logsumexp(log_weights, {.axes = {0}}) - std::log(100.)).item();
}

/// The log probability when pixels are independent, with the frequencies of the data.
double independent_pixels(const Array& train, const Array& test) {
  const Array frequency = clip(mean(train, {.axes = {0}}), 1e-3, 1 - 1e-3);
  return mean(sum(tfd::Bernoulli({.probs = frequency}).log_prob(test), {.axes = {1}})).item();
}

void print_image(const Array& image) {
  const std::vector<double> pixels = image.values();
  for (std::size_t row = 0; row < 8; ++row) {
    for (std::size_t column = 0; column < 8; ++column)
      std::printf("%s", pixels[8 * row + column] > 0.5 ? "##" : "  ");
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array all = digits(), train = slice_axis(all, 0, 0, 1500),
              test = slice_axis(all, 0, 1500, 1797);
  const Autoencoder model = autoencoder(Key(1));
  const nn::Sequential whole({model.encoder, model.decoder});
  whole.build({kNumPixels}, Key(2));
  const nn::History history = nn::fit(whole, {.x = train,
                                              .kl_weight = 1,
                                              .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                                              .num_epochs = 60,
                                              .batch_size = 100,
                                              .validation_x = test,
                                              .early_stopping = {.patience = 20},
                                              .key = Key(3)});
  std::printf("%s\n", history.to_string().c_str());

  const double independent = independent_pixels(train, test);
  const double elbo = -nn::evaluate(whole, {.x = test, .kl_weight = 1, .key = Key(4)}).loss;
  const double tighter = importance_weighted_bound(model, test);
  std::printf("nats per image: %.2f independent pixels, %.2f bound, %.2f tighter bound\n",
              independent, elbo, tighter);

  // The mean of pixels: of 4000 generated images, and of the data.
  const Array z = model.prior.sample({4000}, Key(5));
  const Array generated = model.decoder(z).mean();
  const double distance =
      mean(abs(mean(generated, {.axes = {0}}) - mean(train, {.axes = {0}}))).item();
  std::printf("pixels of generated images are %.3f from those of the data on average\n", distance);
  print_image(generated[0]);

  results.add("bound", elbo);
  results.add("tighter bound", tighter);
  results.expect(elbo > independent + 5, "better than independent pixels");
  results.expect(tighter > elbo, "the tighter bound is higher");
  results.expect_near("distance of pixels", distance, 0, 0.08);
  return results.finish();
}
