// SPDX-License-Identifier: Apache-2.0
// Implements draws files.
#include "aleator/io/draws_file.h"

#include "aleator/array/buffer.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/checksum.h"

#include <cstring>
#include <limits>

namespace aleator::io {
namespace {

constexpr FileKind kDraws{"ALEATORD", "draws file", "read_draws"};
constexpr std::string_view kBlockMagic = "ALEBLOCK";
constexpr std::size_t kBlockHeaderSize = 40;  // with its checksum
constexpr std::size_t kChecksumSize = 8;

Shape block_shape(const ArraySpec& spec, std::int64_t num_chains, std::int64_t num_draws) {
  return Shape{num_chains, num_draws} + spec.shape;
}

std::uint64_t block_bytes(const ArraySpec& spec, std::int64_t num_chains, std::int64_t num_draws,
                          const OpenFile& file) {
  // A product of two counts below 2^63 may overflow; the larger one is then refused with the rest.
  std::uint64_t num = 0;
  if (__builtin_mul_overflow(static_cast<std::uint64_t>(num_chains),
                             static_cast<std::uint64_t>(num_draws), &num))
    num = std::numeric_limits<std::uint64_t>::max();
  return num_bytes(spec, num, file);
}

/// A new file, once the header is known to be good.
OpenFile create(const std::string& path, const ArrayList& header) {
  const char* who = "DrawsWriter";
  check_list(who, header);
  if (header.arrays.empty())
    throw ValueError(text(who, ": at least one quantity is required, got none"));
  if (header.num_chains < 1)
    throw ValueError(text(who, ": num_chains must be at least 1, got ", header.num_chains));
  return OpenFile(who, path, OpenFile::Mode::Create);
}

/// The number of draws; throws unless the arrays are those of the header.
std::int64_t checked_draws(const ArrayList& header, const Arrays& draws) {
  if (draws.size() != header.arrays.size()) {
    throw ShapeError(text("DrawsWriter.append: one array per quantity is required, ",
                          header.arrays.size(), ", got ", draws.size()));
  }
  std::int64_t num_draws = 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const ArraySpec& spec = header.arrays[i];
    if (!draws[i].has_value())
      throw ValueError(text("DrawsWriter.append: '", spec.name, "' holds no value"));
    if (i == 0 && draws[i].rank() >= 2) num_draws = draws[i].dim(1);
    const Shape expected = block_shape(spec, header.num_chains, num_draws);
    if (draws[i].shape() != expected || num_draws < 1) {
      throw ShapeError(text("DrawsWriter.append: '", spec.name,
                            "' must be [chain, draw, ...], here ", "[", header.num_chains,
                            ", n] and then ", spec.shape,
                            ", with one n of at least 1 for all, got shape ", draws[i].shape()));
    }
    if (draws[i].dtype() != spec.dtype) {
      throw DtypeError(text("DrawsWriter.append: '", spec.name, "' must be of dtype ", spec.dtype,
                            ", got ", draws[i].dtype()));
    }
  }
  return num_draws;
}

/// Copies a block's draws of one quantity, [chain, n, ...], to the n draws from `first` on.
void copy_draws(Buffer& all, const Buffer& block, std::int64_t first) {
  const Shape &whole = all.shape(), &part = block.shape();
  if (block.size() == 0) return;
  const auto bytes_of_draws = [&](std::int64_t num) {
    const std::int64_t elements = part.slice(2, part.rank()).size();
    return static_cast<std::size_t>(num * elements) * size_of(all.dtype());
  };
  const std::size_t length = bytes_of_draws(part[1]);
  for (std::int64_t chain = 0; chain < part[0]; ++chain) {
    std::memcpy(all.mutable_bytes() + bytes_of_draws(chain * whole[1] + first),
                block.bytes() + bytes_of_draws(chain * part[1]), length);
  }
}

}  // namespace

DrawsWriter::DrawsWriter(const std::string& path, ArrayList header)
    : file_(create(path, header)), header_(std::move(header)) {
  const std::string content = encode_list(kDraws, header_);
  file_.write_after(0, content);
  file_.sync();
  size_ = content.size();
  header_checksum_ = uint64_at(content, content.size() - kChecksumSize);
}

DrawsWriter DrawsWriter::resume(const std::string& path) {
  // Locked first: what is read then is what will be appended to.
  OpenFile file("DrawsWriter", path, OpenFile::Mode::Append);
  const DrawsReader reader(path);
  for (std::int64_t i = 0; i < reader.num_blocks(); ++i) reader.block(i);
  DrawsWriter writer(std::move(file), reader.header());
  writer.size_ = reader.complete_size();
  writer.header_checksum_ = reader.header_checksum();
  writer.num_blocks_ = static_cast<std::uint64_t>(reader.num_blocks());
  writer.num_draws_ = reader.num_draws();
  return writer;
}

void DrawsWriter::append(const Arrays& draws) {
  const std::int64_t num_draws = checked_draws(header_, draws);
  std::uint64_t size_of_elements = 0;
  for (const ArraySpec& spec : header_.arrays)
    size_of_elements += block_bytes(spec, header_.num_chains, num_draws, file_);
  std::string content;
  content.reserve(kBlockHeaderSize + size_of_elements + kChecksumSize);
  content += kBlockMagic;
  content += bytes_of(num_blocks_);
  content += bytes_of(static_cast<std::uint64_t>(num_draws));
  content += bytes_of(size_of_elements);
  const std::uint64_t checksum = crc64(content, header_checksum_);
  content += bytes_of(checksum);
  for (const Array& x : draws) append_elements(content, x);
  content += bytes_of(crc64(std::string_view(content).substr(kBlockHeaderSize), checksum));
  file_.write_after(size_, content);
  size_ += content.size();
  num_blocks_ += 1;
  num_draws_ += num_draws;
}

DrawsReader::DrawsReader(const std::string& path)
    : file_(kDraws.reader, path, OpenFile::Mode::Read), decoded_(decode_list(kDraws, file_)) {
  complete_size_ = decoded_.size;
  const std::uint64_t size = file_.size();
  while (add_block(size)) {
  }
  num_cut_off_bytes_ = size - complete_size_;
}

bool DrawsReader::add_block(std::uint64_t file_size) {
  const std::string header = file_.read(complete_size_, kBlockHeaderSize);
  if (header.size() < kBlockHeaderSize) return false;
  const std::string_view checked = std::string_view(header).substr(0, kBlockHeaderSize - 8);
  const std::uint64_t checksum = crc64(checked, decoded_.checksum);
  if (uint64_at(header, checked.size()) != checksum || !checked.starts_with(kBlockMagic) ||
      uint64_at(header, 8) != blocks_.size()) {
    throw IoError(text("read_draws: '", file_.path(), "' is altered: the header of block ",
                       blocks_.size(), " at byte ", complete_size_, " is wrong"));
  }
  Block block{.offset = complete_size_ + kBlockHeaderSize,
              .size = uint64_at(header, 24),
              .checksum = checksum,
              .num_draws = static_cast<std::int64_t>(uint64_at(header, 16))};
  check_lengths(block);
  if (block.size > file_size || block.offset + block.size + kChecksumSize > file_size) return false;
  blocks_.push_back(block);
  num_draws_ += block.num_draws;
  complete_size_ = block.offset + block.size + kChecksumSize;
  return true;
}

void DrawsReader::check_lengths(const Block& block) const {
  std::uint64_t expected = 0;
  bool is_wrong = block.num_draws < 1 || header().num_chains < 1;
  for (const ArraySpec& spec : header().arrays) {
    if (is_wrong) break;
    const std::uint64_t bytes = block_bytes(spec, header().num_chains, block.num_draws, file_);
    is_wrong = __builtin_add_overflow(expected, bytes, &expected);
  }
  if (!is_wrong && expected == block.size) return;
  throw IoError(text("read_draws: '", file_.path(), "' has a block ", blocks_.size(), " at byte ",
                     complete_size_, " whose length does not fit its ", block.num_draws, " draws"));
}

Arrays DrawsReader::block(std::int64_t index) const {
  if (index < 0 || index >= num_blocks()) {
    throw ValueError(
        text("DrawsReader.block: index must be in 0..", num_blocks() - 1, ", got ", index));
  }
  const Block& block = blocks_[static_cast<std::size_t>(index)];
  const std::string content = file_.read(block.offset, block.size + kChecksumSize);
  const std::string_view elements = std::string_view(content).substr(0, block.size);
  if (content.size() != block.size + kChecksumSize ||
      uint64_at(content, block.size) != crc64(elements, block.checksum)) {
    throw IoError(text("read_draws: '", file_.path(), "' is altered: the checksum of block ", index,
                       " at byte ", block.offset, " is wrong"));
  }
  Arrays draws;
  std::uint64_t offset = 0;
  for (const ArraySpec& spec : header().arrays) {
    const std::uint64_t size = block_bytes(spec, header().num_chains, block.num_draws, file_);
    draws.push_back(array_of(spec, block_shape(spec, header().num_chains, block.num_draws),
                             elements.substr(offset, size), file_));
    offset += size;
  }
  return draws;
}

std::string DrawsReader::cut_off() const {
  if (num_cut_off_bytes_ == 0) return "";
  return text("'", file_.path(), "' ends within block ", num_blocks(),
              ", whose writing was interrupted: ", num_cut_off_bytes_, " bytes after byte ",
              complete_size_, " are left out; ", num_draws_, " draws of each chain are complete");
}

ReadDraws read_draws(const std::string& path) {
  const DrawsReader reader(path);
  const ArrayList& header = reader.header();
  std::vector<Buffer> all;
  for (const ArraySpec& spec : header.arrays)
    all.emplace_back(spec.dtype, block_shape(spec, header.num_chains, reader.num_draws()));
  std::int64_t first = 0;
  for (std::int64_t b = 0; b < reader.num_blocks(); ++b) {
    const Arrays block = reader.block(b);
    for (std::size_t i = 0; i < block.size(); ++i) copy_draws(all[i], block[i].buffer(), first);
    first += block[0].dim(1);
  }
  ReadDraws result{.header = header, .draws = {}, .cut_off = reader.cut_off()};
  for (Buffer& buffer : all) result.draws.push_back(constant(std::move(buffer)));
  return result;
}

}  // namespace aleator::io
