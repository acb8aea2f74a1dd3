// SPDX-License-Identifier: Apache-2.0
// Declares how functions of one draw of a model are applied to many.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/ppl/values.h"

namespace aleator::ppl {

/// Whether intermediate values of all draws are held at once, or of a few.
enum class DrawMemory { all, few };

/// f of every draw. The values have the axes `lead` in front, and so have the results; f gets the
/// number of the draw, too. Values of one draw where there are no such axes.
Values map_draws(const Callable<Values(const Values& draw, const Array& number)>& f,
                 const Values& draws, const Shape& lead, DrawMemory memory = DrawMemory::all);

}  // namespace aleator::ppl
