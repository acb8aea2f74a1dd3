// SPDX-License-Identifier: Apache-2.0
// Implements checkpoint files: the header of array_list.h, the elements of all arrays in its order,
// and the CRC-64 of everything.
#include "aleator/io/checkpoint_file.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/array_list.h"
#include "aleator/io/checksum.h"
#include "aleator/io/file.h"

namespace aleator::io {
namespace {

constexpr FileKind kCheckpoint{"ALEATORC", "checkpoint file", "load_checkpoint"};

}  // namespace

const Array& Checkpoint::operator[](const std::string& name) const {
  std::string names;
  for (const NamedArray& array : arrays) {
    if (array.name == name) return array.value;
    names += text(names.empty() ? "" : ", ", "'", array.name, "'");
  }
  throw ValueError(text("Checkpoint: there is no array '", name, "', only ",
                        names.empty() ? "none at all" : names));
}

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  ArrayList list;
  list.metadata = checkpoint.metadata;
  for (const NamedArray& array : checkpoint.arrays) {
    if (!array.value.has_value())
      throw ValueError(text("save_checkpoint: the array '", array.name, "' holds no value"));
    list.arrays.push_back({array.name, array.value.shape(), array.value.dtype()});
  }
  check_list("save_checkpoint", list);
  std::string content = encode_list(kCheckpoint, list);
  for (const NamedArray& array : checkpoint.arrays) append_elements(content, array.value);
  content += bytes_of(crc64(content));
  write_file(path, content);
}

Checkpoint load_checkpoint(const std::string& path) {
  const OpenFile file(kCheckpoint.reader, path, OpenFile::Mode::Read);
  const DecodedList decoded = decode_list(kCheckpoint, file);
  std::uint64_t expected = decoded.size + 8;
  for (const ArraySpec& spec : decoded.list.arrays) {
    const std::uint64_t bytes = num_bytes(spec, 1, file);
    if (__builtin_add_overflow(expected, bytes, &expected)) expected = UINT64_MAX;
  }
  if (file.size() != expected) {
    throw IoError(text("load_checkpoint: '", path, "' must have ", expected, " bytes, got ",
                       file.size(),
                       file.size() < expected ? ": it is cut off" : ": it is altered"));
  }
  const std::string content = file.read(0, expected);
  const std::string_view checked = std::string_view(content).substr(0, expected - 8);
  if (content.size() != expected || crc64(checked) != uint64_at(content, checked.size()))
    throw IoError(text("load_checkpoint: '", path, "' is altered: its checksum is wrong"));
  Checkpoint checkpoint{.arrays = {}, .metadata = decoded.list.metadata};
  std::uint64_t offset = decoded.size;
  for (const ArraySpec& spec : decoded.list.arrays) {
    const std::uint64_t size = num_bytes(spec, 1, file);
    checkpoint.arrays.push_back(
        {spec.name, array_of(spec, spec.shape, checked.substr(offset, size), file)});
    offset += size;
  }
  return checkpoint;
}

}  // namespace aleator::io
