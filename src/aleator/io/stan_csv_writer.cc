// SPDX-License-Identifier: Apache-2.0
// Implements writing of CmdStan's output files.
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/base/version.h"
#include "aleator/io/file.h"
#include "aleator/io/stan_csv.h"
#include "aleator/io/stan_names.h"

#include <algorithm>

namespace aleator::io {
namespace {

/// Columns of one chain and their numbers, [draw].
struct Column {
  std::string name;
  const std::vector<double>* values;  ///< [chain, draw, elements]
  std::size_t size, element;          ///< of all elements, this one
};

/// The elements of a shape as Stan writes them: the first index runs fastest.
std::vector<std::vector<std::int64_t>> column_order(const Shape& shape) {
  std::vector<std::vector<std::int64_t>> out{{}};
  for (std::int64_t axis = shape.rank(); axis-- > 0;) {
    std::vector<std::vector<std::int64_t>> longer;
    for (const auto& rest : out) {
      for (std::int64_t i = 0; i < shape[axis]; ++i) {
        longer.push_back({i});
        longer.back().insert(longer.back().end(), rest.begin(), rest.end());
      }
    }
    out = std::move(longer);
  }
  return out;
}

std::size_t position_of(const std::vector<std::int64_t>& element, const Shape& shape) {
  std::int64_t at = 0;
  for (std::size_t i = 0; i < element.size(); ++i)
    at = at * shape[static_cast<std::int64_t>(i)] + element[i];
  return static_cast<std::size_t>(at);
}

std::string number(double value) {
  if (value != value) return "nan";
  if (value == value * 2 && value != 0) return value > 0 ? "inf" : "-inf";
  return text(value);
}

std::string chain_text(const std::vector<Column>& columns, const stats::Posterior& posterior,
                       std::int64_t chain) {
  std::string out =
      text("# model = aleator\n# method = sample (Default)\n#   sample\n#     num_samples = ",
           posterior.num_draws(),
           "\n#     num_warmup = 0\n#     save_warmup = 0\n#     thin = 1\n# id = ", chain + 1,
           "\n# random\n#   seed = ", posterior.seed(), "\n# aleator_version = ", version(), "\n");
  for (std::size_t i = 0; i < columns.size(); ++i) out += text(i > 0 ? "," : "", columns[i].name);
  out += '\n';
  for (std::int64_t draw = 0; draw < posterior.num_draws(); ++draw) {
    const auto row = static_cast<std::size_t>(chain * posterior.num_draws() + draw);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& c = columns[i];
      if (i > 0) out += ',';
      out += number((*c.values)[row * c.size + c.element]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::vector<std::string> write_stan_csv(const stats::Posterior& posterior,
                                        const std::string& base) {
  std::vector<std::vector<double>> values;
  values.reserve(posterior.sample_stats().size() + posterior.quantities().size());
  std::vector<Column> columns;
  for (const StanStatistic& s : stan_statistics()) {
    for (const stats::NamedDraws& own : posterior.sample_stats()) {
      if (own.name != s.name) continue;
      values.push_back(astype(own.draws, Dtype::float64).values<double>());
      columns.push_back({s.stan_name, &values.back(), 1, 0});
    }
  }
  for (const stats::NamedDraws& quantity : posterior.quantities()) {
    values.push_back(astype(quantity.draws, Dtype::float64).values<double>());
    const Shape shape = quantity.draws.shape().slice(2, quantity.draws.rank());
    for (const auto& element : column_order(shape))
      columns.push_back({stan_column(quantity.name, element), &values.back(),
                         static_cast<std::size_t>(shape.size()), position_of(element, shape)});
  }
  std::vector<std::string> paths;
  for (std::int64_t chain = 0; chain < posterior.num_chains(); ++chain) {
    paths.push_back(text(base, "_", chain + 1, ".csv"));
    write_file(paths.back(), chain_text(columns, posterior, chain));
  }
  return paths;
}

}  // namespace aleator::io
