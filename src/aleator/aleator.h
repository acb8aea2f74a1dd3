// SPDX-License-Identifier: Apache-2.0
// Includes the whole library.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/convolution.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/array/ops/special.h"
#include "aleator/array/variable.h"
#include "aleator/base/dtype.h"
#include "aleator/base/error.h"
#include "aleator/base/shape.h"
#include "aleator/base/text.h"
#include "aleator/math/special.h"
#include "aleator/transforms/transforms.h"
