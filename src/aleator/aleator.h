// SPDX-License-Identifier: Apache-2.0
// Includes the whole library.
#pragma once

#include "aleator/base/dtype.h"
#include "aleator/base/error.h"
#include "aleator/base/shape.h"
#include "aleator/base/text.h"
