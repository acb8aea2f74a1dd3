// SPDX-License-Identifier: Apache-2.0
// Defines message_of(), the text of the error that an action throws.
#pragma once

#include "aleator/base/error.h"

#include <string>

namespace aleator {

template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace aleator
