// SPDX-License-Identifier: Apache-2.0
// Tests runs as Zarr directories and as Stan's CSV files.
#include "aleator/io/zarr.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/io/stan_csv.h"
#include "aleator/random/random.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace aleator::io {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void write(const std::string& name, const std::string& words) const {
    std::ofstream(path(name), std::ios::binary) << words;
  }

 private:
  const std::string folder_ =
      fs::temp_directory_path() / ("aleator_zarr_test_" + std::to_string(::getpid()));
};

stats::Posterior a_run() {
  stats::Posterior::Parts parts;
  parts.quantities = {{"mu", random::normal(Key(1), {2, 50})},
                      {"theta", random::normal(Key(2), {2, 50, 3, 2}), {"school", ""}}};
  parts.sample_stats = {{"lp", random::normal(Key(3), {2, 50})},
                        {"diverging", random::uniform(Key(4), {2, 50}) < 0.1},
                        {"tree_depth", zeros({2, 50}, int64) + 3}};
  parts.facts = {.num_chains = 2, .num_draws = 50};
  parts.seed = 11;
  return stats::Posterior(std::move(parts));
}

using ZarrFiles = Files;
using StanFiles = Files;

TEST_F(ZarrFiles, HoldArraysDimensionsAndMetadata) {
  const stats::Posterior run = a_run();
  write_zarr(run, path("run.zarr"),
             {.observed_data = {{"y", arange(3, float64), {"school"}}},
              .coords = {{"school", {"A", "Bé", "C"}}}});
  const auto metadata = nlohmann::json::parse(content(path("run.zarr/.zmetadata")))["metadata"];
  EXPECT_EQ(metadata["posterior/theta/.zarray"]["shape"], nlohmann::json({2, 50, 3, 2}));
  EXPECT_EQ(metadata["posterior/theta/.zarray"]["dtype"], "<f8");
  EXPECT_EQ(metadata["posterior/theta/.zattrs"]["_ARRAY_DIMENSIONS"],
            nlohmann::json({"chain", "draw", "school", "theta_dim_1"}));
  EXPECT_EQ(metadata["sample_stats/diverging/.zarray"]["dtype"], "|b1");
  EXPECT_EQ(metadata["posterior/.zattrs"]["seed"], 11);
  EXPECT_EQ(metadata["observed_data/y/.zattrs"]["_ARRAY_DIMENSIONS"], nlohmann::json({"school"}));
  EXPECT_EQ(content(path("run.zarr/posterior/school/0")).size(), 3 * 2 * 4u);
  const Buffer theta = run["theta"].buffer().dense();
  EXPECT_EQ(content(path("run.zarr/posterior/theta/0.0.0.0")) +
                content(path("run.zarr/posterior/theta/1.0.0.0")),
            std::string(reinterpret_cast<const char*>(theta.bytes()), theta.stored_bytes()));
}

TEST_F(ZarrFiles, ReplaceTheirLikeAndNothingElse) {
  write_zarr(a_run(), path("run.zarr"));
  write_zarr(a_run(), path("run.zarr"));
  EXPECT_EQ(std::distance(fs::directory_iterator(path("")), {}), 1);
  write("precious", "words");
  EXPECT_THROW(write_zarr(a_run(), path("precious")), IoError);
  EXPECT_EQ(content(path("precious")), "words");
}

TEST_F(ZarrFiles, RefuseWhatDoesNotFit) {
  EXPECT_THROW(write_zarr(a_run(), path("a"), {.coords = {{"school", {"A"}}}}), ShapeError);
  EXPECT_THROW(write_zarr(a_run(), path("a"), {.observed_data = {{"a/b", zeros({2})}}}),
               ValueError);
  EXPECT_THROW(write_zarr(a_run(), path("a"), {.prior = {{"mu", zeros({2})}}}), ShapeError);
  EXPECT_FALSE(fs::exists(path("a")));
}

TEST_F(StanFiles, ComeBackAsTheyWere) {
  const stats::Posterior run = a_run();
  const auto paths = write_stan_csv(run, path("chain"));
  ASSERT_EQ(paths.size(), 2u);
  const std::string header = content(paths[0]);
  EXPECT_NE(
      header.find("\nlp__,treedepth__,divergent__,mu,theta.1.1,theta.2.1,theta.3.1,theta.1.2"),
      std::string::npos);
  const stats::Posterior back = read_stan_csv(paths);
  for (const auto& q : run.quantities()) {
    EXPECT_EQ(back[q.name].shape(), q.draws.shape());
    EXPECT_EQ(back[q.name].values<double>(), q.draws.values<double>());
  }
  EXPECT_EQ(back.sample_stat("diverging").values<bool>(),
            run.sample_stat("diverging").values<bool>());
  EXPECT_EQ(back.seed(), 11u);
  EXPECT_EQ(back.summary().to_string(), run.summary().to_string());
}

const char* const kCmdStan =
    "# stan_version_major = 2\n# method = sample (Default)\n#     num_samples = 2\n"
    "#     num_warmup = 2\n#     save_warmup = 1\n#     thin = 1 (Default)\n"
    "#         max_depth = 10 (Default)\n#   seed = 42\n"
    "lp__,accept_stat__,divergent__,energy__,a.b,x.1,x.2\n"
    "-9,0.1,0,9,1,2,3\n-8,0.2,0,8,1,2,3\n# Adaptation terminated\n# Step size = 0.8\n"
    "-7,0.9,1,7,5,6,-inf\n-6,0.8,0,6,8,9,nan\n#  Elapsed Time: 0.01 seconds (Warm-up)\n";

TEST_F(StanFiles, OfCmdStanAreReadWithoutTheirWarmUp) {
  write("1.csv", kCmdStan);
  const stats::Posterior run = read_stan_csv({path("1.csv"), path("1.csv")});
  EXPECT_EQ(run.num_chains(), 2);
  EXPECT_EQ(run.num_draws(), 2);
  EXPECT_EQ(run["a.b"].values<double>(), (std::vector<double>{5, 8, 5, 8}));
  EXPECT_EQ(run["x"].shape(), (Shape{2, 2, 2}));
  EXPECT_EQ(run["x"].values<double>()[1], -INFINITY);
  EXPECT_EQ(run.sample_stat("diverging").values<bool>(),
            (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(run.seed(), 42u);
  EXPECT_NE(run.diagnosis().to_string().find("2 transitions diverged"), std::string::npos);
}

TEST_F(StanFiles, ThatAreBadAreNamed) {
  const auto message = [&](const std::string& words) {
    write("bad.csv", words);
    try {
      read_stan_csv({path("bad.csv")});
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("accepted");
  };
  EXPECT_NE(message("").find("holds no table"), std::string::npos);
  EXPECT_NE(message("lp__,a\n1,x\n").find("bad.csv"), std::string::npos);
  EXPECT_NE(message("a.1,a.3\n1,2\n").find("has 2 columns"), std::string::npos);
  EXPECT_NE(message("a,b\n1\n").find("bad.csv"), std::string::npos);
  EXPECT_NE(message("lp__\n1\n").find("no quantities"), std::string::npos);
  const std::string head = "# method = sample (Default)\n#     num_samples = 5\n#     thin = 2\n";
  EXPECT_EQ(message(head + "a\n1\n2\n3\n"), "accepted");
  EXPECT_EQ(message(head + "a\n1\n2\n"),
            "read_stan_csv: '" + path("bad.csv") +
                "' has 2 draws of the 3 that its head announces: the run goes on, or ended too "
                "early");
  EXPECT_NE(message(head + "#     num_warmup = 8\n#     save_warmup = 1\na\n1\n2\n3\n")
                .find("has 0 draws of the 3"),
            std::string::npos);
  EXPECT_EQ(message("# method = optimize\na\n1\n"),
            "read_stan_csv: '" + path("bad.csv") +
                "' is of the method optimize, whose rows are not all draws");
  write("1.csv", "a\n1\n2\n");
  write("2.csv", "a\n1\n");
  EXPECT_THROW(read_stan_csv({path("1.csv"), path("2.csv")}), ValueError);
  EXPECT_THROW(read_stan_csv({path("none.csv")}), IoError);
  EXPECT_THROW(read_stan_csv({}), ValueError);
}

}  // namespace
}  // namespace aleator::io
