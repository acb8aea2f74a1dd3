// SPDX-License-Identifier: Apache-2.0
// Declares what one core of this machine can do at most, measured.
#pragma once

namespace aleator::hand {

/// Floating-point operations a second, a fused multiplication and addition counted as two.
double operations_per_second(bool is_float32);
/// Bytes read from memory a second.
double bytes_per_second();

}  // namespace aleator::hand
