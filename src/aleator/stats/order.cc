// SPDX-License-Identifier: Apache-2.0
// Implements the sorting order by a radix sort on the bits of the doubles.
#include "aleator/stats/order.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace aleator::stats {
namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kNumDigits = 6;
constexpr std::size_t kRadix = std::size_t{1} << kDigitBits;

struct Item {
  std::uint64_t key;
  std::uint32_t index;
};

/// Unsigned integers in the order of the doubles: negative ones have all bits flipped.
std::uint64_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // the sum turns -0 into 0
  const std::uint64_t sign = std::uint64_t{1} << 63;
  return bits & sign ? ~bits : bits | sign;
}

std::size_t digit_of(std::uint64_t key, std::size_t position) {
  return static_cast<std::size_t>(key >> (kDigitBits * position)) & (kRadix - 1);
}

/// How often each digit is there, by position: sorting changes none of them.
using Counts = std::array<std::array<std::uint32_t, kRadix>, kNumDigits>;

void count_digits(const std::vector<Item>& items, Counts& counts) {
  for (const Item& item : items) {
    for (std::size_t position = 0; position < kNumDigits; ++position)
      ++counts[position][digit_of(item.key, position)];
  }
}

/// Sorts by one digit, stably; returns false if it is the same everywhere. The counts of the digits
/// become where those behind them begin.
bool sort_by_digit(const std::vector<Item>& from, std::vector<Item>& to, std::size_t position,
                   std::array<std::uint32_t, kRadix>& counts) {
  if (counts[digit_of(from.front().key, position)] == from.size()) return false;
  std::uint32_t sum = 0;
  for (std::uint32_t& start : counts) sum += std::exchange(start, sum);
  for (const Item& item : from) to[counts[digit_of(item.key, position)]++] = item;
  return true;
}

}  // namespace

std::vector<std::uint32_t> sorted_order(std::span<const double> values) {
  if (values.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw ValueError(text("sorted_order: at most 2^32 - 1 values, got ", values.size()));
  }
  std::vector<Item> items, buffer(values.size());
  items.reserve(values.size());
  for (const double x : values)
    items.push_back({key_of(x), static_cast<std::uint32_t>(items.size())});
  Counts counts{};
  count_digits(items, counts);
  for (std::size_t position = 0; position < kNumDigits && !items.empty(); ++position) {
    if (sort_by_digit(items, buffer, position, counts[position])) items.swap(buffer);
  }
  std::vector<std::uint32_t> out;
  out.reserve(items.size());
  for (const Item& item : items) out.push_back(item.index);
  return out;
}

}  // namespace aleator::stats
