// SPDX-License-Identifier: Apache-2.0
// Declares how loops of calls run on devices: whose memory a call may take, and on which of several
// devices it runs. The definitions are runtime's.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/evaluator.h"  // IWYU pragma: export: is_run_as_code
#include "aleator/graph/function.h"

namespace aleator {

/// As run() of graph/evaluator.h, for a loop that goes on with the results: of the first
/// `num_donated` arguments, those whose elements nobody else holds may be overwritten, and are not
/// to be read afterwards. Arguments that were not taken are as before where this throws.
std::vector<Buffer> run_donating(const Function& function, const std::vector<Buffer>& arguments,
                                 std::size_t num_donated);

/// Devices that parts of a computation can be spread over: 1 unless the default device is several.
std::size_t num_places();

/// While one lives, what its thread runs is run by one of those devices.
class AtPlace {
 public:
  explicit AtPlace(std::size_t number);
  AtPlace(const AtPlace&) = delete;
  AtPlace& operator=(const AtPlace&) = delete;
  ~AtPlace();

 private:
  std::size_t outer_;
};

}  // namespace aleator
