// SPDX-License-Identifier: Apache-2.0
// Defines recurrent layers: SimpleRNN, LSTM, GRU.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

#include <optional>

namespace aleator::nn {

struct RecurrentOptions {
  Dim units = required("units");  ///< length of the state h, at least 1
  Activation activation = static_cast<Array (*)(const Array&)>(tanh);
  Activation recurrent_activation = static_cast<Array (*)(const Array&)>(sigmoid);  ///< of gates
  bool return_sequences = false;  ///< the states of all times, not of the last
  bool go_backwards = false;      ///< from the last time to the first; states stay in that order
  /// Times all of whose features are this number are passed over, in each row its own: states stay
  /// what they were. 0 after an Embedding with mask_zero; absent: no time is.
  std::optional<double> mask_value = {};
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer recurrent_initializer = orthogonal();
  Dtype dtype = float32;
};
using SimpleRNNOptions = RecurrentOptions;  ///< which has no gates
using LSTMOptions = RecurrentOptions;
using GRUOptions = RecurrentOptions;

// [batch, time, features] to the last state h, [batch, units], or to all of them, [batch, time,
// units]. States start at 0. With W kernel, U recurrent_kernel and b bias, each with the parts
// below side by side; a is the activation, s the recurrent one, * goes element by element.

/// h = a(W x + U h + b).
class SimpleRNN : public Layer {
 public:
  explicit SimpleRNN(const SimpleRNNOptions& options);
};

/// i, f, o = s(W x + U h + b), g = a(W x + U h + b), c = f * c + i * g, h = o * a(c); parts in the
/// order i, f, g, o. The bias of f starts at 1, the others at 0.
///
/// S. Hochreiter and J. Schmidhuber (1997), "Long short-term memory"; F. Gers, J. Schmidhuber and
/// F. Cummins (2000), "Learning to forget".
class LSTM : public Layer {
 public:
  explicit LSTM(const LSTMOptions& options);
};

/// z, r = s(W x + U h + b + b'), g = a(W x + b + r * (U h + b')), h = z * h + (1 - z) * g; parts in
/// the order z, r, g, and bias [2, 3 units] holds b and b'.
///
/// K. Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder".
class GRU : public Layer {
 public:
  explicit GRU(const GRUOptions& options);
};

}  // namespace aleator::nn
