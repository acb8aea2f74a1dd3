// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/lists.h"

namespace aleator {

Arrays part_of(const Arrays& arrays, std::size_t first, std::size_t count) {
  const auto begin = arrays.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

Arrays rest_of(const Arrays& arrays, std::size_t first) {
  return {arrays.begin() + static_cast<std::ptrdiff_t>(first), arrays.end()};
}

Arrays joined(std::initializer_list<Arrays> lists) {
  Arrays all;
  for (const Arrays& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(x.type());
  return types;
}

ArrayTypes strong_types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(strong(x.type()));
  return types;
}

}  // namespace aleator
