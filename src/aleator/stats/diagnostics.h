// SPDX-License-Identifier: Apache-2.0
// Defines nothing of its own: gathers the diagnostics of draws for one include.
#pragma once

#include "aleator/stats/autocovariance.h"         // IWYU pragma: export
#include "aleator/stats/chains.h"                 // IWYU pragma: export
#include "aleator/stats/effective_sample_size.h"  // IWYU pragma: export
#include "aleator/stats/energy.h"                 // IWYU pragma: export
#include "aleator/stats/moments.h"                // IWYU pragma: export
#include "aleator/stats/monte_carlo_error.h"      // IWYU pragma: export
#include "aleator/stats/psis.h"                   // IWYU pragma: export
#include "aleator/stats/quantile.h"               // IWYU pragma: export
#include "aleator/stats/rank_normalize.h"         // IWYU pragma: export
#include "aleator/stats/rhat.h"                   // IWYU pragma: export
#include "aleator/stats/rhat_nested.h"            // IWYU pragma: export
