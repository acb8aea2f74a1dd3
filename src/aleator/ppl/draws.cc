// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/draws.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/transforms/transforms.h"

namespace aleator::ppl {
namespace {

Values named_as(const std::vector<std::string>& names, const Arrays& arrays) {
  Values values;
  for (std::size_t i = 0; i < names.size(); ++i) values.add(names[i], arrays[i]);
  return values;
}

/// The draws run along SIMD lanes, a few at a time.
Arrays one_by_one(const ArraysFunction& f, const Arrays& draws) {
  const auto at = [&](const Arrays& number) {
    Arrays draw;
    for (const Array& x : draws) draw.push_back(take(x, number[0]));
    return f(draw);
  };
  return map_arrays(at, {arange(draws[0].dim(0))});
}

}  // namespace

Values map_draws(const Callable<Values(const Values&, const Array&)>& f, const Values& draws,
                 const Shape& lead, DrawMemory memory) {
  if (lead.rank() == 0) return f(draws, Array(0));
  Arrays flat{arange(lead.size())};
  for (const Array& x : draws.arrays())
    flat.push_back(reshape(x, Shape{lead.size()} + x.shape().slice(lead.rank(), x.rank())));
  std::vector<std::string> result_names;
  const auto one = [&](const Arrays& x) {
    const Values result = f(named_as(draws.names(), Arrays(x.begin() + 1, x.end())), x[0]);
    result_names = result.names();
    return result.arrays();
  };
  Arrays results = memory == DrawMemory::all ? vmap_arrays(one, flat, {}) : one_by_one(one, flat);
  for (Array& x : results) x = reshape(x, lead + x.shape().slice(1, x.rank()));
  return named_as(result_names, results);
}

}  // namespace aleator::ppl
