// SPDX-License-Identifier: Apache-2.0
// Defines einsum.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot.h"

#include <algorithm>

namespace aleator {
namespace {

struct Equation {
  std::vector<std::string> operands;
  std::string result;
};

[[noreturn]] void fail(std::string_view equation, const std::string& why) {
  throw ValueError(text("einsum: \"", equation, "\" ", why));
}

bool has(const std::string& letters, char letter) {
  return letters.find(letter) != std::string::npos;
}

/// The letters of the operands that appear once, sorted.
std::string letters_left(const std::vector<std::string>& operands) {
  std::string all, result;
  for (const std::string& letters : operands) all += letters;
  for (const char letter : all) {
    if (std::count(all.begin(), all.end(), letter) == 1) result += letter;
  }
  std::sort(result.begin(), result.end());
  return result;
}

Equation parse(std::string_view equation, std::size_t num_operands) {
  std::string compact;
  for (const char c : equation) {
    if (c != ' ') compact += c;
  }
  const std::size_t arrow = compact.find("->");
  Equation parsed;
  std::string letters;
  for (const char c : compact.substr(0, arrow) + ",") {
    if (c == ',') {
      parsed.operands.push_back(letters);
      letters.clear();
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      if (has(letters, c)) fail(equation, text("repeats '", c, "' in one operand; use diagonal"));
      letters += c;
    } else {
      fail(equation, text("may name axes by letters only, got '", c, "'"));
    }
  }
  if (parsed.operands.size() != num_operands)
    fail(equation, text("has ", parsed.operands.size(), " operands, ", num_operands, " are given"));
  parsed.result =
      arrow == std::string::npos ? letters_left(parsed.operands) : compact.substr(arrow + 2);
  for (const char c : parsed.result) {
    const bool is_known = std::any_of(parsed.operands.begin(), parsed.operands.end(),
                                      [&](const std::string& s) { return has(s, c); });
    if (!is_known || std::count(parsed.result.begin(), parsed.result.end(), c) != 1)
      fail(equation, text("must have '", c, "' of the result once there and in an operand"));
  }
  return parsed;
}

void check_rank(std::string_view equation, const std::string& letters, const Array& x) {
  if (static_cast<std::int64_t>(letters.size()) != x.rank()) {
    throw ShapeError(text("einsum: \"", equation, "\" names ", letters.size(),
                          " axes for an operand of shape ", x.shape()));
  }
}

/// Sums over the letters that `kept` lacks.
Array sum_others(const Array& x, std::string& letters, const std::string& kept) {
  Dims axes;
  std::string left;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (has(kept, letters[i])) left += letters[i];
    else axes.push_back(static_cast<std::int64_t>(i));
  }
  letters = left;
  return axes.empty() ? x : sum(x, {.axes = axes});
}

Array ordered(const Array& x, const std::string& letters, const std::string& wanted) {
  Dims permutation;
  for (const char letter : wanted)
    permutation.push_back(static_cast<std::int64_t>(letters.find(letter)));
  return transpose(x, permutation);
}

}  // namespace

Array einsum(std::string_view equation, const Array& x) {
  Equation e = parse(equation, 1);
  check_holds("einsum", x);
  check_rank(equation, e.operands[0], x);
  const Array kept = sum_others(x, e.operands[0], e.result);
  return ordered(kept, e.operands[0], e.result);
}

Array einsum(std::string_view equation, const Array& x, const Array& y) {
  Equation e = parse(equation, 2);
  Arrays operands = match_dtypes("einsum", x, y);
  for (std::size_t i = 0; i < 2; ++i) {
    check_rank(equation, e.operands[i], operands[i]);
    if (is_boolean(operands[i].dtype())) operands[i] = astype(operands[i], int64);
    operands[i] = sum_others(operands[i], e.operands[i], e.result + e.operands[1 - i]);
  }
  DotGeneral numbers;
  std::string batch, left_free, right_free;
  for (std::size_t i = 0; i < e.operands[0].size(); ++i) {
    const char letter = e.operands[0][i];
    const std::size_t j = e.operands[1].find(letter);
    if (j == std::string::npos) {
      left_free += letter;
      continue;
    }
    const bool is_batch = has(e.result, letter);
    if (is_batch) batch += letter;
    (is_batch ? numbers.left_batch : numbers.left_contracting)
        .push_back(static_cast<std::int64_t>(i));
    (is_batch ? numbers.right_batch : numbers.right_contracting)
        .push_back(static_cast<std::int64_t>(j));
  }
  for (const char letter : e.operands[1]) {
    if (!has(e.operands[0], letter)) right_free += letter;
  }
  const Array product = apply(kDotGeneral, operands, attributes(numbers));
  return ordered(product, batch + left_free + right_free, e.result);
}

}  // namespace aleator
