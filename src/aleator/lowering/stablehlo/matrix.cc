// SPDX-License-Identifier: Apache-2.0
// Defines how products, convolutions, factorizations and Fourier transforms are written.
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/convolution.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/primitives/fourier.h"
#include "aleator/graph/primitives/triangular_solve.h"
#include "aleator/lowering/stablehlo/rules.h"

namespace aleator::stablehlo {
namespace {

/// Devices may round float32 operands to fewer bits otherwise.
constexpr const char* kPrecision =
    "precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]";

/// "[b, 0, 1, f]": what each axis of an array is.
std::string axes_text(const ConvolutionAxes& axes, const char* first, const char* second) {
  const std::size_t rank = axes.spatial.size() + 2;
  std::vector<std::string> names(rank);
  names[static_cast<std::size_t>(axes.first)] = first;
  names[static_cast<std::size_t>(axes.second)] = second;
  for (std::size_t i = 0; i < axes.spatial.size(); ++i)
    names[static_cast<std::size_t>(axes.spatial[i])] = text(i);
  return text(names);
}

std::string padding_text(const Convolution& a) {
  const std::size_t n = a.padding_low.size();
  std::string out = "dense<[";
  for (std::size_t i = 0; i < n; ++i)
    out += text(i == 0 ? "" : ", ", "[", a.padding_low[i], ", ", a.padding_high[i], "]");
  return n == 0 ? "dense<> : tensor<0x2xi64>" : out + text("]> : tensor<", n, "x2xi64>");
}

std::string falses(std::size_t n) {
  if (n == 0) return "array<i1>";
  std::string out = "array<i1: ";
  for (std::size_t i = 0; i < n; ++i) out += i == 0 ? "false" : ", false";
  return out + ">";
}

/// Row and column numbers of matrices.
Value numbers(Body& body, const Shape& shape, std::int64_t axis) {
  return body.emit_one(
      {.name = "stablehlo.iota", .attributes = text("iota_dimension = ", axis, " : i64")}, {},
      {.dtype = Dtype::int32, .shape = shape});
}

}  // namespace

Values emit_dot(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<DotGeneral>();
  const std::string attributes = text(
      "dot_dimension_numbers = #stablehlo.dot<lhs_batching_dimensions = ", list_text(a.left_batch),
      ", rhs_batching_dimensions = ", list_text(a.right_batch),
      ", lhs_contracting_dimensions = ", list_text(a.left_contracting),
      ", rhs_contracting_dimensions = ", list_text(a.right_contracting), ">, ", kPrecision);
  return {body.emit_one({.name = "stablehlo.dot_general", .attributes = attributes}, operands,
                        node.types[0])};
}

Values emit_convolution(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Convolution>();
  const std::string attributes =
      text("window_strides = ", array_text(a.window_strides), ", padding = ", padding_text(a),
           ", lhs_dilation = ", array_text(a.lhs_dilation),
           ", rhs_dilation = ", array_text(a.rhs_dilation),
           ", window_reversal = ", falses(a.window_strides.size()),
           ", dimension_numbers = #stablehlo.conv<", axes_text(a.input, "b", "f"), "x",
           axes_text(a.kernel, "o", "i"), "->", axes_text(a.output, "b", "f"),
           ">, feature_group_count = ", a.feature_group_count,
           " : i64, batch_group_count = ", a.batch_group_count, " : i64, ", kPrecision);
  return {body.emit_one({.name = "stablehlo.convolution", .attributes = attributes}, operands,
                        node.types[0])};
}

/// StableHLO says neither what the other triangle holds nor what becomes of matrices that are not
/// positive definite: here zeros, and NaN in the triangle of that matrix alone.
Values emit_cholesky(Body& body, const Node& node, const Values& operands) {
  const ArrayType& type = node.types[0];
  const std::int64_t rank = type.shape.rank();
  const Value factor =
      body.emit_one({.name = "stablehlo.cholesky", .attributes = "lower = true"}, operands, type);
  const Value is_inside =
      body.compare("LE", numbers(body, type.shape, rank - 1), numbers(body, type.shape, rank - 2));
  const Value zeros = body.uniform(type.dtype, type.shape, 0);
  const Value triangle = body.select(is_inside, factor, zeros);
  const Value is_number = body.emit_one({.name = "stablehlo.is_finite"}, {triangle},
                                        {.dtype = Dtype::boolean, .shape = type.shape});
  const Value is_factored = body.reduce("stablehlo.and", is_number,
                                        body.uniform(Dtype::boolean, {}, 1), {rank - 2, rank - 1});
  const Value nan = body.select(
      is_inside, body.uniform(type.dtype, type.shape, std::numeric_limits<double>::quiet_NaN()),
      zeros);
  return {body.select(body.along_leading(is_factored, type.shape), triangle, nan)};
}

Values emit_triangular_solve(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<TriangularSolve>();
  const std::string attributes =
      text("left_side = ", a.is_left_side, ", lower = ", a.is_lower,
           ", unit_diagonal = ", a.is_unit_diagonal, ", transpose_a = #stablehlo<transpose ",
           a.is_transposed ? "TRANSPOSE" : "NO_TRANSPOSE", ">");
  return {body.emit_one({.name = "stablehlo.triangular_solve", .attributes = attributes}, operands,
                        node.types[0])};
}

Values emit_fourier(Body& body, const Node& node, const Values& operands) {
  // The direction with the other sign is the same with real and imaginary parts exchanged, which
  // spares the division by the length that comes with the inverse transform.
  const bool is_backward = node.attributes_as<Fourier>().is_backward;
  const std::size_t first = is_backward ? 1 : 0, second = 1 - first;
  const ArrayType& type = node.types[0];
  const std::int64_t length = type.shape[type.shape.rank() - 1];
  const std::string part = type_text(type), complex = complex_type_text(type.dtype, type.shape);
  const Value whole =
      body.emit_text(text("\"stablehlo.complex\"(", operands[first].name, ", ",
                          operands[second].name, ") : (", part, ", ", part, ") -> ", complex),
                     type);
  const Value spectrum = body.emit_text(
      text("\"stablehlo.fft\"(", whole.name,
           ") {fft_type = #stablehlo<fft_type FFT>, fft_length = ", array_text({length}), "} : (",
           complex, ") -> ", complex),
      type);
  const auto part_of = [&](const char* name) {
    return body.emit_text(
        text("\"stablehlo.", name, "\"(", spectrum.name, ") : (", complex, ") -> ", part), type);
  };
  Values parts(2);
  parts[first] = part_of("real");
  parts[second] = part_of("imag");
  return parts;
}

}  // namespace aleator::stablehlo
