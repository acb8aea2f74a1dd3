// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/fit.h"

#include "aleator/base/text.h"
#include "aleator/nn/fit_checkpoint.h"
#include "aleator/nn/fit_loop.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/interrupt.h"
#include "aleator/stats/progress.h"

#include <chrono>
#include <iostream>
#include <numeric>

namespace aleator::nn {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondsUntilProgress = 2;

void check_options(const Layer& layer, const FitOptions& o) {
  check_rows("fit", o.x, o.y.has_value() ? o.y : o.x);
  for (const auto& [name, value] : {std::pair("batch_size", o.batch_size),
                                    {"num_epochs", o.num_epochs + 1},
                                    {"early_stopping.patience", o.early_stopping.patience + 1}}) {
    if (value < 1) throw ValueError(text("fit: ", name, " must be positive, got ", value));
  }
  if (!o.validation_x.has_value() && !o.metrics.empty())
    throw ValueError("fit: metrics are of the validation data, but validation_x is not given");
  if (!layer.is_built())
    throw ValueError(
        text("fit: ", layer.to_string(), " is not built; call build(input_shape, key) first"));
}

class Fit {
 public:
  Fit(const Layer& layer, const FitOptions& options, const Key& key)
      : layer_(layer),
        o_(options),
        key_(key),
        loop_(layer, options, key),
        identity_{key.words(), options.x.dim(0), options.batch_size},
        progress_(std::cerr, stats::options_for_standard_error()) {
    state_.loop = loop_.start();
    state_.history.metrics.resize(o_.metrics.size());
    if (!o_.checkpoint_path.empty()) {
      if (const auto saved = load_fit(o_.checkpoint_path, state_, identity_)) state_ = *saved;
    }
    loop_.assign(state_.loop);
  }

  History operator()() {
    const stats::InterruptScope scope;
    History& history = state_.history;
    while (history.num_epochs() < o_.num_epochs && !history.is_interrupted && !is_stale())
      run(loop_.pauses_after_epochs() ? 1 : o_.num_epochs - history.num_epochs());
    progress_.finish();
    history.is_stopped_early = history.num_epochs() < o_.num_epochs && is_stale();
    if (o_.early_stopping.patience > 0 && o_.early_stopping.restore_best &&
        !state_.best_parameters.empty() && !history.is_interrupted) {
      state_.loop.parameters = state_.best_parameters;
      loop_.assign(state_.loop);
    }
    return history;
  }

 private:
  /// So many epochs, or the whole ones until it is interrupted.
  void run(std::int64_t num_epochs) {
    const std::int64_t per_epoch = loop_.steps_per_epoch();
    const std::int64_t goal = (state_.history.num_epochs() + num_epochs) * per_epoch;
    std::vector<double> losses;
    while (state_.loop.num_steps < goal && !state_.history.is_interrupted) {
      state_.loop = loop_.advance(state_.loop, goal - state_.loop.num_steps, losses);
      report();
      state_.history.is_interrupted = stats::InterruptScope::is_interrupted();
    }
    loop_.assign(state_.loop);
    const auto step = static_cast<std::ptrdiff_t>(per_epoch);
    for (auto first = losses.begin(); losses.end() - first >= step; first += step)
      finish_epoch(std::accumulate(first, first + step, 0.) / static_cast<double>(per_epoch));
  }

  void finish_epoch(double loss) {
    state_.history.losses.push_back(loss);
    validate();
    keep_best();
    if (!o_.checkpoint_path.empty()) save_fit(o_.checkpoint_path, state_, identity_);
  }

  void validate() {
    if (!o_.validation_x.has_value()) return;
    const Evaluation e =
        evaluate(layer_, {.x = o_.validation_x,
                          .y = o_.validation_y,
                          .loss = o_.loss,
                          .kl_weight = o_.kl_weight,
                          .metrics = o_.metrics,
                          .key = fold_in(fold_in(key_, 2), state_.history.num_epochs())});
    state_.history.validation_losses.push_back(e.loss);
    for (std::size_t i = 0; i < e.metrics.size(); ++i)
      state_.history.metrics[i].push_back(e.metrics[i]);
  }

  const std::vector<double>& watched() const {
    return o_.validation_x.has_value() ? state_.history.validation_losses : state_.history.losses;
  }

  void keep_best() {
    const std::int64_t epoch = state_.history.num_epochs() - 1;
    const double best = watched()[static_cast<std::size_t>(state_.history.best_epoch)];
    if (epoch > 0 && !(watched().back() < best - o_.early_stopping.min_delta)) return;
    state_.history.best_epoch = epoch;
    state_.best_parameters = state_.loop.parameters;
  }

  bool is_stale() const {
    const std::int64_t patience = o_.early_stopping.patience;
    return patience > 0 && state_.history.num_epochs() - 1 - state_.history.best_epoch >= patience;
  }

  void report() {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    if (!o_.show_progress || seconds < kSecondsUntilProgress) return;
    progress_.update({.phase = "training",
                      .done = state_.loop.num_steps,
                      .total = o_.num_epochs * loop_.steps_per_epoch()});
  }

  const Layer layer_;
  const FitOptions& o_;
  const Key key_;
  const Clock::time_point start_ = Clock::now();
  const FitLoop loop_;
  const FitIdentity identity_;
  FitState state_;
  stats::ProgressLine progress_;
};

}  // namespace

std::string History::to_string() const {
  const auto words = [](double loss) { return stats::plain_text(loss); };
  std::string out = text(num_epochs(), num_epochs() == 1 ? " epoch" : " epochs");
  if (!losses.empty()) out += text(", loss ", words(losses.front()), " -> ", words(losses.back()));
  if (!validation_losses.empty())
    out += text(", validation loss ", words(validation_losses.back()));
  if (is_stopped_early) out += text(", stopped early, best epoch ", best_epoch);
  if (is_interrupted) out += ", interrupted";
  if (seed) out += text(", seed ", *seed);
  return out;
}

History fit(const Layer& layer, const FitOptions& options) {
  check_options(layer, options);
  std::optional<std::uint64_t> seed;
  std::optional<Key> key = options.key ? options.key : key_of_fit(options.checkpoint_path);
  if (!key) {
    seed = entropy_seed();
    key = Key(*seed);
  }
  History history = Fit(layer, options, *key)();
  history.seed = seed;
  return history;
}

}  // namespace aleator::nn
