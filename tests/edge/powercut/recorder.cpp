#include "tests/edge/powercut/recorder.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <optional>

namespace powercut {
namespace {

struct Recording {
  std::mutex mutex;  // held over the call, so that the record has the order of the disk
  std::string folder;
  std::vector<Event> events;
  struct Known {
    std::uint64_t file;
    std::string path;
  };
  std::map<ino_t, Known> files;
  std::uint64_t files_made = 0;
};

Recording& recording() {
  static auto* one = new Recording;  // lives as long as threads that write
  return *one;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::optional<std::string> relative(const std::string& path) {
  auto& folder = recording().folder;
  if (folder.empty() || path.rfind(folder, 0) != 0) return std::nullopt;
  if (path.size() == folder.size()) return "";
  if (path[folder.size()] != '/') return std::nullopt;
  return path.substr(folder.size() + 1);
}

std::optional<std::string> path_of(int descriptor) {
  if (recording().folder.empty()) return std::nullopt;
  char path[4096];
  auto size =
      ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), path, sizeof path);
  return size <= 0 ? std::nullopt : relative({path, static_cast<std::size_t>(size)});
}

/// The readers' table says nothing after a start; LMDB makes it anew.
bool is_of_no_account(const std::string& path) {
  return path.ends_with("lock.mdb");
}

std::uint64_t file_of(int descriptor, const std::string& path) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return 0;
  auto& all = recording();
  auto found = all.files.find(info.st_ino);
  if (found != all.files.end() && found->second.path == path) return found->second.file;
  all.files[info.st_ino] = {++all.files_made, path};
  Event link;
  link.kind = Event::Kind::link;
  link.path = path;
  link.file = all.files_made;
  all.events.push_back(std::move(link));
  return all.files_made;
}

void note_write(int descriptor, std::uint64_t offset, std::string bytes) {
  auto path = path_of(descriptor);
  if (!path || is_of_no_account(*path)) return;
  Event event;
  event.path = *path;
  event.file = file_of(descriptor, *path);
  event.offset = offset;
  event.bytes = std::move(bytes);
  event.is_durable = (::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
  recording().events.push_back(std::move(event));
}

void note_sync(int descriptor) {
  auto path = path_of(descriptor);
  if (!path || is_of_no_account(*path)) return;
  struct stat info {};
  ::fstat(descriptor, &info);
  Event event;
  event.kind = S_ISDIR(info.st_mode) ? Event::Kind::sync_folder : Event::Kind::sync;
  event.path = *path;
  if (event.kind == Event::Kind::sync) event.file = file_of(descriptor, *path);
  recording().events.push_back(std::move(event));
}

/// After the name is gone its number may be given to another file.
void note_unlink(const char* path) {
  auto place = relative(path);
  if (!place || is_of_no_account(*place)) return;
  auto& all = recording();
  std::erase_if(all.files, [&](auto& one) { return one.second.path == *place; });
  Event event;
  event.kind = Event::Kind::unlink;
  event.path = *place;
  all.events.push_back(std::move(event));
}

/// Where the next write() goes to; -1 for what is no file.
off_t place_of(int descriptor) {
  struct stat info {};
  if (recording().folder.empty() || ::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
    return -1;
  bool appends = (::fcntl(descriptor, F_GETFL) & O_APPEND) != 0;
  return appends ? info.st_size : ::lseek(descriptor, 0, SEEK_CUR);
}

}  // namespace

void record(const std::filesystem::path& folder) {
  auto& all = recording();
  std::lock_guard lock(all.mutex);
  all.folder = std::filesystem::canonical(folder).string();
  all.events.clear();
  all.files.clear();
}

void note_saved(std::size_t number) {
  std::lock_guard lock(recording().mutex);
  Event event;
  event.kind = Event::Kind::saved;
  event.number = number;
  recording().events.push_back(std::move(event));
}

std::vector<Event> take_record() {
  std::lock_guard lock(recording().mutex);
  recording().folder.clear();
  return std::move(recording().events);
}

}  // namespace powercut

// The program's own definitions come before those of the C library, for all that is linked to it.
using namespace powercut;

extern "C" ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  static auto* call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  std::lock_guard lock(recording().mutex);
  auto written = call(descriptor, bytes, size, offset);
  if (written > 0)
    note_write(descriptor, static_cast<std::uint64_t>(offset),
               {static_cast<const char*>(bytes), static_cast<std::size_t>(written)});
  return written;
}

extern "C" ssize_t write(int descriptor, const void* bytes, size_t size) {
  static auto* call = real<ssize_t(int, const void*, size_t)>("write");
  std::unique_lock lock(recording().mutex);
  auto place = place_of(descriptor);
  if (place < 0) {  // a socket may wait
    lock.unlock();
    return call(descriptor, bytes, size);
  }
  auto written = call(descriptor, bytes, size);
  if (written > 0)
    note_write(descriptor, static_cast<std::uint64_t>(place),
               {static_cast<const char*>(bytes), static_cast<std::size_t>(written)});
  return written;
}

extern "C" ssize_t writev(int descriptor, const iovec* parts, int count) {
  static auto* call = real<ssize_t(int, const iovec*, int)>("writev");
  std::unique_lock lock(recording().mutex);
  auto place = place_of(descriptor);
  if (place < 0) {
    lock.unlock();
    return call(descriptor, parts, count);
  }
  auto written = call(descriptor, parts, count);
  std::string bytes;
  for (int i = 0; i < count; ++i)
    bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  if (written > 0) {
    bytes.resize(static_cast<std::size_t>(written));
    note_write(descriptor, static_cast<std::uint64_t>(place), std::move(bytes));
  }
  return written;
}

extern "C" int fdatasync(int descriptor) {
  static auto* call = real<int(int)>("fdatasync");
  std::lock_guard lock(recording().mutex);
  auto result = call(descriptor);
  if (result == 0) note_sync(descriptor);
  return result;
}

extern "C" int fsync(int descriptor) {
  static auto* call = real<int(int)>("fsync");
  std::lock_guard lock(recording().mutex);
  auto result = call(descriptor);
  if (result == 0) note_sync(descriptor);
  return result;
}

extern "C" int rename(const char* from, const char* to) noexcept {
  static auto* call = real<int(const char*, const char*)>("rename");
  std::lock_guard lock(recording().mutex);
  auto result = call(from, to);
  auto old_path = relative(from), new_path = relative(to);
  if (result != 0 || !old_path || !new_path) return result;
  Event event;
  std::erase_if(recording().files, [&](auto& one) { return one.second.path == *new_path; });
  for (auto& [inode, known] : recording().files) {
    if (known.path != *old_path) continue;
    known.path = *new_path;
    event.file = known.file;
  }
  event.kind = Event::Kind::rename;
  event.path = *old_path;
  event.new_path = *new_path;
  recording().events.push_back(std::move(event));
  return result;
}

extern "C" int unlink(const char* path) noexcept {
  static auto* call = real<int(const char*)>("unlink");
  std::lock_guard lock(recording().mutex);
  auto result = call(path);
  if (result == 0) note_unlink(path);
  return result;
}

extern "C" int remove(const char* path) noexcept {
  static auto* call = real<int(const char*)>("remove");
  std::lock_guard lock(recording().mutex);
  auto result = call(path);
  if (result == 0) note_unlink(path);
  return result;
}

extern "C" int mkdir(const char* path, mode_t mode) noexcept {
  static auto* call = real<int(const char*, mode_t)>("mkdir");
  std::lock_guard lock(recording().mutex);
  auto result = call(path, mode);
  auto place = relative(path);
  if (result != 0 || !place) return result;
  Event event;
  event.kind = Event::Kind::link;
  event.path = *place;
  recording().events.push_back(std::move(event));
  return result;
}
