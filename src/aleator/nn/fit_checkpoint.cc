// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/fit_checkpoint.h"

#include "aleator/base/text.h"
#include "aleator/io/checkpoint_file.h"

#include <filesystem>

namespace aleator::nn {
namespace {

void append(io::Checkpoint& checkpoint, const std::string& name, const Arrays& arrays) {
  for (std::size_t i = 0; i < arrays.size(); ++i)
    checkpoint.arrays.push_back({text(name, "/", i), arrays[i]});
}

Array array_of(const std::vector<double>& values) { return array(values); }

/// Arrays of a file where others of the same types are expected.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path), file_(io::load_checkpoint(path)) {}

  const Array& operator[](const std::string& name) const {
    for (const io::NamedArray& array : file_.arrays) {
      if (array.name == name) return array.value;
    }
    fail(text("it has no '", name, "'"));
  }
  Arrays like(const std::string& name, const Arrays& wanted) const {
    Arrays found;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const Array& x = (*this)[text(name, "/", i)];
      if (x.shape() != wanted[i].shape() || x.dtype() != wanted[i].dtype())
        fail(text("'", name, "/", i, "' is ", x.dtype(), x.shape(), " there, and ",
                  wanted[i].dtype(), wanted[i].shape(), " here"));
      found.push_back(x);
    }
    return found;
  }
  void expect(const std::string& name, const Array& wanted) const {
    if ((*this)[name].values() == wanted.values()) return;
    fail(text("its ", name, " is ", (*this)[name], ", here it is ", wanted));
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw ValueError(text("fit: the checkpoint '", path_, "' is of another fit: ", what,
                          "; remove it, or name another checkpoint_path"));
  }

 private:
  const std::string path_;
  const io::Checkpoint file_;
};

Array sizes_of(const FitIdentity& identity) {
  return array(std::vector<std::int64_t>{identity.num_rows, identity.batch_size});
}

}  // namespace

void save_fit(const std::string& path, const FitState& state, const FitIdentity& identity) {
  io::Checkpoint checkpoint;
  append(checkpoint, "parameters", state.loop.parameters);
  append(checkpoint, "optimizer_state", state.loop.optimizer_state);
  append(checkpoint, "best_parameters", state.best_parameters);
  const History& h = state.history;
  for (const auto& [name, value] : std::vector<std::pair<std::string, Array>>{
           {"key", identity.key_words},
           {"rows and batch_size", sizes_of(identity)},
           {"num_steps", strong_scalar(state.loop.num_steps)},
           {"losses", array_of(h.losses)},
           {"validation_losses", array_of(h.validation_losses)},
           {"best_epoch", strong_scalar(h.best_epoch)}})
    checkpoint.arrays.push_back({name, value});
  for (std::size_t i = 0; i < h.metrics.size(); ++i)
    checkpoint.arrays.push_back({text("metrics/", i), array_of(h.metrics[i])});
  io::save_checkpoint(path, checkpoint);
}

std::optional<FitState> load_fit(const std::string& path, const FitState& like,
                                 const FitIdentity& identity) {
  if (!std::filesystem::exists(path)) return {};
  const Reader file(path);
  file.expect("rows and batch_size", sizes_of(identity));
  file.expect("key", identity.key_words);
  FitState state = like;
  state.loop.parameters = file.like("parameters", like.loop.parameters);
  state.loop.optimizer_state = file.like("optimizer_state", like.loop.optimizer_state);
  state.loop.num_steps = file["num_steps"].item<std::int64_t>();
  state.best_parameters = file.like("best_parameters", like.loop.parameters);
  state.history.losses = file["losses"].values();
  state.history.validation_losses = file["validation_losses"].values();
  state.history.best_epoch = file["best_epoch"].item<std::int64_t>();
  for (std::size_t i = 0; i < like.history.metrics.size(); ++i)
    state.history.metrics[i] = file[text("metrics/", i)].values();
  return state;
}

std::optional<Key> key_of_fit(const std::string& path) {
  if (path.empty() || !std::filesystem::exists(path)) return {};
  return Key(Reader(path)["key"]);
}

}  // namespace aleator::nn
