// SPDX-License-Identifier: Apache-2.0
// Implements reading of CmdStan's output files.
#include "aleator/io/stan_csv.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/csv.h"
#include "aleator/io/stan_names.h"
#include "aleator/stats/sampler_facts.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace aleator::io {
namespace {

/// One chain's file: the table, and what its comments say.
struct ChainFile {
  std::string path;
  CsvTable table;
  std::map<std::string, std::int64_t> settings;  // "num_warmup = 1000"
  std::string method;                            // "sample"; empty where the file does not say
};

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw IoError(text("read_stan_csv: cannot read '", path, "'"));
  return content;
}

/// "#     num_samples = 1000 (Default)" as a name and a number; "# method = sample (Default)".
void read_setting(std::string_view line, ChainFile& file) {
  const std::size_t first = line.find_first_not_of("# \t"), equals = line.find('=');
  if (first == std::string_view::npos || equals == std::string_view::npos || equals < first) return;
  const std::size_t last = line.find_last_not_of(" \t", equals - 1);
  const std::size_t number = line.find_first_not_of(" \t", equals + 1);
  if (number == std::string_view::npos || last < first) return;
  const std::string name(line.substr(first, last - first + 1));
  if (name == "method")
    file.method = line.substr(number, line.find_first_of(" \t\r", number) - number);
  std::int64_t value = 0;
  const auto [end, problem] =
      std::from_chars(line.data() + number, line.data() + line.size(), value);
  if (problem == std::errc() && end != line.data() + number) file.settings.insert({name, value});
}

/// The table without comments, which CmdStan writes before, inside and after it.
ChainFile read_chain(const std::string& path) {
  ChainFile out{path, {}, {}, {}};
  const std::string content = read_text(path);
  std::string table;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t end = std::min(content.find('\n', at), content.size());
    const std::string_view line(content.data() + at, end - at);
    if (!line.empty() && line.front() == '#') read_setting(line, out);
    else if (!line.empty()) table += std::string(line) + "\n";
    at = end + 1;
  }
  if (out.method == "optimize" || out.method == "variational") {
    throw ValueError(text("read_stan_csv: '", path, "' is of the method ", out.method,
                          ", whose rows are not all draws"));
  }
  if (table.empty()) throw ValueError(text("read_stan_csv: '", path, "' holds no table"));
  out.table = parse_csv(table, path);
  return out;
}

std::int64_t setting(const ChainFile& file, const char* name) {
  const auto found = file.settings.find(name);
  return found == file.settings.end() ? 0 : found->second;
}

/// How many rows so many iterations make: every thin-th, from the first one on.
std::int64_t num_rows_of(const ChainFile& file, const char* iterations) {
  const std::int64_t thin = std::max<std::int64_t>(1, setting(file, "thin"));
  return (setting(file, iterations) + thin - 1) / thin;
}

/// Rows that are draws: after the warm-up, where that was saved.
std::int64_t first_row(const ChainFile& file) {
  const std::int64_t warmup = num_rows_of(file, "num_warmup"), num_rows = file.table.num_rows();
  const bool is_saved =
      setting(file, "save_warmup") == 1 || num_rows >= warmup + num_rows_of(file, "num_samples");
  return is_saved ? std::min(warmup, num_rows) : 0;
}

/// Draws after warm-up. ValueError where they are fewer than the file's head announces.
std::int64_t num_draws_of(const ChainFile& file) {
  const std::int64_t found = file.table.num_rows() - first_row(file);
  const std::int64_t announced = num_rows_of(file, "num_samples");
  if (found >= announced) return found;
  throw ValueError(text("read_stan_csv: '", file.path, "' has ", found, " draws of the ", announced,
                        " that its head announces: the run goes on, or ended too early"));
}

/// One column of all files, [chain, draw].
std::vector<double> column(const std::vector<ChainFile>& files, const std::string& name,
                           std::int64_t num_draws) {
  std::vector<double> out;
  for (const ChainFile& file : files) {
    const std::vector<double> all =
        file.table.column(name, {.allow_missing = true, .allow_infinite = true});
    out.insert(out.end(), all.end() - num_draws, all.end());
  }
  return out;
}

/// Files of one run: the same columns and as many draws.
std::int64_t check_files(const std::vector<ChainFile>& files) {
  const std::int64_t num_draws = num_draws_of(files[0]);
  for (const ChainFile& file : files) {
    if (file.table.header() != files[0].table.header())
      throw ValueError(
          text("read_stan_csv: '", file.path, "' has other columns than '", files[0].path, "'"));
    const std::int64_t own = num_draws_of(file);
    if (own != num_draws)
      throw ValueError(text("read_stan_csv: '", file.path, "' has ", own, " draws, '",
                            files[0].path, "' has ", num_draws));
  }
  if (num_draws < 1) throw ValueError(text("read_stan_csv: '", files[0].path, "' has no draws"));
  return num_draws;
}

/// A quantity from its columns: elements are laid out row by row here, column by column there.
Array gather_quantity(const std::vector<ChainFile>& files, const StanQuantity& quantity,
                      std::int64_t num_draws) {
  const auto num_rows = files.size() * static_cast<std::size_t>(num_draws);
  const auto size = static_cast<std::size_t>(quantity.shape.size());
  std::vector<double> values(num_rows * size);
  for (std::size_t k = 0; k < size; ++k) {
    const std::vector<double> own = column(files, quantity.columns[k], num_draws);
    for (std::size_t row = 0; row < num_rows; ++row) values[row * size + k] = own[row];
  }
  return array(values, Shape{static_cast<std::int64_t>(files.size()), num_draws} + quantity.shape);
}

}  // namespace

stats::Posterior read_stan_csv(const std::vector<std::string>& paths) {
  if (paths.empty()) throw ValueError("read_stan_csv: needs at least one file");
  std::vector<ChainFile> files;
  for (const std::string& path : paths) files.push_back(read_chain(path));
  const std::int64_t num_draws = check_files(files);
  const Shape shape{static_cast<std::int64_t>(files.size()), num_draws};
  stats::Posterior::Parts parts;
  for (const StanStatistic& s : stan_statistics()) {
    if (!files[0].table.has_column(s.stan_name)) continue;
    const Array statistic = array(column(files, s.stan_name, num_draws), shape);
    parts.sample_stats.push_back({s.name, astype(statistic, s.dtype)});
  }
  for (const StanQuantity& quantity : stan_quantities(files[0].table.header(), paths[0]))
    parts.quantities.push_back({quantity.name, gather_quantity(files, quantity, num_draws)});
  if (parts.quantities.empty())
    throw ValueError(text("read_stan_csv: '", paths[0], "' holds no quantities"));
  const auto limit = files[0].settings.find("max_depth");
  parts.facts =
      stats::facts_of(parts.sample_stats, shape[0], num_draws,
                      {.max_tree_depth = limit == files[0].settings.end() ? 10 : limit->second});
  const auto seed = files[0].settings.find("seed");
  if (seed != files[0].settings.end()) parts.seed = static_cast<std::uint64_t>(seed->second);
  return stats::Posterior(std::move(parts));
}

}  // namespace aleator::io
