// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/option_checks.h"

#include "aleator/base/text.h"

#include <cmath>

namespace aleator::glm {

void OptionChecks::number(const char* name, double value, bool is_right,
                          const char* required) const {
  if (!is_right) {
    throw ValueError(text(who_, ": ", name, " must be ", required, ", got ", value));
  }
}

void OptionChecks::penalty(const char* name, double value) const {
  number(name, value, value >= 0 && std::isfinite(value), "0 or a positive number");
}

void OptionChecks::positive(const char* name, double value) const {
  number(name, value, value > 0, "positive");
}

void OptionChecks::fraction(const char* name, double value) const {
  number(name, value, value > 0 && value <= 1, "in (0, 1]");
}

void OptionChecks::count(const char* name, std::int64_t value, std::int64_t least) const {
  const std::string required = text("at least ", least);
  number(name, static_cast<double>(value), value >= least, required.c_str());
}

}  // namespace aleator::glm
