// SPDX-License-Identifier: Apache-2.0
// Includes what the contract programs use beyond what exists.
#pragma once

#include "planned/index.h"
