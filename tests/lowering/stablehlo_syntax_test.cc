// SPDX-License-Identifier: Apache-2.0
// Tests that modules are MLIR: a parser of somebody else's reads them, and checks names and types.
// mlir-opt is LLVM's (Debian's package mlir-19-tools); without one there is nothing to ask.
#include "aleator/aleator.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/fourier.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/emit.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace aleator::stablehlo {
namespace {

/// One operation of every kind: windows, loops, branches, factors, special functions, bits.
Function everything() {
  const ArrayTypes types{{float64, {4, 4}}, {float64, {4}}, {int64, {3}}, {uint32, {2}}};
  return trace_closed("everything", types, [](const Arrays& p) {
    const Array &a = p[0], &x = p[1], &i = p[2];
    const Array positive = matmul(a, transpose(a)) + eye(4);
    const QrFactors q = qr(a);
    const Array looped = while_loop([](const Array& y) { return sum(y) < 100.; },
                                    [](const Array& y) { return 2. * y + 1.; }, x);
    const Array chosen = cond(
        sum(x) > 0., [](const Array& y) { return exp(y); }, [](const Array& y) { return -y; }, x);
    const Arrays spectrum = apply_all(kFourier, {x, x}, attributes(Fourier{true}));
    return Arrays{cholesky(positive),
                  cholesky_solve(cholesky(positive), a),
                  q.q,
                  q.r,
                  take(x, i),
                  add_at(x, Indices(i), ones({3})),
                  sort(x),
                  argmax(x),
                  cumulative_sum(x),
                  looped,
                  chosen,
                  spectrum[0],
                  igamma(x, x),
                  bessel_kve(x, x),
                  hyp2f1(x, x, x, 0.5 * x),
                  betaincinv(x, x, 0.5 * x),
                  apply_all(kThreefry2x32, {p[3], p[3], p[3], p[3]})[1],
                  astype(x, int32),
                  power(x, 3.)};
  });
}

void expect_parsed(const std::string& module, const std::string& name) {
  const std::string path = testing::TempDir() + "aleator_" + name + ".mlir";
  std::ofstream(path) << module;
  const std::string command =
      text(ALEATOR_MLIR_OPT, " --allow-unregistered-dialect --verify-each -o /dev/null ", path);
  EXPECT_EQ(std::system(command.c_str()), 0) << name;
  std::remove(path.c_str());
}

TEST(StableHloSyntax, ModulesAreRead) {
  if (std::string(ALEATOR_MLIR_OPT).empty()) GTEST_SKIP() << "there is no mlir-opt";
  expect_parsed(emit(everything()), "everything");
  for (const Primitive* p : {&kLgamma, &kErfinv, &kDigamma, &kSinpi, &kNdtri}) {
    const Function f =
        trace_closed(p->name, {{float32, {3}}}, [&](const Arrays& x) { return apply_all(*p, x); });
    expect_parsed(emit(f, {.profile = Profile::Narrow}), p->name);
  }
}

}  // namespace
}  // namespace aleator::stablehlo
