#include "common/geo/osm/pbf_reader.hpp"

#include <zlib.h>

#include <array>
#include <fstream>
#include <optional>

#include "common/error/error.hpp"

// Protobuf 3.21 headers do not compile cleanly with -Wconversion.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "common/geo/proto/osm_pbf.pb.h"
#pragma GCC diagnostic pop

namespace common::geo::osm {
namespace {

// Bounds of the format itself.
constexpr std::size_t header_bytes_max = 64 * 1024;
constexpr std::size_t blob_bytes_max = 32 * 1024 * 1024;

[[noreturn]] void damaged(const std::string& why) {
  throw Error(ErrorCode::bad_input, "the map extract is damaged: " + why);
}

template <typename Message>
Message parse(const std::string& bytes, const char* what) {
  Message message;
  if (!message.ParseFromString(bytes)) damaged(std::string(what) + " cannot be read");
  return message;
}

// Nothing at the end of the file; an error if it ends within.
std::optional<std::string> read_bytes(std::istream& in, std::size_t size) {
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (in.bad()) throw Error(ErrorCode::storage, "the map extract cannot be read");
  if (in.gcount() == 0 && size > 0) return std::nullopt;
  if (static_cast<std::size_t>(in.gcount()) != size) damaged("it ends within a block");
  return bytes;
}

std::string inflate(const std::string& packed, std::int32_t size) {
  if (size < 0 || static_cast<std::size_t>(size) > blob_bytes_max) damaged("a block is too large");
  std::string plain(static_cast<std::size_t>(size), '\0');
  auto length = static_cast<uLongf>(plain.size());
  const int result = ::uncompress(reinterpret_cast<Bytef*>(plain.data()), &length,
                                  reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (result != Z_OK || length != plain.size()) damaged("a block does not unpack");
  return plain;
}

struct Block {
  std::string type;
  std::string content;
};

std::optional<Block> read_block(std::istream& in) {
  const auto prefix = read_bytes(in, 4);
  if (!prefix) return std::nullopt;
  std::size_t header_size = 0;
  for (const char byte : *prefix) header_size = header_size << 8 | static_cast<unsigned char>(byte);
  if (header_size == 0 || header_size > header_bytes_max)
    damaged("no block starts where one should");
  const auto header_bytes = read_bytes(in, header_size);
  if (!header_bytes) damaged("it ends within a block");
  const auto header = parse<pbf::BlobHeader>(*header_bytes, "a block header");
  if (header.blob_size() <= 0 || static_cast<std::size_t>(header.blob_size()) > blob_bytes_max) {
    damaged("a block has no valid size");
  }
  const auto blob_bytes = read_bytes(in, static_cast<std::size_t>(header.blob_size()));
  if (!blob_bytes) damaged("it ends within a block");
  const auto blob = parse<pbf::Blob>(*blob_bytes, "a block");
  if (blob.has_raw()) return Block{header.type(), blob.raw()};
  if (!blob.has_zlib_data())
    throw Error(ErrorCode::bad_input, "only zlib packing of map extracts is read");
  return Block{header.type(), inflate(blob.zlib_data(), blob.raw_size())};
}

void check_features(const std::string& content) {
  const auto header = parse<pbf::HeaderBlock>(content, "the file header");
  for (const std::string& feature : header.required_features()) {
    if (feature != "OsmSchema-V0.6" && feature != "DenseNodes") {
      throw Error(ErrorCode::bad_input,
                  "the map extract needs a feature not known here: " + feature);
    }
  }
}

class BlockReader {
 public:
  BlockReader(const pbf::PrimitiveBlock& block, const PbfVisitor& visitor)
      : block_(block),
        visitor_(visitor),
        granularity_(block.has_granularity() ? block.granularity() : 100) {}

  void read() {
    for (const auto& group : block_.groups()) {
      if (visitor_.node) {
        for (const auto& node : group.nodes()) read_node(node);
        read_dense(group.dense());
      }
      if (visitor_.way) {
        for (const auto& way : group.ways()) read_way(way);
      }
    }
  }

 private:
  std::string_view text(std::int64_t index) const {
    if (index < 0 || index >= block_.strings().values_size()) damaged("a text is missing");
    return block_.strings().values(static_cast<int>(index));
  }

  Position position(std::int64_t latitude, std::int64_t longitude) const {
    const auto degrees = [this](std::int64_t offset, std::int64_t units) {
      return (static_cast<double>(offset) +
              static_cast<double>(granularity_) * static_cast<double>(units)) *
             1e-9;
    };
    const Position position{degrees(block_.latitude_offset(), latitude),
                            degrees(block_.longitude_offset(), longitude)};
    if (!valid(position)) damaged("a position is not on earth");
    return position;
  }

  template <typename Element>
  void read_tags(const Element& element) {
    tags_.clear();
    if (element.keys_size() != element.values_size()) damaged("a key lacks its value");
    for (int i = 0; i < element.keys_size(); ++i)
      tags_.add(text(element.keys(i)), text(element.values(i)));
  }

  void read_node(const pbf::Node& node) {
    read_tags(node);
    visitor_.node(node.id(), position(node.latitude(), node.longitude()), tags_);
  }

  void read_dense(const pbf::DenseNodes& dense) {
    if (dense.latitudes_size() != dense.ids_size() || dense.longitudes_size() != dense.ids_size()) {
      damaged("columns of nodes differ in length");
    }
    // Unsigned, so that a damaged file wraps instead of overflowing.
    std::uint64_t id = 0;
    std::uint64_t latitude = 0;
    std::uint64_t longitude = 0;
    int tag = 0;
    for (int i = 0; i < dense.ids_size(); ++i) {
      id += static_cast<std::uint64_t>(dense.ids(i));
      latitude += static_cast<std::uint64_t>(dense.latitudes(i));
      longitude += static_cast<std::uint64_t>(dense.longitudes(i));
      tag = read_dense_tags(dense, tag);
      visitor_.node(
          static_cast<std::int64_t>(id),
          position(static_cast<std::int64_t>(latitude), static_cast<std::int64_t>(longitude)),
          tags_);
    }
  }

  int read_dense_tags(const pbf::DenseNodes& dense, int at) {
    tags_.clear();
    const int size = dense.keys_values_size();
    while (at < size && dense.keys_values(at) != 0) {
      if (at + 1 >= size) damaged("a key lacks its value");
      tags_.add(text(dense.keys_values(at)), text(dense.keys_values(at + 1)));
      at += 2;
    }
    return at + 1;
  }

  void read_way(const pbf::Way& way) {
    read_tags(way);
    points_.clear();
    std::uint64_t point = 0;
    for (const std::int64_t difference : way.points()) {
      point += static_cast<std::uint64_t>(difference);
      points_.push_back(static_cast<std::int64_t>(point));
    }
    visitor_.way(way.id(), points_, tags_);
  }

  const pbf::PrimitiveBlock& block_;
  const PbfVisitor& visitor_;
  std::int64_t granularity_;
  Tags tags_;
  std::vector<std::int64_t> points_;
};

}  // namespace

std::string_view Tags::value(std::string_view key) const {
  for (const auto& [name, value] : pairs_) {
    if (name == key) return value;
  }
  return {};
}

void read_pbf(const std::string& path, const PbfVisitor& visitor) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ErrorCode::storage, "cannot open " + path);
  bool header_seen = false;
  while (const auto block = read_block(in)) {
    if (block->type == "OSMHeader") {
      check_features(block->content);
      header_seen = true;
    } else if (block->type == "OSMData") {
      if (!header_seen) damaged("data stands before the header");
      BlockReader(parse<pbf::PrimitiveBlock>(block->content, "a data block"), visitor).read();
    }
  }
  if (!header_seen) damaged("it has no header");
}

}  // namespace common::geo::osm
