// SPDX-License-Identifier: Apache-2.0
// Defines Constraint, a set of numbers with its membership test and the bijector from the reals
// onto it.
#pragma once

#include "aleator/bijectors/bijector.h"

#include <limits>

namespace aleator {

/// A set that parameters or draws lie in.
struct Constraint {
  const char* description;                      ///< "positive": completes "must be ..."
  Array (*contains)(const Array& x) = nullptr;  ///< element by element; null: every number
  double inside = 0;                 ///< some member, to evaluate at in place of a non-member
  Bijector (*bijector)() = nullptr;  ///< from the reals onto the set; null: there is none
  bool is_discrete = false;
  /// Its ends.
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

extern const Constraint kReal;
extern const Constraint kFinite;        ///< neither infinite nor NaN
extern const Constraint kExtendedReal;  ///< infinite too
extern const Constraint kNonzero;
extern const Constraint kPositive;
extern const Constraint kNonnegative;
extern const Constraint kUnitInterval;          ///< 0 <= x <= 1
extern const Constraint kOpenUnitInterval;      ///< 0 < x < 1
extern const Constraint kHalfOpenUnitInterval;  ///< 0 <= x < 1
extern const Constraint kNonnegativeInteger;    ///< 0, 1, 2, ... in any dtype
extern const Constraint kBinary;                ///< 0 or 1

extern const Constraint kLowerTriangular;   ///< of the last two axes, with a positive diagonal
extern const Constraint kPositiveDefinite;  ///< symmetric matrices of the last two axes
extern const Constraint kSimplex;           ///< non-negative, adding up to 1 along the last axis

/// Throws ValueError "<who>: parameter '<name>' must be <description>, got <value> at index [...]"
/// when a known value of `x` is outside. Traced and live arrays are not known.
void check_constraint(const char* who, const char* name, const Array& x,
                      const Constraint& constraint);

/// Throws ValueError "<who>: parameter 'high' must be above 'low', got ..." where both are known
/// and it is not; NaN is refused as by check_constraint.
void check_interval(const char* who, const Array& low, const Array& high);
/// Throws ValueError "<who>: parameter '<name>' must be from 'low' to 'high', got ..." likewise.
void check_between(const char* who, const char* name, const Array& x, const Array& low,
                   const Array& high);

}  // namespace aleator
