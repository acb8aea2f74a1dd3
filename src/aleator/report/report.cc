// SPDX-License-Identifier: Apache-2.0
// Implements the report of a run.
#include "aleator/report/report.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/base/version.h"
#include "aleator/io/file.h"
#include "aleator/report/page.h"
#include "aleator/report/plots/autocorrelation.h"
#include "aleator/report/plots/density.h"
#include "aleator/report/plots/energy.h"
#include "aleator/report/plots/forest.h"
#include "aleator/report/plots/histogram.h"
#include "aleator/report/plots/pair.h"
#include "aleator/report/plots/sparkline.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/predictive_accuracy.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace aleator::report {
namespace {

constexpr std::size_t kMaxDetailed = 10, kMaxSparklines = 400, kNumPaired = 3, kMaxForests = 12;

/// One scalar quantity: its draws and its row of the table.
struct Quantity {
  std::string name, of;  ///< of: the array whose element it is
  stats::OwnedChains draws;
  const stats::QuantitySummary* summary;
};

std::vector<Quantity> quantities_of(const stats::Posterior& posterior) {
  std::vector<Quantity> out;
  const auto& rows = posterior.summary().quantities;
  for (const auto& quantity : posterior.quantities()) {
    for (auto& [name, draws] : stats::scalar_chains(quantity))
      out.push_back({name, quantity.name, std::move(draws), &rows[out.size()]});
  }
  return out;
}

/// How badly a quantity is known: fewer effective draws first, none at all before these.
double effective_draws(const Quantity& q) {
  const double size = std::min(q.summary->ess_bulk, q.summary->ess_tail);
  return std::isnan(size) ? 0 : size;
}

/// The worst ones, in the order of the table.
std::vector<const Quantity*> worst(const std::vector<Quantity>& all, std::size_t most) {
  std::vector<const Quantity*> out;
  for (const Quantity& q : all) out.push_back(&q);
  std::stable_sort(out.begin(), out.end(), [](const Quantity* a, const Quantity* b) {
    return effective_draws(*a) < effective_draws(*b);
  });
  if (out.size() > most) out.resize(most);
  std::sort(out.begin(), out.end());
  return out;
}

std::string seconds(double value) { return text(stats::estimate_text(value, 0.005), " s"); }

void add_facts(Page& page, const stats::Posterior& posterior) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"chains and draws",
       text(posterior.num_chains(), " chains of ", posterior.num_draws(), " draws")},
      {"seed", text(posterior.seed())}};
  const stats::Timing& t = posterior.timing();
  if (t.total > 0)  // draws that were read from files have no times
    facts.emplace_back("time",
                       text(seconds(t.total), ": compiling ", seconds(t.compile), ", warm-up ",
                            seconds(t.warmup), ", sampling ", seconds(t.sampling)));
  facts.emplace_back("made by", text("Aleator ", version()));
  page.facts(facts);
}

void add_table(Page& page, const stats::Posterior& posterior,
               const std::vector<Quantity>& quantities) {
  std::vector<std::string> pictures(quantities.size());
  for (std::size_t i = 0; i < std::min(quantities.size(), kMaxSparklines); ++i)
    pictures[i] = sparkline(quantities[i].name, quantities[i].draws.values);
  page.heading("Estimates").sortable_table(posterior.summary(), pictures);
}

std::vector<DensityLine> lines_by_chain(const stats::Chains& chains) {
  std::vector<DensityLine> lines;
  const std::int64_t most = std::min<std::int64_t>(chains.num_chains, 16);
  for (std::int64_t c = 0; c < most; ++c)
    lines.push_back({chains.chain(c), chain_style(static_cast<std::size_t>(c))});
  return lines;
}

void add_details(Page& page, const std::vector<Quantity>& quantities) {
  const auto shown = worst(quantities, kMaxDetailed);
  page.heading("Quantities");
  if (shown.size() < quantities.size())
    page.paragraph(text("Pictures of the ", shown.size(), " of ", quantities.size(),
                        " quantities with the fewest effective draws."));
  for (const Quantity* q : shown) {
    std::vector<Picture> pictures = quantity_pictures(*q->summary, q->draws);
    pictures.push_back(densities(text(q->name, ", by chain"), lines_by_chain(q->draws)));
    pictures.push_back(autocorrelation(q->name, q->draws));
    pictures.push_back(effective_size_growth(q->name, q->draws));
    page.pictures(pictures);
  }
}

/// A statistic of the sampler as numbers, or nothing.
std::vector<double> statistic(const stats::Posterior& posterior, const std::string& name) {
  for (const auto& s : posterior.sample_stats()) {
    if (s.name == name) return astype(s.draws, Dtype::float64).values<double>();
  }
  return {};
}

void add_pairs(Page& page, const stats::Posterior& posterior,
               const std::vector<Quantity>& quantities) {
  const auto shown = worst(quantities, kNumPaired);
  if (shown.size() < 2) return;
  const std::vector<double> divergences = statistic(posterior, "diverging");
  std::vector<bool> is_divergent;
  for (const double d : divergences) is_divergent.push_back(d != 0);
  std::vector<Picture> pictures;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    for (std::size_t j = i + 1; j < shown.size(); ++j)
      pictures.push_back(pair(shown[i]->name, shown[i]->draws.values, shown[j]->name,
                              shown[j]->draws.values, is_divergent));
  }
  page.heading("Pairs").paragraph("Those with the fewest effective draws.").pictures(pictures);
}

void add_sampler(Page& page, const stats::Posterior& posterior) {
  const std::vector<double> energies = statistic(posterior, "energy");
  if (energies.empty()) return;
  std::vector<Picture> pictures{energy({energies, posterior.num_chains(), posterior.num_draws()})};
  for (const char* name : {"step_size", "tree_depth"}) {
    const std::vector<double> values = statistic(posterior, name);
    if (values.empty()) continue;
    const stats::Chains chains{values, posterior.num_chains(), posterior.num_draws()};
    pictures.push_back(
        histogram(stats::summarize(name, chains, posterior.superchain_ids()), chains));
  }
  page.heading("Sampler").pictures(pictures);
}

void add_forests(Page& page, const std::vector<Quantity>& quantities) {
  std::vector<Picture> pictures;
  for (std::size_t first = 0, last = 0; first < quantities.size(); first = last) {
    std::vector<stats::QuantitySummary> rows;
    while (last < quantities.size() && quantities[last].of == quantities[first].of)
      rows.push_back(*quantities[last++].summary);
    if (rows.size() > 1 && pictures.size() < kMaxForests)
      pictures.push_back(forest(quantities[first].of, rows));
  }
  if (!pictures.empty()) page.heading("Vectors").pictures(pictures);
}

/// Prior draws of each scalar element, by name.
std::map<std::string, std::vector<double>> prior_draws(const std::vector<stats::NamedDraws>& prior,
                                                       const stats::Posterior& posterior) {
  std::map<std::string, std::vector<double>> out;
  for (const auto& p : prior) {
    const bool has_chains = p.draws.rank() == posterior[p.name].rank();
    const stats::NamedDraws chains{
        p.name, has_chains ? p.draws : reshape(p.draws, Shape{1} + p.draws.shape())};
    for (auto& [name, draws] : stats::scalar_chains(chains)) out[name] = std::move(draws.values);
  }
  return out;
}

void add_prior(Page& page, const std::vector<Quantity>& quantities,
               const std::map<std::string, std::vector<double>>& prior) {
  std::vector<Picture> pictures;
  for (const Quantity* q : worst(quantities, kMaxDetailed)) {
    const auto found = prior.find(q->name);
    if (found == prior.end()) continue;
    pictures.push_back(densities(
        q->name, {{found->second, "chain c7", "prior"}, {q->draws.values, "fit", "posterior"}}));
  }
  if (!pictures.empty()) page.heading("Prior and posterior").pictures(pictures);
}

/// The replications as stats::loo_pit wants them, if there is one for each draw.
std::optional<Array> replications(const PredictiveCheck& check, const Array& log_likelihood) {
  const std::int64_t num_draws = log_likelihood.dim(0) * log_likelihood.dim(1);
  const auto num_values = static_cast<std::int64_t>(check.observed.size());
  if (static_cast<std::int64_t>(check.replicated.size()) != num_draws ||
      num_values * num_draws != log_likelihood.size())
    return std::nullopt;
  std::vector<double> all;
  for (const auto& values : check.replicated) all.insert(all.end(), values.begin(), values.end());
  return array(all, log_likelihood.shape());
}

void add_loo_pit(Page& page, const Array& log_likelihood,
                 const std::vector<PredictiveCheck>& checks) {
  std::vector<Picture> pictures;
  for (const PredictiveCheck& check : checks) {
    const auto replicated = replications(check, log_likelihood);
    if (!replicated) continue;
    const Shape& shape = log_likelihood.shape();
    const Array observed = array(check.observed, shape.slice(2, shape.rank()));
    pictures.push_back(loo_pit(check.name, stats::loo_pit(observed, *replicated, log_likelihood)));
  }
  if (!pictures.empty()) page.pictures(pictures);
}

void add_loo(Page& page, const Array& log_likelihood) {
  const stats::Loo loo = stats::loo(log_likelihood);
  const auto num_large =
      std::count_if(loo.pareto_k.begin(), loo.pareto_k.end(), [](double k) { return k > 0.7; });
  page.heading("Predictive accuracy")
      .facts({{"elpd_loo", text(stats::estimate_text(loo.elpd, loo.elpd_se), ", standard error ",
                                stats::estimate_text(loo.elpd_se, loo.elpd_se / 10))},
              {"p_loo", stats::estimate_text(loo.p, loo.p_se)},
              {"Pareto k above 0.7", text(num_large, " of ", loo.pareto_k.size())}})
      .picture(pareto_k(loo.pareto_k));
}

}  // namespace

std::string to_html(const stats::Posterior& posterior, const ReportOptions& options) {
  Page page(options.title);
  page.verdict(posterior.diagnosis());
  add_facts(page, posterior);
  const std::vector<Quantity> quantities = quantities_of(posterior);
  add_table(page, posterior, quantities);
  add_forests(page, quantities);
  add_details(page, quantities);
  add_pairs(page, posterior, quantities);
  add_sampler(page, posterior);
  add_prior(page, quantities, prior_draws(options.prior, posterior));
  if (!options.predictive.empty()) {
    std::vector<Picture> pictures;
    for (const PredictiveCheck& check : options.predictive) pictures.push_back(predictive(check));
    page.heading("Posterior predictive checks").pictures(pictures);
  }
  if (options.log_likelihood) {
    add_loo(page, *options.log_likelihood);
    add_loo_pit(page, *options.log_likelihood, options.predictive);
  }
  if (!options.model.empty()) page.heading("Model").preformatted(options.model);
  return page.to_html();
}

void write_html(const stats::Posterior& posterior, const std::string& path,
                const ReportOptions& options) {
  io::write_file(path, to_html(posterior, options));
}

}  // namespace aleator::report
