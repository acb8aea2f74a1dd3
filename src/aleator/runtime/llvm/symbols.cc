// SPDX-License-Identifier: Apache-2.0
// Implements the table of functions that compiled code may call.
#include "aleator/runtime/llvm/symbols.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/scalar/far_angles.h"

#include <math.h>
#include <string.h>

namespace aleator::llvm {
namespace {

struct Entry {
  std::string_view name;
  void* address;
};

template <class T>
using Unary = T (*)(T);
template <class T>
using Binary = T (*)(T, T);
template <class T>
using Ternary = T (*)(T, T, T);

template <class Function>
void* address_of(Function* function) {
  return reinterpret_cast<void*>(function);
}

// Version 14 indents a list of calls ever deeper.
// clang-format off
#define ALEATOR_UNARY_FUNCTIONS(X)                                                              \
  X(floor) X(ceil) X(trunc) X(nearbyint) X(rint) X(roundeven) X(round) X(sqrt) X(fabs)          \
  X(exp) X(exp2) X(expm1) X(log) X(log2) X(log10) X(log1p) X(sin) X(cos) X(tan) X(asin) X(acos) \
  X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(cbrt) X(erf) X(erfc) X(tgamma)
// clang-format on
#define ALEATOR_BINARY_FUNCTIONS(X) \
  X(fmod) X(pow) X(atan2) X(fmin) X(fmax) X(copysign) X(hypot) X(remainder) X(nextafter)

// The casts choose among the overloads of <math.h> in C++.
#define ALEATOR_ENTRY(name, type)                       \
  {#name, address_of(static_cast<type<double>>(name))}, \
      {#name "f", address_of(static_cast<type<float>>(name##f))},
#define ALEATOR_UNARY(name) ALEATOR_ENTRY(name, Unary)
#define ALEATOR_BINARY(name) ALEATOR_ENTRY(name, Binary)

// LLVM joins a sine and a cosine of the same number to sincos.
const Entry kEntries[] = {
    {"memcpy", address_of(static_cast<void* (*)(void*, const void*, size_t)>(memcpy))},
    {"memmove", address_of(static_cast<void* (*)(void*, const void*, size_t)>(memmove))},
    {"memset", address_of(static_cast<void* (*)(void*, int, size_t)>(memset))},
    {"ldexp", address_of(static_cast<double (*)(double, int)>(ldexp))},
    {"ldexpf", address_of(static_cast<float (*)(float, int)>(ldexpf))},
    {"sincos", address_of(static_cast<void (*)(double, double*, double*)>(sincos))},
    {"sincosf", address_of(static_cast<void (*)(float, float*, float*)>(sincosf))},
    {"far_sin", address_of(scalar::far_sin)},
    {"far_cos", address_of(scalar::far_cos)},
    {"far_tan", address_of(scalar::far_tan)},
    ALEATOR_ENTRY(fma, Ternary)             //
    ALEATOR_UNARY_FUNCTIONS(ALEATOR_UNARY)  //
    ALEATOR_BINARY_FUNCTIONS(ALEATOR_BINARY)};

/// "igamma.float64": the loop that a primitive's code calls.
void* scalar_loop(std::string_view name) {
  for (const Primitive* p : all_primitives()) {
    const ScalarRule& rule = p->scalar;
    if (!rule.call_float64 || !name.starts_with(p->name)) continue;
    const std::string_view dtype = name.substr(std::string_view(p->name).size());
    if (dtype == ".float64") return address_of(rule.call_float64);
    if (dtype == ".float32") return address_of(rule.call_float32);
  }
  return nullptr;
}

}  // namespace

void* find_function(std::string_view name) {
  constexpr std::string_view kOwn = "aleator.";
  if (name.starts_with(kOwn)) return scalar_loop(name.substr(kOwn.size()));
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.address;
  }
  return nullptr;
}

}  // namespace aleator::llvm
