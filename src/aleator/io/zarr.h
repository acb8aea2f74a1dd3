// SPDX-License-Identifier: Apache-2.0
// Declares the writer of runs in the format that ArviZ and xarray read.
#pragma once

#include "aleator/stats/posterior.h"

#include <map>
#include <string>
#include <vector>

namespace aleator::io {

/// What is stored beside draws and sampler statistics. Axes take their names from `dims` of each
/// array.
struct ZarrOptions {
  std::vector<stats::NamedDraws> posterior_predictive = {};  ///< [chain, draw, ...]
  std::vector<stats::NamedDraws> log_likelihood = {};        ///< [chain, draw, ...]
  std::vector<stats::NamedDraws> prior = {};                 ///< [chain, draw, ...]
  std::vector<stats::NamedDraws> observed_data = {};         ///< [...]
  std::vector<stats::NamedDraws> constant_data = {};         ///< [...]
  /// Names of the entries along an axis, where arrays do not bring them; other axes count from 0.
  std::map<std::string, std::vector<std::string>> coords = {};
};

/// Writes a directory in Zarr's format, version 2 with consolidated metadata, in ArviZ's schema:
/// groups posterior, sample_stats and those of `options` that hold something, dimensions chain,
/// draw and the arrays' own (theta_dim_0, ... where they have no names), coordinates for each,
/// attributes of the run (seed, times, library). xarray.open_datatree and xarray.open_zarr open it,
/// and arviz.InferenceData.from_datatree takes what they give.
///
/// The directory appears complete or not at all; one that a call like this made is replaced.
/// IoError when it cannot be written or `path` is something else; ValueError for names that are no
/// names of files; ShapeError where axes of one name have different lengths, or a coordinate has
/// another length than its axis.
void write_zarr(const stats::Posterior& posterior, const std::string& path,
                const ZarrOptions& options = {});

}  // namespace aleator::io
