// SPDX-License-Identifier: Apache-2.0
// Tests that the code of whole models compiles for processors that the tests do not run on.
#include "aleator/aleator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/compiler.h"
#include "aleator/runtime/llvm/library.h"
#include "aleator/runtime/llvm/target.h"
#include "aleator/transforms/inspect.h"

#include <cstring>

#include <elf.h>
#include <gtest/gtest.h>

namespace aleator::llvm {
namespace {

/// Value and gradient of a density of q, in lanes or alone.
Function model(std::int64_t dimension, const Callable<Array(const Arrays&)>& density,
               std::int64_t num_lanes) {
  const Function f = trace_closed("density", {{.dtype = float64, .shape = {dimension}}},
                                  [&](const Arrays& q) { return Arrays{density(q)}; });
  const Function both = value_and_gradient_function(f, 0);
  return num_lanes > 0 ? over_lanes(both, 1, num_lanes) : both;
}

/// A scan, groups, and functions that are written out and called.
Array recursion(const Arrays& q) {
  constexpr std::int64_t kLength = 60;
  const Array groups = remainder(arange(kLength), 7);
  const Array x = take(q[0][Slice(2, 9)], groups);
  const auto step = [&](const Array& variance, const Array& before) {
    const Array next = exp(q[0][0]) + sigmoid(q[0][1]) * variance + square(before);
    return std::pair(next, next);
  };
  const Array variance = scan(step, ones({}, float64), x).second;
  return -0.5 * sum(square(x) / variance + log(variance)) + lgamma(exp(q[0][0])) + sin(q[0][1]);
}

/// A factorization and its adjoint.
Array process(const Arrays& q) {
  constexpr std::int64_t kSize = 11;
  const Array t = astype(arange(kSize), float64);
  const Array distance = square(expand_dims(t, 0) - expand_dims(t, 1));
  const Array factor = cholesky(exp(q[0][0] - distance * exp(q[0][1])) + 0.1 * eye(kSize));
  return -sum(log(diagonal(factor))) - 0.5 * sum(square(matmul(factor, sin(t))));
}

struct Processor {
  Target target;
  int vector_bytes;
  Elf64_Half machine;
  const char* has;      ///< registers that its code of lanes uses
  const char* has_not;  ///< and those that it has not
};

const Processor kProcessors[] = {
    {{.triple = "x86_64-linux-gnu", .cpu = "x86-64-v3"}, 32, EM_X86_64, "%ymm", "%zmm"},
    {{.triple = "x86_64-linux-gnu", .cpu = "x86-64"}, 16, EM_X86_64, "%xmm", "%ymm"},
    {{.triple = "aarch64-linux-gnu"}, 16, EM_AARCH64, ".2d", "%xmm"},
};

void expect_code(const Function& f, const Processor& processor, std::int64_t num_lanes) {
  const int lanes =
      num_lanes > 0 ? lowering::lanes_per_block(f, num_lanes, processor.vector_bytes) : 0;
  const lowering::Module module = lowering::lower(f, lanes, processor.vector_bytes);
  Options options = options_for(module.has_vector_loops);
  options.target = processor.target;
  const std::string object = compile_object(module.text, options).code;
  Elf64_Ehdr header;
  ASSERT_GT(object.size(), sizeof header);
  std::memcpy(&header, object.data(), sizeof header);
  EXPECT_EQ(header.e_machine, processor.machine);
  const std::string code = compile_assembly(module.text, options).code;
  EXPECT_EQ(code.find(processor.has_not), std::string::npos);
  if (lanes > 0) {
    EXPECT_NE(code.find(processor.has), std::string::npos);
  }
}

TEST(LlvmTargets, ModelsCompileForOtherProcessors) {
  if (!is_available()) GTEST_SKIP() << why_unavailable();
  for (const Processor& processor : kProcessors) {
    for (const std::int64_t num_lanes : {0, 64}) {
      SCOPED_TRACE(testing::Message() << processor.target.triple << " " << processor.target.cpu
                                      << ", lanes " << num_lanes);
      expect_code(model(9, recursion, num_lanes), processor, num_lanes);
      expect_code(model(2, process, num_lanes), processor, num_lanes);
    }
  }
}

}  // namespace
}  // namespace aleator::llvm
