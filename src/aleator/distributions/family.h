// SPDX-License-Identifier: Apache-2.0
// Defines Family, the one statement of a distribution's name, parameters and support.
#pragma once

#include "aleator/bijectors/constraint.h"

#include <array>
#include <string_view>

namespace aleator {

class Distribution;
struct NamedArray;

/// What the value of a parameter is. By name all are given as arrays.
enum class ParameterKind {
  array,           ///< numbers: batch axes, then those of one event's worth
  integer,         ///< one whole number, known when the distribution is made; it has no batch axes
  shape,           ///< lengths of axes, likewise known
  linear_operator  ///< a LinearOperator, by name its matrix
};

/// One parameter: its name, what it must be, and the rank of one event's worth of it.
struct Parameter {
  std::string_view name = {};
  const Constraint* constraint = &kReal;
  int event_rank = 0;
  int alternative =
      0;  ///< parameters with the same nonzero number exclude each other: exactly one is given
  ParameterKind kind = ParameterKind::array;
  /// Not for tolerances, nor for what other parameters or a sum of squares bound: no map from the
  /// reals alone is onto its values.
  bool is_trainable = true;

  /// Whether it decides shapes, and so is no array of numbers.
  constexpr bool is_structural() const {
    return kind == ParameterKind::integer || kind == ParameterKind::shape;
  }
};

inline constexpr std::size_t kMaxParameters = 6;

/// A family of distributions, declared once. Checks, batch shape, printing and the test battery
/// follow from it.
struct Family {
  std::string_view name;
  std::array<Parameter, kMaxParameters> parameters = {};
  const Constraint* support = &kReal;
  int event_rank = 0;
  bool is_reparameterized = true;
  /// Makes a member from parameters in the family's order; make_distribution takes any order.
  Distribution (*make)(const std::vector<NamedArray>& parameters) = nullptr;
  /// The parameters under which values along axis 0 are likeliest, where they have a closed form;
  /// see experimental_fit.
  std::vector<NamedArray> (*fit)(const Array& values) = nullptr;
};

/// A parameter with its value.
struct NamedArray {
  std::string_view name;
  Array value;
};

/// The value of an integer or a shape parameter; ValueError unless it is known and of whole
/// numbers.
std::int64_t integer_value(const Family& family, const NamedArray& given);
Shape shape_value(const Family& family, const NamedArray& given);

/// Throws ValueError unless exactly one of each group of alternatives and all others are given.
void check_given(const Family& family, const std::vector<NamedArray>& given);

}  // namespace aleator
