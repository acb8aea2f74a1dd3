// SPDX-License-Identifier: Apache-2.0
// Implements the processor's fingerprint.
#include "aleator/runtime/llvm/host.h"

#include <cstdint>

#ifdef __x86_64__
#include <cpuid.h>
#endif

namespace aleator::llvm {
namespace {

#ifdef __x86_64__

enum Register : unsigned { kEax = 1, kEbx = 2, kEcx = 4, kEdx = 8 };

struct Leaf {
  unsigned leaf, subleaf, registers;
};

// Not EBX of leaf 1: it holds the number of the core that happens to run this.
constexpr Leaf kLeaves[] = {
    {0, 0, kEbx | kEcx | kEdx},
    {1, 0, kEax | kEcx | kEdx},
    {7, 0, kEax | kEbx | kEcx | kEdx},
    {7, 1, kEax | kEbx | kEcx | kEdx},
    {0xd, 1, kEax},
    {0x14, 0, kEbx},
    {0x19, 0, kEbx},
    {0x24, 0, kEbx},
    {0x80000001, 0, kEcx | kEdx},
    {0x80000008, 0, kEbx},
};

void append(std::string& out, unsigned value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_leaf(std::string& out, const Leaf& leaf) {
  unsigned values[4] = {};
  __get_cpuid_count(leaf.leaf, leaf.subleaf, &values[0], &values[1], &values[2], &values[3]);
  for (unsigned i = 0; i < 4; ++i) {
    if (leaf.registers & 1u << i) append(out, values[i]);
  }
}

bool has_xgetbv() {
  constexpr unsigned kOsxsave = 1u << 27;
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & kOsxsave);
}

/// Which registers the operating system saves: without that AVX must not be used.
void append_saved_registers(std::string& out) {
  if (!has_xgetbv()) return;
  unsigned low = 0, high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  append(out, low);
  append(out, high);
}

std::string fingerprint() {
  std::string out;
  for (const Leaf& leaf : kLeaves) append_leaf(out, leaf);
  append_saved_registers(out);
  return out;
}

#else

std::string fingerprint() { return {}; }

#endif

}  // namespace

const std::string& host_fingerprint() {
  static const std::string once = fingerprint();
  return once;
}

}  // namespace aleator::llvm
