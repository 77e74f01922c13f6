#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hub/transfer/formats/rows.hpp"

namespace hub::transfer::formats::impl {

/// A ZIP archive in memory. A bomb is refused by what its directory says, and where that lies, by
/// what comes out: no entry gives more than the limits allow. Throws bad_input and too_large.
class Archive {
 public:
  Archive(std::string bytes, const Limits& limits);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  bool has(const std::string& name) const;
  /// The whole entry, at most `bytes_max`; throws bad_input when there is none.
  std::string read(const std::string& name, std::size_t bytes_max) const;
  /// The entry by parts. The archive must outlive it.
  Parts open(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hub::transfer::formats::impl
