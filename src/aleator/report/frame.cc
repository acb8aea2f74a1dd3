// SPDX-License-Identifier: Apache-2.0
// Implements the axes, labels and legend around a plot.
#include "aleator/report/frame.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <utility>

namespace aleator::report {
namespace {

constexpr double kCharacterWidth = 6.1;  // of the 11 pixel labels, measured generously
constexpr double kLineHeight = 17;
constexpr double kMarkWidth = 16;

double text_width(const std::string& content) {
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return kCharacterWidth *
         static_cast<double>(std::count_if(content.begin(), content.end(), is_first_byte));
}

double widest(const std::vector<std::string>& labels) {
  double out = 0;
  for (const std::string& label : labels) out = std::max(out, text_width(label));
  return out;
}

double entry_width(const LegendEntry& entry) {
  return kMarkWidth + 6 + text_width(entry.words) + 14;
}

/// Rows that the legend takes when it wraps at the width of the picture.
double legend_height(const FrameOptions& options) {
  if (options.legend.empty()) return 0;
  double rows = 1, x = 0;
  for (const LegendEntry& entry : options.legend) {
    if (x > 0 && x + entry_width(entry) > options.width - 20) {
      rows += 1;
      x = 0;
    }
    x += entry_width(entry);
  }
  return rows * kLineHeight;
}

Ticks y_ticks_of(const FrameOptions& options) {
  if (!options.has_y_ticks) return {};
  return nice_ticks(options.y, options.height > 280 ? 7 : 5, options.has_whole_y);
}

Box plot_area(const FrameOptions& options, const Ticks& y_ticks) {
  const double left = 12 + widest(y_ticks.labels) + (options.y_label.empty() ? 0 : 18);
  const double top = 30 + legend_height(options) + (y_ticks.exponent != 0 ? 12 : 0);
  const bool has_x_words = !options.x_label.empty() || nice_ticks(options.x, 5).exponent != 0;
  const double bottom = 24 + (has_x_words ? 18 : 0);
  return {left, top, options.width - left - 14, options.height - top - bottom};
}

}  // namespace

Frame::Frame(FrameOptions options)
    : options_(std::move(options)),
      y_ticks_(y_ticks_of(options_)),
      plot_(plot_area(options_, y_ticks_)),
      x_{options_.x, {plot_.left, plot_.right()}},
      y_{options_.y, {plot_.bottom(), plot_.top}},
      svg_(options_.width, options_.height, options_.title, options_.description) {
  x_ticks_ = nice_ticks(options_.x, static_cast<int>(plot_.width / 55), options_.has_whole_x);
  svg_.text({10, 18}, options_.title, Anchor::kStart, "title");
  draw_legend();
  draw_y_axis();
  draw_x_axis();
}

Box Frame::column(double from, double to) const {
  const double left = std::clamp(x_(from), plot_.left, plot_.right());
  const double right = std::clamp(x_(to), plot_.left, plot_.right());
  return {left, plot_.top, right - left, plot_.height};
}

void Frame::draw_x_axis() {
  svg_.line({plot_.left, plot_.bottom()}, {plot_.right(), plot_.bottom()}, "axis");
  for (std::size_t i = 0; i < x_ticks_.values.size(); ++i) {
    const double x = x_(x_ticks_.values[i]);
    svg_.line({x, plot_.bottom()}, {x, plot_.bottom() + 4}, "axis");
    svg_.text({x, plot_.bottom() + 16}, x_ticks_.labels[i], Anchor::kMiddle, "tick");
  }
  std::string label = options_.x_label;
  if (x_ticks_.exponent != 0)
    label += (label.empty() ? "" : ", ") + exponent_text(x_ticks_.exponent);
  svg_.text({plot_.left + plot_.width / 2, options_.height - 6}, label, Anchor::kMiddle, "label");
}

void Frame::draw_y_axis() {
  for (std::size_t i = 0; i < y_ticks_.values.size(); ++i) {
    const double y = y_(y_ticks_.values[i]);
    svg_.line({plot_.left, y}, {plot_.right(), y}, "grid");
    svg_.text({plot_.left - 6, y + 4}, y_ticks_.labels[i], Anchor::kEnd, "tick");
  }
  const std::string exponent = exponent_text(y_ticks_.exponent);
  if (!exponent.empty()) {
    svg_.text({plot_.left - 6, plot_.top - 8}, exponent, Anchor::kEnd, "tick");
  }
  if (options_.y_label.empty()) return;
  svg_.vertical_text({14, plot_.top + plot_.height / 2}, options_.y_label, "label");
}

void Frame::draw_legend() {
  double x = 10, y = 30;
  for (const LegendEntry& entry : options_.legend) {
    if (x > 10 && x + entry_width(entry) > options_.width - 10) {
      x = 10;
      y += kLineHeight;
    }
    const double middle = y + 4;
    if (entry.mark == LegendEntry::Mark::kLine) {
      svg_.line({x, middle}, {x + kMarkWidth, middle}, entry.style);
    } else if (entry.mark == LegendEntry::Mark::kArea) {
      svg_.rectangle({x, middle - 5, kMarkWidth, 10}, entry.style);
    } else {
      svg_.circle({x + kMarkWidth / 2, middle}, 3, entry.style);
    }
    svg_.text({x + kMarkWidth + 6, middle + 4}, entry.words, Anchor::kStart, "tick");
    x += entry_width(entry);
  }
}

std::string chain_style(std::size_t chain) { return text("chain c", chain % 8); }

}  // namespace aleator::report
