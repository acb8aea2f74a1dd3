// SPDX-License-Identifier: Apache-2.0
// Tests draws files: round trips, files cut at every byte, every byte altered, killed writers,
// messages.
#include "aleator/io/draws_file.h"

#include "aleator/base/error.h"

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/io/binary_file.h"

namespace aleator::io {
namespace {

using namespace testing;

ArrayList header() {
  return {.arrays = {{.name = "x", .shape = {2}},
                     {.name = "is_divergent", .shape = {}, .dtype = boolean},
                     {.name = "n", .shape = {}, .dtype = int32}},
          .num_chains = 2,
          .metadata = R"({"seed":7,"model":"héllo"})"};
}

/// n draws of both chains, of which no two are alike.
Arrays draws_from(std::int64_t first, std::int64_t n) {
  std::vector<double> x;
  std::vector<bool> is_divergent;
  std::vector<std::int32_t> counts;
  for (std::int64_t chain = 0; chain < 2; ++chain) {
    for (std::int64_t i = first; i < first + n; ++i) {
      x.push_back(static_cast<double>(i) + 0.25 * static_cast<double>(chain));
      x.push_back(i % 3 == 0 ? NAN : -1e-300);
      is_divergent.push_back(i % 2 == chain);
      counts.push_back(static_cast<std::int32_t>(100 * chain + i));
    }
  }
  return {array(x, Shape{2, n, 2}), array(is_divergent, Shape{2, n}), array(counts, Shape{2, n})};
}

void expect_draws(const Arrays& actual, std::int64_t n) {
  const Arrays expected = draws_from(0, n);
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) expect_same(actual[i], expected[i]);
}

/// A file of blocks of 3, 1 and 4 draws; returns where each ends, the header first.
std::vector<std::size_t> write_blocks(const std::string& path) {
  std::vector<std::size_t> ends;
  DrawsWriter writer(path, header());
  ends.push_back(content_of(path).size());
  std::int64_t first = 0;
  for (const std::int64_t n : {3, 1, 4}) {
    writer.append(draws_from(first, n));
    first += n;
    ends.push_back(content_of(path).size());
  }
  writer.flush();
  EXPECT_EQ(writer.num_draws(), 8);
  return ends;
}

constexpr std::int64_t kNumDraws[] = {0, 3, 4, 8};

TEST(DrawsFile, ComesBackWhole) {
  const TemporaryPath path("draws");
  write_blocks(path);
  const ReadDraws read = read_draws(path);
  expect_draws(read.draws, 8);
  EXPECT_EQ(read.cut_off, "");
  EXPECT_EQ(read.header.num_chains, 2);
  EXPECT_EQ(nlohmann::json::parse(read.header.metadata), nlohmann::json::parse(header().metadata));
  EXPECT_EQ(read.header.arrays[1].name, "is_divergent");
  EXPECT_EQ(read.header.arrays[1].dtype, boolean);
  const DrawsReader reader(path);
  EXPECT_EQ(reader.num_blocks(), 3);
  EXPECT_EQ(reader.block(1)[0].shape(), Shape({2, 1, 2}));
}

TEST(DrawsFile, CutAtEveryByte) {
  const TemporaryPath path("draws");
  const auto ends = write_blocks(path);
  const std::string content = content_of(path);
  for (std::size_t size = 0; size < content.size(); ++size) {
    set_content(path, content.substr(0, size));
    if (size < ends[0]) {
      const std::string message = message_of([&] { read_draws(path); });
      const bool is_named = message.find("is cut off within its header") != std::string::npos ||
                            message.find("is not a draws file") != std::string::npos;
      EXPECT_TRUE(is_named) << message;
      continue;
    }
    std::size_t complete = 0;
    while (ends[complete + 1] <= size) ++complete;
    const ReadDraws read = read_draws(path);
    expect_draws(read.draws, kNumDraws[complete]);
    EXPECT_EQ(read.cut_off.empty(), size == ends[complete]) << size;
    // Whoever goes on loses nothing that was complete.
    DrawsWriter writer = DrawsWriter::resume(path);
    EXPECT_EQ(writer.num_draws(), kNumDraws[complete]);
    writer.append(draws_from(writer.num_draws(), 2));
    expect_draws(read_draws(path).draws, kNumDraws[complete] + 2);
  }
}

TEST(DrawsFile, AlteredAnywhereIsRefused) {
  const TemporaryPath path("draws");
  write_blocks(path);
  const std::string content = content_of(path);
  for (std::size_t at = 0; at < content.size(); ++at) {
    for (const int bit : {0, 3, 7}) {
      std::string altered = content;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      set_content(path, altered);
      EXPECT_THROW(read_draws(path), IoError) << "byte " << at;
      EXPECT_THROW(DrawsWriter::resume(path), IoError) << "byte " << at;
    }
  }
  // Nor are blocks taken from another place.
  std::string swapped = content;
  std::swap_ranges(swapped.end() - 40, swapped.end(), swapped.end() - 80);
  set_content(path, swapped);
  EXPECT_THROW(read_draws(path), IoError);
}

TEST(DrawsFile, SaysWhatIsWrong) {
  const TemporaryPath path("draws");
  const auto ends = write_blocks(path);
  const std::string content = content_of(path), name = "'" + std::string(path) + "'";
  std::string altered = content;
  altered[ends[2] + 50] ^= 1;
  set_content(path, altered);
  EXPECT_EQ(message_of([&] { read_draws(path); }),
            "read_draws: " + name + " is altered: the checksum of block 2 at byte " +
                std::to_string(ends[2] + 40) + " is wrong");
  // What comes before it can still be read.
  EXPECT_EQ(DrawsReader(path).block(1)[2].dtype(), int32);
  set_content(path, content.substr(0, ends[2] + 50));
  EXPECT_EQ(read_draws(path).cut_off,
            name + " ends within block 2, whose writing was interrupted: 50 bytes after byte " +
                std::to_string(ends[2]) + " are left out; 4 draws of each chain are complete");
  altered = content;
  altered[8] = 2;
  set_content(path, altered);
  EXPECT_EQ(message_of([&] { read_draws(path); }),
            "read_draws: " + name +
                " has version 2 of the format, this library reads version 1; use the library that "
                "wrote it");
  set_content(path, "x,y\n1,2\n");
  EXPECT_EQ(message_of([&] { read_draws(path); }),
            "read_draws: " + name + " is not a draws file (it does not begin as one)");
  EXPECT_NE(message_of([] { read_draws("no/such/file"); }).find("cannot be opened (No such file"),
            std::string::npos);
  EXPECT_EQ(message_of([] { read_draws("."); }), "read_draws: '.' must be a regular file");
  // Nor does a pipe without a writer keep the reader waiting.
  const TemporaryPath pipe("pipe");
  ASSERT_EQ(::mkfifo(std::string(pipe).c_str(), 0600), 0);
  EXPECT_EQ(message_of([&] { read_draws(pipe); }),
            "read_draws: '" + std::string(pipe) + "' must be a regular file");
}

TEST(DrawsFile, RefusesWhatDoesNotFit) {
  const TemporaryPath path("draws");
  DrawsWriter writer(path, header());
  const Arrays good = draws_from(0, 2);
  EXPECT_EQ(message_of([&] { writer.append({good[0]}); }),
            "DrawsWriter.append: one array per quantity is required, 3, got 1");
  EXPECT_EQ(
      message_of([&] {
        writer.append({good[0], draws_from(0, 3)[1], good[2]});
      }),
      "DrawsWriter.append: 'is_divergent' must be [chain, draw, ...], here [2, n] and then [], "
      "with one n of at least 1 for all, got shape [2, 3]");
  EXPECT_EQ(message_of([&] {
              writer.append({good[0], good[1], good[1]});
            }),
            "DrawsWriter.append: 'n' must be of dtype int32, got bool");
  EXPECT_EQ(message_of([&] {
              writer.append({good[0], Array(), good[2]});
            }),
            "DrawsWriter.append: 'is_divergent' holds no value");
  EXPECT_EQ(writer.num_draws(), 0);
  const std::string name = "'" + std::string(path) + "'";
  EXPECT_EQ(message_of([&] { DrawsWriter(path, header()); }),
            "DrawsWriter: " + name + " exists already; take another path, remove it, or resume it");
  EXPECT_EQ(message_of([&] { DrawsWriter::resume(path); }),
            "DrawsWriter: " + name + " is being written by another program; wait for it to end");
}

TEST(DrawsFile, RefusesHeaders) {
  const auto refused = [](const ArrayList& list) {
    return message_of([&] { DrawsWriter("never_made", list); });
  };
  EXPECT_EQ(refused({}), "DrawsWriter: at least one quantity is required, got none");
  EXPECT_EQ(refused({.arrays = {{.name = "x"}}, .num_chains = 0}),
            "DrawsWriter: num_chains must be at least 1, got 0");
  EXPECT_EQ(refused({.arrays = {{.name = "x"}, {.name = "x"}}}),
            "DrawsWriter: names must be different, got 'x' twice");
  EXPECT_EQ(refused({.arrays = {{.name = ""}}}),
            "DrawsWriter: every array must have a name, got ''");
  EXPECT_EQ(refused({.arrays = {{.name = "x"}}, .metadata = "{seed"}),
            "DrawsWriter: metadata must be JSON, nested at most 64 deep, got {seed");
  EXPECT_EQ(refused({.arrays = {{.name = "x"}}, .metadata = std::string(100000, '[')})
                .rfind("DrawsWriter: metadata must be JSON", 0),
            0U);
  EXPECT_EQ(refused({.arrays = {{.name = "\xff"}}}),
            "DrawsWriter: names must be UTF-8, got '\xff'");
}

TEST(DrawsFile, KilledWritersLoseNothingFinished) {
  // A child appends blocks of one draw and says so after each; it is killed at some moment.
  const TemporaryPath path("draws");
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      DrawsWriter writer(path, header());
      for (std::int64_t i = 0;; ++i) {
        writer.append(draws_from(i, 1));
        const char said = 1;
        if (::write(pipe_ends[1], &said, 1) != 1) ::_exit(1);
      }
    } catch (...) {
    }
    ::_exit(2);
  }
  ::close(pipe_ends[1]);
  std::int64_t num_said = 0;
  char said = 0;
  while (num_said < 40 && ::read(pipe_ends[0], &said, 1) == 1) ++num_said;
  ::kill(child, SIGKILL);
  while (::read(pipe_ends[0], &said, 1) == 1) ++num_said;
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ASSERT_GE(num_said, 40);
  const ReadDraws read = read_draws(path);
  EXPECT_GE(read.draws[2].dim(1), num_said);
  expect_draws(read.draws, read.draws[2].dim(1));
}

TEST(DrawsFile, FailedWritesLeaveWhatWasThere) {
  // The system refuses to let the file grow, as a full disk would.
  const TemporaryPath path("draws");
  DrawsWriter writer(path, header());
  writer.append(draws_from(0, 5));
  const std::size_t size = content_of(path).size();
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit tight { size + 60, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::string message = message_of([&] { writer.append(draws_from(5, 5)); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(message, "DrawsWriter: '" + std::string(path) + "' cannot be written (File too large)");
  EXPECT_EQ(content_of(path).size(), size);
  writer.append(draws_from(5, 2));
  expect_draws(read_draws(path).draws, 7);
}

TEST(DrawsFile, EmptyQuantitiesAndFiles) {
  const TemporaryPath path("draws");
  {
    DrawsWriter writer(path, {.arrays = {{.name = "none", .shape = {0}}}});
    EXPECT_EQ(read_draws(path).draws[0].shape(), Shape({1, 0, 0}));
    writer.append({array(std::vector<double>{}, Shape{1, 5, 0})});
  }
  EXPECT_EQ(read_draws(path).draws[0].shape(), Shape({1, 5, 0}));
}

}  // namespace
}  // namespace aleator::io
