#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace edge::store {

/// Temporary name, fsync, rename, fsync of the folder: afterwards the whole file is there for good,
/// or nothing of it. Throws storage.
void write_durably(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0600);
void sync_folder(const std::filesystem::path& folder);
/// Throws storage when it cannot be read.
std::string read_file(const std::filesystem::path& path);
std::string read_part(const std::filesystem::path& path, std::uint64_t offset,
                      std::size_t bytes_max);

}  // namespace edge::store
