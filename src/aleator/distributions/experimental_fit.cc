// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/experimental_fit.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/families.h"

namespace aleator {

Distribution experimental_fit(const Family& family, const Array& value,
                              const ExperimentalFitOptions& options) {
  const std::string who = text(family.name, ".experimental_fit");
  if (!family.fit)
    throw NotImplemented(text(who,
                              ": the likeliest parameters have no closed form; maximize "
                              "log_prob of make_trainable over its variables"));
  const std::int64_t most = value.rank() - family.event_rank;
  if (options.sample_ndims < 1 || options.sample_ndims > most)
    throw ShapeError(text(who, ": sample_ndims must be from 1 to the number of axes before an ",
                          "event's, ", most, ", got ", options.sample_ndims));
  const Array x = real_parameter(who.c_str(), "value", value);
  check_constraint(who.c_str(), "value", x, *family.support);
  const Shape counted = x.shape().slice(0, options.sample_ndims);
  if (counted.size() == 0) throw ValueError(text(who, ": needs values, got shape ", x.shape()));
  const Shape rest = x.shape().slice(options.sample_ndims, x.rank());
  return make_distribution(family, family.fit(reshape(x, Shape{counted.size()} + rest)));
}

}  // namespace aleator
