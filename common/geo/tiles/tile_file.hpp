#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace common::geo {

/// A tile's address as browsers ask for it: y counts from the north.
struct TileAddress {
  std::uint32_t zoom = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
};

/// Map tiles from an MBTiles file (MBTiles specification 1.3: SQLite, rows counted from the south).
/// Read-only; threads may share one, they take turns.
class TileFile {
 public:
  /// Throws Error{storage} if the file is not there or is not an MBTiles file.
  explicit TileFile(const std::string& path);
  TileFile(TileFile&&) noexcept;
  ~TileFile();

  /// The tile as stored: for vector tiles a gzip'd pbf, to be sent with Content-Encoding: gzip.
  /// Nothing for a tile that is not in the file or an address outside its zoom level. Throws
  /// Error{storage} on a damaged file.
  std::optional<std::string> tile(TileAddress address) const;

  /// An entry of the metadata table: name, format, bounds, minzoom, maxzoom, attribution, json.
  std::optional<std::string> metadata(std::string_view name) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace common::geo
