// SPDX-License-Identifier: Apache-2.0
// Refused: a loss must take a fixed number of Arrays
#include <aleator/aleator.h>

using namespace aleator;

const optimize::LossFn loss = [](auto... x) { return (Array(0.) + ... + square(x)); };
