#include "tests/sim/rewind.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace sim {
namespace {

int open_file(const std::string& path) {
  int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot open " + path);
  return file;
}

struct stat state_of(int file) {
  struct stat state {};
  if (::fstat(file, &state) != 0) throw std::runtime_error("cannot look at the database's log");
  return state;
}

void write_at_beginning(int file, const std::string& bytes) {
  if (::pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("cannot write the log's index");
}

}  // namespace

Rewind::Rewind(const std::filesystem::path& database)
    : database_(database),
      index_(open_file(database.string() + "-shm")),
      log_(open_file(database.string() + "-wal")) {}

Rewind::~Rewind() {
  ::close(index_);
  ::close(log_);
}

Rewind::Moment Rewind::now() const {
  Moment moment;
  moment.index.resize(static_cast<std::size_t>(state_of(index_).st_size));
  auto size = ::pread(index_, moment.index.data(), moment.index.size(), 0);
  if (size != static_cast<ssize_t>(moment.index.size()))
    throw std::runtime_error("cannot read the log's index");
  moment.log_bytes = state_of(log_).st_size;
  struct stat file {};
  if (::stat(database_.c_str(), &file) != 0) throw std::runtime_error("the database is gone");
  moment.file_s = file.st_mtim.tv_sec;
  moment.file_ns = file.st_mtim.tv_nsec;
  return moment;
}

bool Rewind::back_to(const Moment& moment) const {
  struct stat file {};
  if (::stat(database_.c_str(), &file) != 0) throw std::runtime_error("the database is gone");
  if (file.st_mtim.tv_sec != moment.file_s || file.st_mtim.tv_nsec != moment.file_ns) return false;
  auto index = moment.index;
  index.resize(std::max(index.size(), static_cast<std::size_t>(state_of(index_).st_size)));
  write_at_beginning(index_, index);
  if (::ftruncate(log_, moment.log_bytes) != 0)
    throw std::runtime_error("cannot shorten the database's log");
  return true;
}

}  // namespace sim
