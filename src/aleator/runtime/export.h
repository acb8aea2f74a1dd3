// SPDX-License-Identifier: Apache-2.0
// Declares export_stablehlo(), which writes a function for other compilers and runtimes.
#pragma once

#include "aleator/array/ops/control.h"
#include "aleator/graph/function.h"
#include "aleator/transforms/transforms.h"

#include <string>

namespace aleator {

/// A function of flat lists without captures: what it captures is a constant, with the value it has
/// now.
Function closed_function(const char* who, const ArraysFunction& f, const Arrays& like);

/// The erased form over flat lists.
std::string export_stablehlo_arrays(const ArraysFunction& f, const Arrays& like);

/// f as a StableHLO module: text in MLIR's generic syntax with operations of version 1.0, whose
/// entry point @main takes the Arrays of the arguments in their order and returns those of the
/// result. Only the shapes and dtypes of the arguments matter. What f captures, Variables too, is
/// written into the module with the values it has now. Equal functions give equal text.
///
/// Throws NotImplemented for operations that have no form in StableHLO yet, by name.
template <class F, class... Args>
std::string export_stablehlo(const F& f, const Args&... arguments) {
  using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
  const Flat flat{f, {arguments...}, {}};
  return export_stablehlo_arrays([&](const Arrays& x) { return flat(x); }, flat.arguments());
}

}  // namespace aleator
