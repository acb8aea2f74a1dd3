// SPDX-License-Identifier: Apache-2.0
// Implements loading of objects: layout, relocation, protection.
#include "aleator/runtime/llvm/object.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/runtime/llvm/elf_object.h"

#include <array>
#include <cstring>
#include <limits>

#include <elf.h>
#include <sys/mman.h>

namespace aleator::llvm {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kMaxBytes = 1 << 30;  // distances within fit into 32 bits
constexpr std::uint64_t kStubBytes = 16;
constexpr std::uint64_t kSlotBytes = 8;
constexpr std::uint64_t kNowhere = std::numeric_limits<std::uint64_t>::max();

std::uint64_t round_up(std::uint64_t value, std::uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

enum Group { kCode, kConstants, kVariables, kNumGroups };
constexpr std::array kProtection = {PROT_READ | PROT_EXEC, PROT_READ, PROT_READ | PROT_WRITE};

Group group_of(const ElfSection& section) {
  if (section.is_code) return kCode;
  return section.is_writable ? kVariables : kConstants;
}

bool is_through_slot(std::uint32_t type) {
  return type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX || type == R_X86_64_REX_GOTPCRELX;
}

}  // namespace

/// Offsets count from the start of the memory. Code is followed by a stub per symbol that is
/// defined elsewhere, constants by a slot per symbol that is reached through one.
class Linker {
 public:
  Linker(std::string_view bytes, SymbolLookup lookup, LoadedObject& to)
      : object_(parse_elf(bytes)), to_(to) {
    plan();
    allocate();
    copy();
    resolve(lookup);
    for (const ElfRelocation& relocation : object_.relocations) apply(relocation);
    protect();
    publish();
  }

 private:
  void plan();
  void place_sections(Group group);
  void reserve(std::uint64_t& offset, std::uint64_t num_bytes);
  void advance(std::uint64_t num_bytes, std::uint64_t alignment);
  void allocate();
  void copy();
  void resolve(SymbolLookup lookup);
  std::uint64_t definition(std::size_t symbol) const;
  void write_stub(std::size_t symbol);
  void apply(const ElfRelocation& relocation);
  std::uint64_t target(const ElfRelocation& relocation) const;
  void write(const ElfRelocation& relocation, std::uint64_t value, std::uint64_t num_bytes);
  void protect();
  void publish();

  std::uint64_t base() const { return reinterpret_cast<std::uint64_t>(to_.memory_); }
  std::byte* at(std::uint64_t offset) { return static_cast<std::byte*>(to_.memory_) + offset; }

  ElfObject object_;
  LoadedObject& to_;
  std::uint64_t size_ = 0;
  std::array<std::uint64_t, kNumGroups + 1> groups_{};
  std::vector<std::uint64_t> sections_;  // offsets
  std::vector<std::uint64_t> stubs_, slots_;
  std::vector<std::uint64_t> addresses_;  // of symbols; 0: not known
};

void Linker::advance(std::uint64_t num_bytes, std::uint64_t alignment) {
  if (num_bytes > kMaxBytes) fail_object("too large");
  size_ = round_up(size_, alignment) + num_bytes;
  if (size_ > kMaxBytes) fail_object("too large");
}

void Linker::place_sections(Group group) {
  for (std::size_t i = 0; i < object_.sections.size(); ++i) {
    const ElfSection& section = object_.sections[i];
    if (!section.is_loaded || group_of(section) != group) continue;
    advance(section.size, section.alignment);
    sections_[i] = size_ - section.size;
  }
}

void Linker::reserve(std::uint64_t& offset, std::uint64_t num_bytes) {
  if (offset != kNowhere) return;
  advance(num_bytes, num_bytes);
  offset = size_ - num_bytes;
}

void Linker::plan() {
  sections_.assign(object_.sections.size(), kNowhere);
  stubs_.assign(object_.symbols.size(), kNowhere);
  slots_.assign(object_.symbols.size(), kNowhere);
  place_sections(kCode);
  for (const ElfRelocation& use : object_.relocations) {
    const ElfSymbol& symbol = object_.symbols[use.symbol];
    if (use.symbol != 0 && symbol.section == 0 && !symbol.is_absolute)
      reserve(stubs_[use.symbol], kStubBytes);
  }
  advance(0, kPage);
  groups_[kConstants] = size_;
  place_sections(kConstants);
  for (const ElfRelocation& use : object_.relocations) {
    if (is_through_slot(use.type)) reserve(slots_[use.symbol], kSlotBytes);
  }
  advance(0, kPage);
  groups_[kVariables] = size_;
  place_sections(kVariables);
  advance(0, kPage);
  groups_[kNumGroups] = size_;
}

void Linker::allocate() {
  if (size_ == 0) fail_object("has no code");
  void* memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail_object(text("no memory for ", size_, " bytes of code"));
  to_.memory_ = memory;
  to_.num_bytes_ = size_;
}

void Linker::copy() {
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const std::string_view content = object_.sections[i].content;
    if (sections_[i] != kNowhere && !content.empty())
      std::memcpy(at(sections_[i]), content.data(), content.size());
  }
}

std::uint64_t Linker::definition(std::size_t index) const {
  const ElfSymbol& symbol = object_.symbols[index];
  if (symbol.is_absolute) return symbol.value;
  if (symbol.section == 0 || sections_[symbol.section] == kNowhere) return 0;
  return base() + sections_[symbol.section] + symbol.value;
}

void Linker::resolve(SymbolLookup lookup) {
  addresses_.resize(object_.symbols.size());
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    addresses_[i] = definition(i);
    if (stubs_[i] == kNowhere) continue;
    const std::string_view name = object_.symbols[i].name;
    addresses_[i] = reinterpret_cast<std::uint64_t>(lookup(name));
    if (addresses_[i] == 0) fail_object(text("calls '", name, "', which is not known here"));
    write_stub(i);
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i] != kNowhere) std::memcpy(at(slots_[i]), &addresses_[i], kSlotBytes);
  }
}

void Linker::write_stub(std::size_t symbol) {
  constexpr unsigned char kJump[] = {0xff, 0x25, 0, 0, 0, 0};  // jmp *(%rip): the address follows
  std::memcpy(at(stubs_[symbol]), kJump, sizeof kJump);
  std::memcpy(at(stubs_[symbol]) + sizeof kJump, &addresses_[symbol], kSlotBytes);
}

/// Where a relocation wants to point, before its addend.
std::uint64_t Linker::target(const ElfRelocation& relocation) const {
  const std::uint32_t symbol = relocation.symbol;
  if (addresses_[symbol] == 0) fail_object("refers to what is not loaded");
  if (is_through_slot(relocation.type)) return base() + slots_[symbol];
  const bool is_near = relocation.type == R_X86_64_PC32 || relocation.type == R_X86_64_PLT32;
  if (is_near && stubs_[symbol] != kNowhere) return base() + stubs_[symbol];
  return addresses_[symbol];
}

void Linker::write(const ElfRelocation& to, std::uint64_t value, std::uint64_t num_bytes) {
  const ElfSection& section = object_.sections[to.section];
  if (section.size < num_bytes || to.offset > section.size - num_bytes)
    fail_object("changes what lies outside of a section");
  std::memcpy(at(sections_[to.section] + to.offset), &value, num_bytes);
}

void Linker::apply(const ElfRelocation& relocation) {
  const std::uint64_t place = base() + sections_[relocation.section] + relocation.offset;
  const std::uint64_t value = target(relocation) + relocation.addend;
  const std::uint64_t distance = value - place;
  const auto fits_signed = [](std::uint64_t wide) {
    return static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(wide)}) == wide;
  };
  bool is_within = true;
  switch (relocation.type) {
    case R_X86_64_64: return write(relocation, value, 8);
    case R_X86_64_PC64: return write(relocation, distance, 8);
    case R_X86_64_32: is_within = value <= 0xffffffff; break;
    case R_X86_64_32S: is_within = fits_signed(value); break;
    case R_X86_64_PC32:
    case R_X86_64_PLT32:
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX: is_within = fits_signed(distance); break;
    default: fail_object(text("relocation of type ", relocation.type, " is not known"));
  }
  if (!is_within) fail_object("an address does not fit into 32 bits");
  const bool is_absolute = relocation.type == R_X86_64_32 || relocation.type == R_X86_64_32S;
  write(relocation, is_absolute ? value : distance, 4);
}

void Linker::protect() {
  for (std::size_t i = 0; i < kNumGroups; ++i) {
    const std::uint64_t num_bytes = groups_[i + 1] - groups_[i];
    if (num_bytes > 0 && ::mprotect(at(groups_[i]), num_bytes, kProtection[i]) != 0)
      fail_object("the system does not let memory be executed");
  }
}

void Linker::publish() {
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    const ElfSymbol& symbol = object_.symbols[i];
    if (symbol.is_exported && addresses_[i] != 0)
      to_.symbols_.emplace_back(symbol.name, reinterpret_cast<void*>(addresses_[i]));
  }
}

LoadedObject::LoadedObject(std::string_view bytes, SymbolLookup lookup) {
#ifdef __x86_64__
  try {
    Linker(bytes, lookup, *this);
  } catch (...) {
    if (memory_) ::munmap(memory_, num_bytes_);
    throw;
  }
#else
  static_cast<void>(lookup);
  throw NotImplemented(text("compiled code runs on x86-64 only; ", bytes.size(), " bytes given"));
#endif
}

LoadedObject::~LoadedObject() { ::munmap(memory_, num_bytes_); }

void* LoadedObject::symbol(std::string_view name) const {
  for (const auto& [known, address] : symbols_) {
    if (known == name) return address;
  }
  throw CompileError(text("object: defines no '", name, "'"));
}

}  // namespace aleator::llvm
