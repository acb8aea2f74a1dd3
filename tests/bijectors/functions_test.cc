// SPDX-License-Identifier: Apache-2.0
// Tests the messages of bijectors that take functions.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace bijectors;

TEST(BijectorsOfFunctions, SayWhatIsWrong) {
  EXPECT_EQ(message_of([] { MaskedAutoregressiveFlow({}); }),
            "MaskedAutoregressiveFlow: give exactly one of shift_and_log_scale_fn and bijector_fn");
  EXPECT_EQ(
      message_of([] {
        RealNVP({.num_masked = 3, .bijector_fn = [](const Array&, std::int64_t) { return Exp(); }})
            .forward(zeros({2}));
      }),
      "RealNVP: num_masked must be at most the length of the last axis, 2, got 3");
  EXPECT_EQ(message_of([] { DiscreteCosineTransform({.dct_type = 4}); }),
            "DiscreteCosineTransform: dct_type must be 2 or 3, got 4");
}

}  // namespace
}  // namespace aleator
