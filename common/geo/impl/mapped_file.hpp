#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace common::geo::impl {

/// A file mapped read-only; its pages belong to the page cache, not to this process's own memory.
class MappedFile {
 public:
  /// Throws Error{storage} if the file cannot be opened or mapped, or is empty.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace common::geo::impl
