// SPDX-License-Identifier: Apache-2.0
// Defines texts in LLVM's language that the tests compile.
#pragma once

#include <string>

namespace aleator::llvm::testing {

/// A scalar, a constant pool, an internal function, a loop with memory, and calls to the C library.
inline const std::string kText = R"(
declare double @fmod(double, double)
declare double @llvm.roundeven.f64(double)
@table = internal constant [4 x double] [double 1.0, double 2.0, double 4.0, double 8.0]

define internal double @twice(double %x) noinline {
  %y = fmul double %x, 2.0
  ret double %y
}
define double @scalar(double %x, double %m) {
  %t = call double @twice(double %x)
  %r = call double @fmod(double %t, double %m)
  ret double %r
}
define double @lookup(i64 %i) {
  %p = getelementptr [4 x double], ptr @table, i64 0, i64 %i
  %v = load double, ptr %p
  ret double %v
}
define void @lanes8(ptr %x, ptr %y) {
  %a = load <8 x double>, ptr %x
  %b = load <8 x double>, ptr %y
  %c = fadd <8 x double> %a, %b
  %d = fmul <8 x double> %c, <double 1.0, double 2.0, double 3.0, double 4.0,
                              double 5.0, double 6.0, double 7.0, double 8.0>
  store <8 x double> %d, ptr %x
  ret void
}
define void @lanes16(ptr %x) {
  %a = load <16 x float>, ptr %x
  %b = fsub <16 x float> %a, splat (float 0.5)
  store <16 x float> %b, ptr %x
  ret void
}
define double @sum(ptr %x, i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %s = phi double [ 0.0, %entry ], [ %more, %loop ]
  %p = getelementptr double, ptr %x, i64 %i
  %v = load double, ptr %p
  %more = fadd double %s, %v
  %next = add i64 %i, 1
  %done = icmp eq i64 %next, %n
  br i1 %done, label %end, label %loop
end:
  ret double %more
}
)";

/// Another text for each number, as long as asked for.
inline std::string numbered_text(int number, int num_operations = 1) {
  std::string text = "define double @f(double %x0) {\n";
  for (int i = 0; i < num_operations; ++i) {
    text += "  %x" + std::to_string(i + 1) + " = fadd double %x" + std::to_string(i) + ", " +
            std::to_string(number + i) + ".0\n";
  }
  return text + "  ret double %x" + std::to_string(num_operations) + "\n}\n";
}

}  // namespace aleator::llvm::testing
