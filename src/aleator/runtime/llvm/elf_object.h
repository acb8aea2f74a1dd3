// SPDX-License-Identifier: Apache-2.0
// Declares the parts of a relocatable ELF object for x86-64, each checked to lie within it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aleator::llvm {

struct ElfSection {
  std::string_view name;
  std::string_view content;  ///< empty if it only reserves zeros
  std::uint64_t size = 0;
  std::uint64_t alignment = 1;  ///< a power of two
  bool is_loaded = false;       ///< takes memory when the code runs
  bool is_code = false;
  bool is_writable = false;
};

struct ElfSymbol {
  std::string_view name;
  std::uint64_t value = 0;    ///< offset in the section
  std::uint32_t section = 0;  ///< 0: defined elsewhere
  bool is_absolute = false;   ///< `value` is an address
  bool is_exported = false;
};

struct ElfRelocation {
  std::uint32_t section = 0;  ///< to be changed
  std::uint32_t type = 0;
  std::uint32_t symbol = 0;
  std::uint64_t offset = 0;
  std::uint64_t addend = 0;  ///< two's complement
};

/// Views of the bytes it was parsed from.
struct ElfObject {
  std::vector<ElfSection> sections;
  std::vector<ElfSymbol> symbols;
  std::vector<ElfRelocation> relocations;
};

/// Throws CompileError for anything that is not such an object.
ElfObject parse_elf(std::string_view bytes);

/// `object: <reason>` as a CompileError.
[[noreturn]] void fail_object(std::string_view reason);

}  // namespace aleator::llvm
