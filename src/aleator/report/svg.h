// SPDX-License-Identifier: Apache-2.0
// Defines Svg, which collects the shapes of one picture.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aleator::report {

struct Point {
  double x = 0, y = 0;
};

/// Left, top, width and height in pixels; y grows downwards.
struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

/// Where a text stands relative to its point.
enum class Anchor { kStart, kMiddle, kEnd };

/// Text for HTML and SVG: & < > " ' become entities; bytes that are not valid UTF-8 and control
/// characters that XML forbids become U+FFFD.
std::string escaped(std::string_view content);

/// An inline SVG image. Shapes name classes of the page's style sheet, so that they follow light,
/// dark and printed colours. Coordinates are rounded to a tenth of a pixel; shapes with a
/// coordinate that is not finite are left out.
class Svg {
 public:
  /// `title` names the picture for assistive technology, `description` tells what it shows.
  Svg(double width, double height, std::string_view title, std::string_view description);

  void rectangle(const Box& box, std::string_view style);
  void line(Point from, Point to, std::string_view style);
  void circle(Point center, double radius, std::string_view style);
  /// A line through the points; breaks where one is not finite.
  void polyline(const std::vector<Point>& points, std::string_view style);
  /// A closed area.
  void polygon(const std::vector<Point>& points, std::string_view style);
  void text(Point at, std::string_view content, Anchor anchor, std::string_view style);
  /// Text that reads upwards, centred on the point.
  void vertical_text(Point at, std::string_view content, std::string_view style);

  std::string to_string() const { return shapes_ + "</svg>"; }

 private:
  std::string shapes_;
};

}  // namespace aleator::report
