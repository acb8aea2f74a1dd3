// SPDX-License-Identifier: Apache-2.0
// Defines the exceptions. A message says who, what is required, what was given, where, what to do.
#pragma once

#include <stdexcept>
#include <string>

namespace aleator {

/// Base of every exception the library throws.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
};

/// Shapes or ranks do not fit each other.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A dtype is not what the operation takes.
class DtypeError : public Error {
 public:
  using Error::Error;
};

/// A value, option or use is outside what is allowed.
class ValueError : public Error {
 public:
  using Error::Error;
};

/// The mathematics or the library has no such operation.
class NotImplemented : public Error {
 public:
  using Error::Error;
};

/// A graph could not be compiled; `ir()` holds its text.
class CompileError : public Error {
 public:
  explicit CompileError(const std::string& message, std::string ir = {})
      : Error(message), ir_(std::move(ir)) {}
  const std::string& ir() const { return ir_; }

 private:
  std::string ir_;
};

/// A file is missing, unreadable or not of the expected form.
class IoError : public Error {
 public:
  using Error::Error;
};

/// Default of a required option: converts to any field type by throwing. `Array scale =
/// required("scale");`
class Required {
 public:
  explicit constexpr Required(const char* name) : name_(name) {}
  template <class T>
  operator T() const {
    fail();
  }

 private:
  [[noreturn]] void fail() const;
  const char* name_;
};
constexpr Required required(const char* name) { return Required(name); }

}  // namespace aleator
