// SPDX-License-Identifier: Apache-2.0
// Declares save_program() and load_program(), which keep a function as a device's plugin compiled
// it: a server starts without tracing or compiling.
#pragma once

#include "aleator/runtime/export.h"

#include <memory>
#include <string>
#include <vector>

namespace aleator {

/// A function that was saved. Copies are the same program; any number of threads may call it.
class SavedProgram {
 public:
  /// The arrays of the result, in the order that flatten() gives. The arguments are those of the
  /// function that was saved, in the same order; DtypeError or ShapeError where they do not match.
  Arrays operator()(const Arrays& arguments) const;
  const ArrayTypes& input_types() const;
  const ArrayTypes& output_types() const;

  struct Parts;
  explicit SavedProgram(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

 private:
  std::shared_ptr<const Parts> parts_;
};

/// The erased form over flat lists.
void save_program_arrays(const std::string& path, const ArraysFunction& f, const Arrays& like);

/// Compiles f for the default device, which must be a plugin's, and writes it to a file with a
/// version and a checksum. Only the shapes and dtypes of the arguments matter; what f captures,
/// Variables too, is written with the values it has now. The file also has the function as
/// export_stablehlo() gives it. Throws DeviceError, IoError.
template <class F, class... Args>
void save_program(const std::string& path, const F& f, const Args&... arguments) {
  using Flat = transform_detail::Flattened<F, transform_detail::AsTree<Args>...>;
  const Flat flat{f, {arguments...}, {}};
  save_program_arrays(
      path, [&](const Arrays& x) { return flat(x); }, flat.arguments());
}

struct LoadProgramOptions {
  /// Compiles the function of the file again where the plugin is not the one that compiled it.
  bool recompile = false;
};
/// A program that save_program() wrote, for the default device. Throws IoError for a file that is
/// not one, is cut off or altered; DeviceError where the default device is another platform's or
/// its plugin another version, with both.
SavedProgram load_program(const std::string& path, const LoadProgramOptions& options = {});

}  // namespace aleator
