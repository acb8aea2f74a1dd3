// SPDX-License-Identifier: Apache-2.0
// Defines Page, a self-contained HTML report.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/diagnosis.h"
#include "aleator/stats/summary.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aleator::report {

/// Collects elements from top to bottom. The page is one file without fonts or links to other
/// files: it reads offline, prints, follows light and dark, and works by keyboard. All text is
/// escaped; its content security policy forbids everything but its own style sheet and, where
/// tables can be sorted, the one script that does it.
class Page {
 public:
  explicit Page(std::string title);

  /// Starts a section; sections are listed at the top when there are several.
  Page& heading(std::string_view words);
  Page& paragraph(std::string_view words);
  /// Names and values: data, model, seed, timing.
  Page& facts(const std::vector<std::pair<std::string, std::string>>& facts);
  /// The checks in the words of the terminal: green when all passed, amber otherwise.
  Page& verdict(const stats::Diagnosis& diagnosis);
  /// Words as they stand, such as a model's text.
  Page& preformatted(std::string_view words);
  /// The table of estimates; an R-hat above its limit is marked.
  Page& table(const stats::Summary& summary);
  /// The same with a small picture in each row ("" for none), to sort and filter where scripts run.
  Page& sortable_table(const stats::Summary& summary, const std::vector<std::string>& sparklines);
  /// One picture over the whole width.
  Page& picture(const Picture& picture);
  /// Several pictures side by side, wrapping with the window.
  Page& pictures(const std::vector<Picture>& pictures);

  std::string to_html() const;
  /// Writes the file at once or not at all; IoError when it cannot.
  void write(const std::string& path) const;

 private:
  std::string title_;
  std::string body_;
  std::vector<std::string> headings_;
  bool has_script_ = false;
};

/// Histogram, trace and ranks of one quantity. `label` names its axis: "messages per day".
std::vector<Picture> quantity_pictures(const stats::QuantitySummary& summary,
                                       const stats::Chains& chains, const std::string& label = {});

}  // namespace aleator::report
