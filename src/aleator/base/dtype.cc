// SPDX-License-Identifier: Apache-2.0
#include "aleator/base/dtype.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator {
namespace {

int kind(Dtype d) { return is_floating(d) ? 2 : is_integer(d) ? 1 : 0; }

Dtype promote_integers(Dtype a, Dtype b, const char* who) {
  if (is_unsigned(a) == is_unsigned(b)) return size_of(a) > size_of(b) ? a : b;
  if (a == uint64 || b == uint64) {
    throw DtypeError(text(who, ": ", a, " and ", b,
                          " have no common integer dtype; convert one of them with astype"));
  }
  return int64;
}

Dtype promote_strong(Dtype a, Dtype b, const char* who) {
  if (a == b) return a;
  if (kind(a) != kind(b)) return kind(a) > kind(b) ? a : b;
  return is_floating(a) ? float64 : promote_integers(a, b, who);
}

}  // namespace

std::string_view name_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::boolean: return "bool";
    case Dtype::int32: return "int32";
    case Dtype::int64: return "int64";
    case Dtype::uint32: return "uint32";
    case Dtype::uint64: return "uint64";
    case Dtype::float32: return "float32";
    case Dtype::float64: return "float64";
  }
  return "?";
}

std::size_t size_of(Dtype dtype) {
  return visit_dtype(dtype, [](auto zero) { return sizeof zero; });
}

PromotedDtype promote(Dtype a, bool a_is_weak, Dtype b, bool b_is_weak, const char* who) {
  if (a_is_weak == b_is_weak) return {promote_strong(a, b, who), a_is_weak};
  const Dtype weak = a_is_weak ? a : b;
  const Dtype strong = a_is_weak ? b : a;
  return {kind(weak) <= kind(strong) ? strong : default_dtype(weak), false};
}

void append_text(std::string& out, Dtype dtype) { out += name_of(dtype); }

}  // namespace aleator
