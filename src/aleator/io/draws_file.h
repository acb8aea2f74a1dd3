// SPDX-License-Identifier: Apache-2.0
// Defines draws files, to which a run appends while it goes on: what was appended stays readable
// whatever happens to the program later, and runs may be larger than memory.
#pragma once

#include "aleator/array/array.h"
#include "aleator/io/array_list.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aleator::io {

// A file is the header of array_list.h and blocks. A block is the words "ALEBLOCK", its number, its
// number of draws per chain and the length of its elements (uint64 each), the CRC-64 of these after
// the header's, the elements of every quantity in turn, [chain, draw, ...], and their CRC-64 after
// the block's. A block is complete or it is not there.

/// Appends draws. The file is locked while the writer lives.
class DrawsWriter {
 public:
  /// A new file for these quantities, whose shapes are those of one draw of one chain. IoError if
  /// the file exists.
  DrawsWriter(const std::string& path, ArrayList header);
  /// Goes on with a file after its last complete block; a cut-off one is dropped.
  static DrawsWriter resume(const std::string& path);

  const ArrayList& header() const { return header_; }
  /// Draws per chain in the file.
  std::int64_t num_draws() const { return num_draws_; }
  /// A block: one array per quantity, in order, [num_chains, n, ...] with the same n >= 1 for all.
  /// It is in the hands of the operating system when this returns, so that the end of the program
  /// does not lose it.
  void append(const Arrays& draws);
  /// Waits until all blocks are on the disk, so that a power cut does not lose them either.
  void flush() { file_.sync(); }

 private:
  DrawsWriter(OpenFile file, ArrayList header)
      : file_(std::move(file)), header_(std::move(header)) {}

  OpenFile file_;
  ArrayList header_;
  std::uint64_t header_checksum_ = 0, size_ = 0, num_blocks_ = 0;
  std::int64_t num_draws_ = 0;
};

/// Reads block by block.
class DrawsReader {
 public:
  /// Looks through the file's blocks without reading their elements. IoError for files of another
  /// kind, for cut-off headers, and where a header is altered.
  explicit DrawsReader(const std::string& path);

  const ArrayList& header() const { return decoded_.list; }
  std::int64_t num_draws() const { return num_draws_; }
  std::int64_t num_blocks() const { return static_cast<std::int64_t>(blocks_.size()); }
  /// The quantities of one block, [chain, draw, ...]. IoError if it is altered.
  Arrays block(std::int64_t index) const;
  /// Bytes after the last complete block: a block whose writing was interrupted. 0 if there are
  /// none.
  std::uint64_t num_cut_off_bytes() const { return num_cut_off_bytes_; }
  /// "" or a sentence about them.
  std::string cut_off() const;
  /// Bytes up to the end of the last complete block.
  std::uint64_t complete_size() const { return complete_size_; }
  std::uint64_t header_checksum() const { return decoded_.checksum; }

 private:
  struct Block {
    std::uint64_t offset;  // of its elements
    std::uint64_t size, checksum;
    std::int64_t num_draws;
  };
  bool add_block(std::uint64_t file_size);
  void check_lengths(const Block& block) const;

  OpenFile file_;
  DecodedList decoded_;
  std::vector<Block> blocks_;
  std::int64_t num_draws_ = 0;
  std::uint64_t complete_size_ = 0, num_cut_off_bytes_ = 0;
};

struct ReadDraws {
  ArrayList header;
  Arrays draws;         ///< one per quantity, [chain, draw, ...]
  std::string cut_off;  ///< "" or a sentence about a block that was not finished
};
/// All complete blocks of a file together.
ReadDraws read_draws(const std::string& path);

}  // namespace aleator::io
