// SPDX-License-Identifier: Apache-2.0
// Implements the HTML report.
#include "aleator/report/page.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/file.h"
#include "aleator/report/plots/histogram.h"
#include "aleator/report/plots/rank.h"
#include "aleator/report/plots/trace.h"
#include "aleator/report/script.h"
#include "aleator/report/style.h"
#include "aleator/stats/thresholds.h"

namespace aleator::report {
namespace {

std::string policy(bool has_script) {
  return text("default-src 'none'; style-src 'unsafe-inline'; ",
              has_script ? text("script-src 'sha256-", kTableScriptHash, "'; ") : "",
              "base-uri 'none'; form-action 'none'");
}

std::string element(std::string_view tag, std::string_view words) {
  return text("<", tag, ">", escaped(words), "</", tag, ">");
}

std::string figure(const Picture& picture) {
  const std::string caption = picture.caption.empty() ? "" : element("figcaption", picture.caption);
  return text("<figure>", picture.svg, caption, "</figure>\n");
}

std::string table_head(bool has_pictures) {
  std::string out = "<thead><tr><th scope=\"col\">quantity</th>";
  if (has_pictures) out += "<th scope=\"col\" data-fixed=\"\">shape</th>";
  for (const std::string& name : stats::column_names()) {
    out += text("<th scope=\"col\">", escaped(name), "</th>");
  }
  return out + "</tr></thead>\n";
}

std::string table_row(const stats::QuantitySummary& quantity, const std::string* picture) {
  std::string out = text("<tr><th scope=\"row\">", escaped(quantity.name), "</th>");
  if (picture) out += text("<td class=\"spark\">", *picture, "</td>");
  const auto cells = quantity.cells();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_rhat = i + 1 == cells.size();
    const bool is_flagged = is_rhat && quantity.rhat > stats::kMaxRhat;
    out += text(is_flagged ? "<td class=\"flag\">" : "<td>", escaped(cells[i]), "</td>");
  }
  return out + "</tr>\n";
}

std::string failed_items(const stats::Diagnosis& diagnosis) {
  std::string out;
  for (const stats::Check& check : diagnosis.checks) {
    if (check.passed) continue;
    out += text("<li><code>", escaped(check.id), "</code> ", escaped(check.sentence),
                "<br/><strong>Next:</strong> ", escaped(check.next_step), "</li>\n");
  }
  return out.empty() ? "" : text("<ul>\n", out, "</ul>\n");
}

std::string verdict_word(const stats::Diagnosis& diagnosis) {
  if (diagnosis.checks.empty()) return "The run reported nothing to check";
  if (diagnosis.all_passed() && diagnosis.checks.size() == 1) return "The only check passed";
  if (diagnosis.all_passed()) return text("All ", diagnosis.checks.size(), " checks passed");
  return text(diagnosis.num_failed(), " of ", diagnosis.checks.size(), " checks failed");
}

std::string navigation(const std::vector<std::string>& headings) {
  if (headings.size() < 2) return "";
  std::string items;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    items += text("<li><a href=\"#section-", i + 1, "\">", escaped(headings[i]), "</a></li>");
  }
  return text("<nav aria-label=\"Sections\"><ul>", items, "</ul></nav>\n");
}

}  // namespace

Page::Page(std::string title) : title_(std::move(title)) {}

Page& Page::heading(std::string_view words) {
  headings_.emplace_back(words);
  body_ += text("<h2 id=\"section-", headings_.size(), "\">", escaped(words), "</h2>\n");
  return *this;
}

Page& Page::paragraph(std::string_view words) {
  body_ += element("p", words) + "\n";
  return *this;
}

Page& Page::facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  body_ += "<dl class=\"facts\">\n";
  for (const auto& [name, value] : facts) {
    body_ += element("dt", name) + element("dd", value) + "\n";
  }
  body_ += "</dl>\n";
  return *this;
}

Page& Page::verdict(const stats::Diagnosis& diagnosis) {
  const std::string passed = diagnosis.passed_text();
  const std::string prefix = diagnosis.all_passed() ? "" : "Passed: ";
  body_ += text("<section class=\"verdict ", diagnosis.all_passed() ? "passed" : "failed",
                "\" aria-label=\"Checks of the run\"><strong class=\"word\">",
                escaped(verdict_word(diagnosis)), "</strong>\n", failed_items(diagnosis));
  if (!passed.empty()) {
    body_ += text("<p class=\"facts-line\">", prefix, escaped(passed), "</p>\n");
  }
  body_ += "</section>\n";
  return *this;
}

Page& Page::table(const stats::Summary& summary) {
  body_ +=
      "<div class=\"scroll\" role=\"region\" aria-label=\"Estimates\" tabindex=\"0\"><table>\n";
  body_ += table_head(false) + "<tbody>\n";
  for (const auto& quantity : summary.quantities) body_ += table_row(quantity, nullptr);
  body_ += "</tbody></table></div>\n";
  return *this;
}

Page& Page::sortable_table(const stats::Summary& summary,
                           const std::vector<std::string>& sparklines) {
  if (sparklines.size() != summary.quantities.size())
    throw ShapeError(text("Page::sortable_table: needs one picture per quantity, got ",
                          sparklines.size(), " for ", summary.quantities.size()));
  has_script_ = true;
  body_ +=
      "<div class=\"scroll tall\" role=\"region\" aria-label=\"Estimates\" tabindex=\"0\">"
      "<table class=\"sortable\">\n";
  body_ += table_head(true) + "<tbody>\n";
  for (std::size_t i = 0; i < sparklines.size(); ++i)
    body_ += table_row(summary.quantities[i], &sparklines[i]);
  body_ += "</tbody></table></div>\n";
  return *this;
}

Page& Page::preformatted(std::string_view words) {
  body_ += element("pre", words) + "\n";
  return *this;
}

Page& Page::picture(const Picture& picture) {
  body_ += text("<div class=\"pictures wide\">\n", figure(picture), "</div>\n");
  return *this;
}

Page& Page::pictures(const std::vector<Picture>& pictures) {
  body_ += "<div class=\"pictures\">\n";
  for (const Picture& picture : pictures) body_ += figure(picture);
  body_ += "</div>\n";
  return *this;
}

std::string Page::to_html() const {
  return text(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"", policy(has_script_), "\"/>\n",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n",
      "<meta name=\"referrer\" content=\"no-referrer\"/>\n", element("title", title_), "\n<style>",
      kStyleSheet, "</style>\n</head>\n<body>\n",
      "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n", "<main id=\"content\">\n",
      element("h1", title_), "\n", navigation(headings_), body_,
      "<footer>Written by Aleator. Interval ends are quantiles; digits are those that the "
      "Monte Carlo error supports.</footer>\n</main>\n",
      has_script_ ? text("<script>", kTableScript, "</script>\n") : "", "</body>\n</html>\n");
}

void Page::write(const std::string& path) const { io::write_file(path, to_html()); }

std::vector<Picture> quantity_pictures(const stats::QuantitySummary& summary,
                                       const stats::Chains& chains, const std::string& label) {
  return {histogram(summary, chains, label), trace(summary.name, chains, label),
          rank(summary.name, chains)};
}

}  // namespace aleator::report
