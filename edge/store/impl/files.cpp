#include "edge/store/impl/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/error/error.hpp"
#include "edge/store/room.hpp"

namespace edge::store {
namespace {

[[noreturn]] void fail(const char* doing, const std::filesystem::path& path) {
  throw common::Error(common::ErrorCode::storage, std::string("cannot ") + doing + " " +
                                                      path.string() + ": " + std::strerror(errno));
}

/// Half a file would only take more room.
[[noreturn]] void fail_writing(const char* doing, const std::filesystem::path& path) {
  int code = errno;
  ::unlink(path.c_str());
  if (means_no_room(code)) throw NoRoom();
  errno = code;
  fail(doing, path);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

}  // namespace

void sync_folder(const std::filesystem::path& folder) {
  Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) fail("sync the folder", folder);
}

void write_durably(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  auto temporary = path;
  temporary += ".tmp";
  {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (file.get() < 0) fail_writing("create", temporary);
    while (!bytes.empty()) {
      auto written = ::write(file.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_writing("write", temporary);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0) fail_writing("sync", temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail_writing("rename", temporary);
  sync_folder(path.parent_path());
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) fail("read", path);
  return bytes;
}

std::string read_part(const std::filesystem::path& path, std::uint64_t offset,
                      std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail("read", path);
  std::string bytes(bytes_max, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes_max));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

}  // namespace edge::store
