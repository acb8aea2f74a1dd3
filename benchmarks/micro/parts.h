// SPDX-License-Identifier: Apache-2.0
// Declares the parts of aleator_micro; each adds its rows to the report.
#pragma once

#include "benchmarks/micro/measure.h"

namespace aleator::bench {

/// Gradients of all models in both dtypes; false if hand and Aleator disagree anywhere.
bool report_gradients(const Settings& settings, Report& report);
/// Runs each model's gradient in float64 so many times, for a program that counts instructions.
void run_gradients(int num_runs, const Settings& settings);
/// Large elementwise expressions, matrix products and factors, the overhead of a call.
void report_elementwise(const Settings& settings, Report& report);
void report_matmul(const Settings& settings, Report& report);
void report_factorizations(const Settings& settings, Report& report);
void report_call_overhead(const Settings& settings, Report& report);
/// Densities and draws of 1e7 values, and small calls.
void report_distributions(const Settings& settings, Report& report);
/// Special functions against scalar loops over the C library's and Boost's.
void report_special_functions(const Settings& settings, Report& report);
/// Compile latency of every model in fresh processes of the program `self`.
void report_latency(const Settings& settings, const std::string& self, Report& report);
/// The child of report_latency: compiles one model, after another one if told so, and prints the
/// times in milliseconds.
void print_latency(const std::string& model, bool is_after_another, const Settings& settings);
/// The text messages example, in process and as a process.
void report_text_messages(Report& report);

}  // namespace aleator::bench
