// SPDX-License-Identifier: Apache-2.0
// Implements reading ELF objects, trusting nothing that they say.
#include "aleator/runtime/llvm/elf_object.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <bit>
#include <cstring>

#include <elf.h>

namespace aleator::llvm {
namespace {

constexpr std::uint32_t kUnwindType = 0x70000001;
constexpr std::uint64_t kMaxAlignment = 4096;

std::string_view slice(std::string_view bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) fail_object("a part is cut off");
  return bytes.substr(offset, size);
}

template <class T>
T read_at(std::string_view bytes, std::uint64_t offset) {
  T value;
  std::memcpy(&value, slice(bytes, offset, sizeof value).data(), sizeof value);
  return value;
}

template <class T>
std::vector<T> read_table(std::string_view bytes) {
  if (bytes.size() % sizeof(T) != 0) fail_object("a table ends within an entry");
  std::vector<T> table(bytes.size() / sizeof(T));
  if (!table.empty()) std::memcpy(table.data(), bytes.data(), bytes.size());
  return table;
}

std::string_view name_at(std::string_view names, std::uint64_t offset) {
  if (offset >= names.size()) fail_object("a name is cut off");
  const std::size_t end = names.find('\0', offset);
  if (end == std::string_view::npos) fail_object("a name has no end");
  return names.substr(offset, end - offset);
}

class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}
  ElfObject parse();

 private:
  Elf64_Ehdr read_header() const;
  std::string_view content(const Elf64_Shdr& section) const;
  const Elf64_Shdr& header(std::uint64_t index) const;
  ElfSection section(const Elf64_Shdr& from, std::string_view names) const;
  void add_symbols(const Elf64_Shdr& table);
  ElfSymbol symbol(const Elf64_Sym& from, std::string_view names) const;
  void add_relocations(const Elf64_Shdr& table);
  ElfRelocation relocation(const Elf64_Rela& from, std::uint32_t section) const;

  std::string_view bytes_;
  std::vector<Elf64_Shdr> headers_;
  ElfObject object_;
};

Elf64_Ehdr Parser::read_header() const {
  const auto header = read_at<Elf64_Ehdr>(bytes_, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) fail_object("not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_type != ET_REL || header.e_machine != EM_X86_64)
    fail_object("not a relocatable object for x86-64");
  if (header.e_shentsize != sizeof(Elf64_Shdr)) fail_object("unknown form of its section table");
  return header;
}

std::string_view Parser::content(const Elf64_Shdr& section) const {
  if (section.sh_type == SHT_NOBITS) return {};
  return slice(bytes_, section.sh_offset, section.sh_size);
}

const Elf64_Shdr& Parser::header(std::uint64_t index) const {
  if (index >= headers_.size()) fail_object("names a section that it does not have");
  return headers_[index];
}

ElfSection Parser::section(const Elf64_Shdr& from, std::string_view names) const {
  ElfSection to;
  to.name = name_at(names, from.sh_name);
  to.content = content(from);
  to.size = from.sh_size;
  to.alignment = from.sh_addralign == 0 ? 1 : from.sh_addralign;
  // Nothing unwinds through compiled code.
  const bool is_unwinding = from.sh_type == kUnwindType || to.name == ".eh_frame";
  to.is_loaded = (from.sh_flags & SHF_ALLOC) && !is_unwinding && from.sh_type != SHT_NOTE;
  to.is_code = from.sh_flags & SHF_EXECINSTR;
  to.is_writable = (from.sh_flags & SHF_WRITE) && !to.name.starts_with(".data.rel.ro");
  if (!to.is_loaded) return to;
  if (!std::has_single_bit(to.alignment) || to.alignment > kMaxAlignment)
    fail_object(text("section ", to.name, " has alignment ", to.alignment));
  if (from.sh_flags & SHF_TLS) fail_object("thread-local variables are not supported");
  return to;
}

ElfSymbol Parser::symbol(const Elf64_Sym& from, std::string_view names) const {
  ElfSymbol to;
  to.name = name_at(names, from.st_name);
  to.value = from.st_value;
  to.is_absolute = from.st_shndx == SHN_ABS;
  to.is_exported = ELF64_ST_BIND(from.st_info) != STB_LOCAL && from.st_shndx != SHN_UNDEF;
  if (to.is_absolute || from.st_shndx == SHN_UNDEF) return to;
  to.section = from.st_shndx;
  if (to.value > header(to.section).sh_size) fail_object(text(to.name, " lies outside"));
  return to;
}

void Parser::add_symbols(const Elf64_Shdr& table) {
  if (!object_.symbols.empty()) fail_object("has two symbol tables");
  const std::string_view names = content(header(table.sh_link));
  for (const Elf64_Sym& entry : read_table<Elf64_Sym>(content(table)))
    object_.symbols.push_back(symbol(entry, names));
}

ElfRelocation Parser::relocation(const Elf64_Rela& from, std::uint32_t section) const {
  ElfRelocation to;
  to.section = section;
  to.type = static_cast<std::uint32_t>(ELF64_R_TYPE(from.r_info));
  to.symbol = static_cast<std::uint32_t>(ELF64_R_SYM(from.r_info));
  to.offset = from.r_offset;
  to.addend = static_cast<std::uint64_t>(from.r_addend);
  if (to.symbol >= object_.symbols.size()) fail_object("names a symbol that it does not have");
  return to;
}

void Parser::add_relocations(const Elf64_Shdr& table) {
  header(table.sh_info);
  if (!object_.sections[table.sh_info].is_loaded) return;
  if (table.sh_type == SHT_REL) fail_object("unknown form of its relocations");
  for (const Elf64_Rela& entry : read_table<Elf64_Rela>(content(table)))
    object_.relocations.push_back(relocation(entry, table.sh_info));
}

ElfObject Parser::parse() {
  const Elf64_Ehdr file = read_header();
  headers_ = read_table<Elf64_Shdr>(
      slice(bytes_, file.e_shoff, std::uint64_t{file.e_shnum} * sizeof(Elf64_Shdr)));
  const std::string_view names = content(header(file.e_shstrndx));
  for (const Elf64_Shdr& from : headers_) object_.sections.push_back(section(from, names));
  for (const Elf64_Shdr& table : headers_) {
    if (table.sh_type == SHT_SYMTAB) add_symbols(table);
  }
  for (const Elf64_Shdr& table : headers_) {
    if (table.sh_type == SHT_RELA || table.sh_type == SHT_REL) add_relocations(table);
  }
  return std::move(object_);
}

}  // namespace

void fail_object(std::string_view reason) { throw CompileError(text("object: ", reason)); }

ElfObject parse_elf(std::string_view bytes) { return Parser(bytes).parse(); }

}  // namespace aleator::llvm
