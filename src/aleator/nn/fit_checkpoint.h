// SPDX-License-Identifier: Apache-2.0
// Declares files of an interrupted fit, from which it goes on.
#pragma once

#include "aleator/nn/fit.h"
#include "aleator/optimize/minimize_loop.h"

#include <optional>
#include <string>

namespace aleator::nn {

/// All that a fit knows between two epochs.
struct FitState {
  optimize::MinimizeState loop;
  Arrays best_parameters;  ///< at history.best_epoch
  History history;
};

/// What must be the same for a fit to go on as if it had not been interrupted.
struct FitIdentity {
  Array key_words;
  std::int64_t num_rows, batch_size;
};

void save_fit(const std::string& path, const FitState& state, const FitIdentity& identity);
/// Nothing if there is no such file. `like` has the shapes that are wanted. ValueError if the file
/// is of another network, optimizer, data or key.
std::optional<FitState> load_fit(const std::string& path, const FitState& like,
                                 const FitIdentity& identity);
/// The key of a saved fit, if there is one.
std::optional<Key> key_of_fit(const std::string& path);

}  // namespace aleator::nn
