// SPDX-License-Identifier: Apache-2.0
// Tests checkpoint files and their checksum: round trips, cuts and alterations at every byte,
// foreign files, messages.
#include "aleator/io/checkpoint_file.h"

#include "aleator/io/array_list.h"
#include "aleator/io/checksum.h"

#include <limits>
#include <random>

#include "tests/io/binary_file.h"

namespace aleator::io {
namespace {

using namespace testing;

Checkpoint example() {
  constexpr auto kLargest = std::numeric_limits<std::uint64_t>::max();
  return {.arrays = {{"state/position", array({1.5, -0., double(NAN), double(INFINITY), 5e-324})},
                     {"state/key", array(std::vector<std::uint32_t>{1, 2, 3, 4}, Shape{2, 2})},
                     {"is_done", array({true, false})},
                     {"count", strong_scalar(kLargest)},
                     {"single", array({1.25F, -3.F})},
                     {"none", array(std::vector<double>{}, Shape{3, 0})},
                     {"step", strong_scalar(std::int64_t{-7})}},
          .metadata = R"({"kernel":"NUTS","step":[1,2.5,null]})"};
}

TEST(Checksum, KnownValues) {
  // The check value of CRC-64/XZ, and a definition bit by bit.
  EXPECT_EQ(crc64("123456789"), 0x995DC9BBDF1939FAU);
  EXPECT_EQ(crc64(""), 0U);
  std::mt19937_64 engine(3);
  std::string bytes;
  for (int size = 0; size < 70; ++size) {
    std::uint64_t slow = ~std::uint64_t{0};
    for (const char c : bytes) {
      slow ^= static_cast<unsigned char>(c);
      for (int i = 0; i < 8; ++i) slow = (slow >> 1) ^ ((slow & 1) != 0 ? 0xC96C5795D7870F42U : 0);
    }
    EXPECT_EQ(crc64(bytes), ~slow);
    const std::string_view all = bytes;
    const std::size_t half = bytes.size() / 3;
    EXPECT_EQ(crc64(all.substr(half), crc64(all.substr(0, half))), ~slow);
    bytes.push_back(static_cast<char>(engine()));
  }
}

TEST(CheckpointFile, ComesBackBitForBit) {
  const TemporaryPath path("checkpoint");
  save_checkpoint(path, example());
  const Checkpoint loaded = load_checkpoint(path), saved = example();
  ASSERT_EQ(loaded.arrays.size(), saved.arrays.size());
  for (const NamedArray& array : saved.arrays) expect_same(loaded[array.name], array.value);
  EXPECT_EQ(nlohmann::json::parse(loaded.metadata), nlohmann::json::parse(saved.metadata));
  // What was there is replaced as a whole.
  save_checkpoint(path, {});
  EXPECT_EQ(load_checkpoint(path).arrays.size(), 0U);
  EXPECT_EQ(load_checkpoint(path).metadata, "{}");
}

TEST(CheckpointFile, CutOrAlteredAnywhereIsRefused) {
  const TemporaryPath path("checkpoint");
  save_checkpoint(path, example());
  const std::string content = content_of(path);
  for (std::size_t at = 0; at < content.size(); ++at) {
    set_content(path, content.substr(0, at));
    EXPECT_THROW(load_checkpoint(path), IoError) << "cut at " << at;
    for (const int bit : {0, 6}) {
      std::string altered = content;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      set_content(path, altered);
      EXPECT_THROW(load_checkpoint(path), IoError) << "altered at " << at;
    }
  }
  set_content(path, content + "x");
  EXPECT_THROW(load_checkpoint(path), IoError);
}

TEST(CheckpointFile, SaysWhatIsWrong) {
  const TemporaryPath path("checkpoint");
  const std::string name = "'" + std::string(path) + "'";
  save_checkpoint(path, {.arrays = {{"x", array({1., 2.})}}});
  const std::string content = content_of(path);
  const std::string size = std::to_string(content.size());
  const auto message = [&](const std::string& with) {
    set_content(path, with);
    return message_of([&] { load_checkpoint(path); });
  };
  const std::string who = "load_checkpoint: " + name;
  EXPECT_EQ(message(content.substr(0, content.size() - 1)),
            who + " must have " + size + " bytes, got " + std::to_string(content.size() - 1) +
                ": it is cut off");
  EXPECT_EQ(message(content + "xy"), who + " must have " + size + " bytes, got " +
                                         std::to_string(content.size() + 2) + ": it is altered");
  std::string altered = content;
  altered[content.size() - 10] ^= 4;
  EXPECT_EQ(message(altered), who + " is altered: its checksum is wrong");
  altered = content;
  altered[30] ^= 4;
  EXPECT_EQ(message(altered), who + " is altered: the checksum of its header is wrong");
  EXPECT_EQ(message("ALEATORD"), who + " is not a checkpoint file (it does not begin as one)");
  EXPECT_EQ(message("ALEATORC"), who + " is cut off within its header, after 8 bytes");
  altered = content;
  std::swap(altered[12], altered[15]);
  std::swap(altered[13], altered[14]);
  EXPECT_EQ(message(altered),
            who + " was written on a machine with another order of bytes, or is altered");
  EXPECT_EQ(message_of([] {
              Checkpoint{.arrays = {{"x", 1.}, {"y", 2.}}}["z"];
            }),
            "Checkpoint: there is no array 'z', only 'x', 'y'");
  EXPECT_EQ(message_of([&] {
              save_checkpoint(path, {.arrays = {{"x", Array()}}});
            }),
            "save_checkpoint: the array 'x' holds no value");
}

/// A file made by hand, with right checksums around this header.
std::string forged(const std::string& header) {
  std::string content = "ALEATORC";
  content += bytes_of(std::uint32_t{1});
  content += bytes_of(std::uint32_t{0x01020304});
  content += bytes_of(static_cast<std::uint64_t>(header.size()));
  content += header;
  content += bytes_of(crc64(content));
  content += bytes_of(crc64(content));
  return content;
}

TEST(CheckpointFile, ForgedHeadersAreRefused) {
  const TemporaryPath path("checkpoint");
  for (
      const std::string header :
      {"", "[]", "{}", R"({"arrays":3,"num_chains":1,"metadata":{}})",
       R"({"arrays":[{"name":"x","dtype":"float16","shape":[2]}],"num_chains":1,"metadata":{}})",
       R"({"arrays":[{"name":"x","dtype":"bool","shape":[-2]}],"num_chains":1,"metadata":{}})",
       R"({"arrays":[{"name":"x","dtype":"bool","shape":"y"}],"num_chains":1,"metadata":{}})",
       R"({"arrays":[{"name":"x","dtype":"bool","shape":[4611686018427387904,16]}],"num_chains":1,"metadata":{}})",
       R"({"arrays":[{"name":"x","dtype":"float64","shape":[1000000000000]}],"num_chains":1,"metadata":{}})"}) {
    set_content(path, forged(header));
    EXPECT_THROW(load_checkpoint(path), IoError) << header;
  }
  set_content(path, forged(std::string(100000, '[')));
  EXPECT_THROW(load_checkpoint(path), IoError);
}

TEST(CheckpointFile, SavesOrLeavesWhatWasThere) {
  const TemporaryPath path("checkpoint");
  save_checkpoint(path, {.arrays = {{"x", array({1.})}}});
  EXPECT_THROW(save_checkpoint(path, {.arrays = {{"x", 1.}, {"x", 2.}}}), ValueError);
  EXPECT_THROW(save_checkpoint(path, {.arrays = {}, .metadata = "no"}), ValueError);
  expect_same(load_checkpoint(path)["x"], array({1.}));
  EXPECT_THROW(save_checkpoint("no/such/folder/x", {}), IoError);
}

}  // namespace
}  // namespace aleator::io
