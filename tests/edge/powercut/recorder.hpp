#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace powercut {

/// One thing that this process did to the disk below the recorded folder, in order.
struct Event {
  enum class Kind {
    write,        ///< of a file; durable at once when it was opened so (O_DSYNC)
    sync,         ///< of a file: all of its writes are durable
    link,         ///< a name for a new file or folder
    rename,       ///< of `path` to `new_path`
    unlink,       ///< of a file's name
    sync_folder,  ///< the names in it are durable
    saved,        ///< not of the disk: the screen was told "saved"; `number` says which
  };
  Kind kind = Kind::write;
  std::string path, new_path;  ///< relative to the folder
  std::uint64_t file = 0;      ///< 0: a folder
  std::uint64_t offset = 0;
  std::string bytes;
  bool is_durable = false;
  std::size_t number = 0;
};

/// From now on; the program's own write, pwrite, writev, fsync, fdatasync, rename, unlink, remove
/// and mkdir pass through the recorder, LMDB's too. One folder at a time; any thread.
void record(const std::filesystem::path& folder);
void note_saved(std::size_t number);
/// Ends it.
std::vector<Event> take_record();

}  // namespace powercut
