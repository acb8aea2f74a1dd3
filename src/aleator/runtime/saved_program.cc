// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/saved_program.h"

#include "aleator/base/text.h"
#include "aleator/runtime/pjrt/program.h"
#include "aleator/runtime/program_file.h"
#include "aleator/runtime/target.h"

namespace aleator {

struct SavedProgram::Parts {
  ProgramFile file;
  std::shared_ptr<const pjrt::Target> target;
  Ref<const pjrt::Executable> executable;
};

namespace {

std::shared_ptr<const pjrt::Target> target_for(const char* who) {
  auto target = default_target();
  if (!target) {
    throw DeviceError(text(who,
                           ": programs are saved as a device's plugin compiles them, and the "
                           "default device is this processor, which finds its programs in the "
                           "cache (ALEATOR_CACHE_DIR); call set_default_device(\"cuda:0\") first"));
  }
  return target;
}

std::string platform_of(const pjrt::Target& target) {
  return target.name.substr(0, target.name.find(':'));
}

}  // namespace

Arrays SavedProgram::operator()(const Arrays& arguments) const {
  const ArrayTypes& types = parts_->file.inputs;
  if (arguments.size() != types.size()) {
    throw ShapeError(
        text("SavedProgram: needs ", types.size(), " arguments, got ", arguments.size()));
  }
  std::vector<Buffer> buffers;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const ArrayType& given = arguments[i].type();
    const auto complaint = [&] {
      return text("SavedProgram: argument ", i, " must be ", types[i].dtype, types[i].shape,
                  ", got ", given.dtype, given.shape);
    };
    if (given.shape != types[i].shape) throw ShapeError(complaint());
    if (given.dtype != types[i].dtype) throw DtypeError(complaint());
    buffers.push_back(arguments[i].buffer());
  }
  Arrays results;
  for (const Buffer& result :
       pjrt::run(*parts_->target, *parts_->executable, buffers, parts_->file.outputs))
    results.push_back(constant(result));
  return results;
}

const ArrayTypes& SavedProgram::input_types() const { return parts_->file.inputs; }
const ArrayTypes& SavedProgram::output_types() const { return parts_->file.outputs; }

void save_program_arrays(const std::string& path, const ArraysFunction& f, const Arrays& like) {
  const auto target = target_for("save_program");
  const Function function = closed_function("save_program", f, like);
  ProgramFile file{.platform = platform_of(*target), .compiler = target->client->compiler()};
  for (const Array& x : function.parameters()) file.inputs.push_back(x.type());
  for (const Array& x : function.outputs()) file.outputs.push_back(x.type());
  file.module = stablehlo::emit(function, {.profile = target->profile, .name = "program"});
  file.executable = target->client->compile(file.module)->serialize();
  if (file.executable.empty()) {
    throw DeviceError(text("save_program: the plugin ", target->client->plugin().path(),
                           " does not tell its compiled programs; keep the text that "
                           "export_stablehlo() gives"));
  }
  write_program(path, file);
}

SavedProgram load_program(const std::string& path, const LoadProgramOptions& options) {
  const auto target = target_for("load_program");
  ProgramFile file = read_program(path);
  if (file.platform != platform_of(*target)) {
    throw DeviceError(text("load_program: '", path, "' is a program for ", file.platform,
                           ", the default device is ", target->name));
  }
  Ref<const pjrt::Executable> executable;
  const std::string compiler = target->client->compiler();
  if (file.compiler == compiler) executable = target->client->deserialize(file.executable);
  if (!executable && !options.recompile) {
    throw DeviceError(text("load_program: '", path, "' was compiled by ", file.compiler,
                           ", the plugin ", target->client->plugin().path(), " is ", compiler,
                           "; save the program again, or load it with {.recompile = true}"));
  }
  if (!executable) executable = target->client->compile(file.module);
  return SavedProgram(std::make_shared<const SavedProgram::Parts>(
      SavedProgram::Parts{std::move(file), target, executable}));
}

}  // namespace aleator
