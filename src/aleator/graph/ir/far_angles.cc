// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/ir/far_angles.h"

#include "aleator/base/text.h"
#include "aleator/graph/ir/builder.h"
#include "aleator/graph/ir/emitter.h"

#include <algorithm>

namespace aleator::ir {
namespace {

using aleator::text;

/// One number: the branch around the call.
std::string of_number(const std::string& name, const char* function) {
  return text("define internal double ", name, "(double %x, double %near) alwaysinline {\n",
              "entry:\n  %a = call double @llvm.fabs.f64(double %x)\n",
              "  %beyond = fcmp ogt double %a, 1.0e8\n",
              "  %finite = fcmp olt double %a, 0x7FF0000000000000\n",
              "  %far = and i1 %beyond, %finite\n  br i1 %far, label %slow, label %done\nslow:\n",
              "  %y = call double @far_", function, "(double %x) cold\n  br label %done\ndone:\n",
              "  %all = phi double [ %near, %entry ], [ %y, %slow ]\n  ret double %all\n}");
}

/// A vector: the branch around the loop over lanes, which is a function of its own.
std::string of_vector(const std::string& name, const char* function, int width) {
  const std::string type = type_text(Dtype::float64, width), mask = text("<", width, " x i1>");
  const std::string slow = text(name, ".slow");
  const std::string loop =
      text("define internal ", type, " ", slow, "(", type, " %x, ", type, " %near, ", mask,
           " %far) noinline cold {\nentry:\n  br label %loop\nloop:\n",
           "  %i = phi i64 [ 0, %entry ], [ %next, %join ]\n", "  %all = phi ", type,
           " [ %near, %entry ], [ %more, %join ]\n", "  %is = extractelement ", mask,
           " %far, i64 %i\n", "  %old = extractelement ", type, " %all, i64 %i\n",
           "  br i1 %is, label %call, label %join\ncall:\n", "  %angle = extractelement ", type,
           " %x, i64 %i\n", "  %y = call double @far_", function,
           "(double %angle)\n  br label %join\njoin:\n",
           "  %one = phi double [ %old, %loop ], [ %y, %call ]\n", "  %more = insertelement ", type,
           " %all, double %one, i64 %i\n",
           "  %next = add nuw nsw i64 %i, 1\n  %again = icmp ult i64 %next, ", width,
           "\n  br i1 %again, label %loop, label %done\ndone:\n  ret ", type, " %more\n}\n");
  return text(loop, "define internal ", type, " ", name, "(", type, " %x, ", type,
              " %near) alwaysinline {\nentry:\n", "  %a = call ", type, " @llvm.fabs.v", width,
              "f64(", type, " %x)\n", "  %beyond = fcmp ogt ", type, " %a, splat (double 1.0e8)\n",
              "  %finite = fcmp olt ", type, " %a, splat (double 0x7FF0000000000000)\n",
              "  %far = and ", mask, " %beyond, %finite\n",
              "  %any = call i1 @llvm.vector.reduce.or.v", width, "i1(", mask, " %far)\n",
              "  br i1 %any, label %slow, label %done\nslow:\n", "  %y = call ", type, " ", slow,
              "(", type, " %x, ", type, " %near, ", mask, " %far)\n", "  br label %done\ndone:\n",
              "  %all = phi ", type, " [ %near, %entry ], [ %y, %slow ]\n  ret ", type, " %all\n}");
}

}  // namespace

Value with_far_angles(const char* function, const Value& angle, const Value& near) {
  if (Builder::current() || angle.is_constant()) return near;
  Emitter& e = Emitter::current();
  const int width = angle.width;
  const std::string type = type_text(Dtype::float64, width);
  const std::string suffix = width == 0 ? std::string("f64") : text("v", width, "f64");
  const std::string name = text("@far.", function, ".", suffix);
  e.declare(text("declare double @far_", function, "(double) nounwind willreturn memory(none)"));
  e.declare(text("declare ", type, " @llvm.fabs.", suffix, "(", type, ")"));
  if (width > 0)
    e.declare(text("declare i1 @llvm.vector.reduce.or.v", width, "i1(<", width, " x i1>)"));
  e.declare(width == 0 ? of_number(name, function) : of_vector(name, function, width));
  return e.pure(Dtype::float64, width,
                text("call ", type, " ", name, "(", typed_text(angle, width), ", ",
                     typed_text(near, width), ")"),
                std::max(angle.depth, near.depth));
}

}  // namespace aleator::ir
