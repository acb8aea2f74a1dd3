// SPDX-License-Identifier: Apache-2.0
// Defines Frame, the axes, labels and legend around a plot, and Picture, the finished image.
#pragma once

#include "aleator/report/axis.h"
#include "aleator/report/svg.h"

#include <string>
#include <vector>

namespace aleator::report {

/// An image for a page: the SVG text and a sentence to print below it.
struct Picture {
  std::string svg;
  std::string caption = {};
};

/// One entry of a legend: a mark of the given style and shape, and its words.
struct LegendEntry {
  enum class Mark { kLine, kArea, kDot } mark = Mark::kLine;
  std::string style;
  std::string words;
};

struct FrameOptions {
  double width = 360, height = 230;
  std::string title;
  std::string description;  ///< what the picture shows, for readers who cannot see it
  std::string x_label = {}, y_label = {};
  Range x = {}, y = {};  ///< must be drawable(), see axis.h
  bool has_y_ticks = true;
  bool has_whole_x = false, has_whole_y = false;
  std::vector<LegendEntry> legend = {};
};

/// Draws grid, ticks, labels, title and legend on construction; then the plot draws into svg().
class Frame {
 public:
  explicit Frame(FrameOptions options);

  Svg& svg() { return svg_; }
  Point at(double x, double y) const { return {x_(x), y_(y)}; }
  double x(double value) const { return x_(value); }
  double y(double value) const { return y_(value); }
  const Box& plot() const { return plot_; }
  /// Between two values of x, over the full height.
  Box column(double from, double to) const;

 private:
  void draw_x_axis();
  void draw_y_axis();
  void draw_legend();

  FrameOptions options_;
  Ticks x_ticks_, y_ticks_;
  Box plot_;
  Scale x_, y_;
  Svg svg_;
};

/// Class of the k-th chain's line: "chain c0" to "chain c7", repeating.
std::string chain_style(std::size_t chain);

}  // namespace aleator::report
