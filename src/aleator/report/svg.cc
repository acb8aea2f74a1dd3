// SPDX-License-Identifier: Apache-2.0
// Implements the shapes of a picture.
#include "aleator/report/svg.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aleator::report {
namespace {

bool is_finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

/// Coordinates far outside a picture only lengthen the file.
std::string coordinate(double value) {
  char digits[32];
  const double rounded = std::nearbyint(std::clamp(value, -1e5, 1e5) * 10) / 10 + 0.0;
  return {digits, std::to_chars(digits, digits + sizeof digits, rounded).ptr};
}

std::string attribute(std::string_view name, double value) {
  return aleator::text(" ", name, "=\"", coordinate(value), "\"");
}

std::string class_attribute(std::string_view style) {
  return aleator::text(" class=\"", style, "\"");
}

std::string pair(Point p) { return aleator::text(coordinate(p.x), " ", coordinate(p.y)); }

/// Length of the valid UTF-8 sequence at the front that XML allows, 0 if there is none.
std::size_t valid_length(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || rest.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_too_large = first == 0xF4 && byte(1) > 0x8F;
  const bool is_surrogate = first == 0xED && byte(1) > 0x9F;
  const bool is_no_character = first == 0xEF && byte(1) == 0xBF && byte(2) > 0xBD;
  return is_overlong || is_too_large || is_surrogate || is_no_character ? 0 : length;
}

void append_escaped(std::string& out, std::string_view character) {
  switch (character.front()) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default: out += character;
  }
}

}  // namespace

std::string escaped(std::string_view content) {
  std::string out;
  for (std::size_t i = 0; i < content.size();) {
    const std::size_t length = valid_length(content.substr(i));
    append_escaped(out, length > 0 ? content.substr(i, length) : "\xEF\xBF\xBD");
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description)
    : shapes_(aleator::text("<svg viewBox=\"0 0 ", coordinate(width), " ", coordinate(height),
                            "\" role=\"img\" aria-label=\"", escaped(title), ". ",
                            escaped(description), "\"><title>", escaped(title), "</title><desc>",
                            escaped(description), "</desc>")) {}

void Svg::rectangle(const Box& box, std::string_view style) {
  if (!is_finite({box.left, box.top}) || !is_finite({box.width, box.height})) return;
  shapes_ += aleator::text("<rect", class_attribute(style), attribute("x", box.left),
                           attribute("y", box.top), attribute("width", std::max(box.width, 0.0)),
                           attribute("height", std::max(box.height, 0.0)), "/>");
}

void Svg::line(Point from, Point to, std::string_view style) { polyline({from, to}, style); }

void Svg::circle(Point center, double radius, std::string_view style) {
  if (!is_finite(center)) return;
  shapes_ += aleator::text("<circle", class_attribute(style), attribute("cx", center.x),
                           attribute("cy", center.y), attribute("r", radius), "/>");
}

void Svg::polyline(const std::vector<Point>& points, std::string_view style) {
  std::string path;
  bool is_open = false;
  for (const Point& point : points) {
    if (is_finite(point)) path += (is_open ? "L" : "M") + pair(point);
    is_open = is_finite(point);
  }
  if (!path.empty()) {
    shapes_ += aleator::text("<path", class_attribute(style), " d=\"", path, "\"/>");
  }
}

void Svg::polygon(const std::vector<Point>& points, std::string_view style) {
  std::string path;
  for (const Point& point : points) {
    if (is_finite(point)) path += (path.empty() ? "M" : "L") + pair(point);
  }
  if (!path.empty()) {
    shapes_ += aleator::text("<path", class_attribute(style), " d=\"", path, "Z\"/>");
  }
}

void Svg::text(Point at, std::string_view content, Anchor anchor, std::string_view style) {
  if (!is_finite(at)) return;
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  shapes_ +=
      aleator::text("<text", class_attribute(style), attribute("x", at.x), attribute("y", at.y),
                    " text-anchor=\"", kAnchors[static_cast<std::size_t>(anchor)], "\">",
                    escaped(content), "</text>");
}

void Svg::vertical_text(Point at, std::string_view content, std::string_view style) {
  if (!is_finite(at)) return;
  shapes_ += aleator::text("<text", class_attribute(style), " text-anchor=\"middle\" transform=\"",
                           "translate(", pair(at), ") rotate(-90)\">", escaped(content), "</text>");
}

}  // namespace aleator::report
