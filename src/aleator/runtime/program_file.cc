// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/program_file.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/runtime/llvm/hash.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

#include <unistd.h>

namespace aleator {
namespace {

constexpr std::string_view kMagic = "ALEATPRG";
constexpr std::uint32_t kVersion = 1, kByteOrder = 0x01020304;
constexpr llvm::Hash128 kKey{.low = 0x70726f6772616d20, .high = 0x66696c6573203120};
constexpr std::size_t kHashBytes = 16;
constexpr std::uint64_t kMostTypes = 1'000'000, kHighestRank = 1'000;

template <class T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_field(std::string& out, const std::string& text) {
  append(out, std::uint64_t{text.size()});
  out += text;
}

void append_types(std::string& out, const ArrayTypes& types) {
  append(out, std::uint64_t{types.size()});
  for (const ArrayType& type : types) {
    append(out, static_cast<std::uint64_t>(type.dtype));
    append(out, static_cast<std::uint64_t>(type.shape.rank()));
    for (const std::int64_t dim : type.shape) append(out, dim);
  }
}

void append_hash(std::string& out) {
  const llvm::Hash128 hash = llvm::siphash(out, kKey);
  append(out, hash.low);
  append(out, hash.high);
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw IoError(text("load_program: '", path, "' ", what));
}

/// Takes fields from the front of a file that is known to be whole.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  std::string_view taken(std::uint64_t size) {
    if (size > bytes_.size()) refuse(path_, "is altered: a field is longer than the file");
    const std::string_view front = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return front;
  }
  template <class T>
  T number() {
    T value;
    std::memcpy(&value, taken(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(taken(number<std::uint64_t>())); }
  ArrayTypes types() {
    const std::uint64_t count = limited(kMostTypes);
    ArrayTypes list;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto dtype = static_cast<Dtype>(limited(static_cast<std::uint64_t>(Dtype::float64)));
      Dims dims;
      for (std::uint64_t rank = limited(kHighestRank); rank > 0; --rank)
        dims.push_back(number<std::int64_t>());
      list.push_back({.dtype = dtype, .shape = Shape(dims)});
    }
    return list;
  }

 private:
  std::uint64_t limited(std::uint64_t most) {
    const auto value = number<std::uint64_t>();
    if (value > most) refuse(path_, "is altered: a number is out of range");
    return value;
  }
  std::string_view bytes_;
  const std::string& path_;
};

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) refuse(path, text("cannot be read (", std::strerror(errno), ")"));
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

/// The fields, once the ends of the file are what they must be.
std::string_view checked(const std::string& content, const std::string& path) {
  constexpr std::size_t kHead = kMagic.size() + 8;
  if (content.compare(0, kMagic.size(), kMagic) != 0)
    refuse(path, "is not a saved program (it does not begin as one)");
  if (content.size() < kHead + kHashBytes)
    refuse(path, text("is cut off, after ", content.size(), " bytes"));
  std::uint32_t head[2];
  std::memcpy(head, content.data() + kMagic.size(), sizeof head);
  if (head[1] != kByteOrder) refuse(path, "was written by a machine with another order of bytes");
  if (head[0] != kVersion)
    refuse(path,
           text("has version ", head[0], " of the format, this library reads version ", kVersion));
  std::string hashed(content, 0, content.size() - kHashBytes);
  append_hash(hashed);
  if (hashed != content) refuse(path, "is cut off or altered: its checksum does not match");
  return std::string_view(content).substr(kHead, content.size() - kHead - kHashBytes);
}

}  // namespace

void write_program(const std::string& path, const ProgramFile& program) {
  std::string out(kMagic);
  append(out, kVersion);
  append(out, kByteOrder);
  append_field(out, program.platform);
  append_field(out, program.compiler);
  append_types(out, program.inputs);
  append_types(out, program.outputs);
  append_field(out, program.module);
  append_field(out, program.executable);
  append_hash(out);
  const std::string temporary = text(path, ".", getpid(), ".tmp");
  std::ofstream file(temporary, std::ios::binary);
  file.write(out.data(), static_cast<std::streamsize>(out.size()));
  file.close();
  if (file && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  const std::string reason = std::strerror(errno);
  ::unlink(temporary.c_str());
  throw IoError(text("save_program: '", path, "' cannot be written (", reason, ")"));
}

ProgramFile read_program(const std::string& path) {
  const std::string content = read_whole(path);
  Reader reader(checked(content, path), path);
  ProgramFile program;
  program.platform = reader.text();
  program.compiler = reader.text();
  program.inputs = reader.types();
  program.outputs = reader.types();
  program.module = reader.text();
  program.executable = reader.text();
  return program;
}

}  // namespace aleator
