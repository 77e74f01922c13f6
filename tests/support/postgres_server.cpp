#include "tests/support/postgres_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/wait.hpp"

namespace support {
namespace {

const char* const user = "postgres";

/// Debian keeps the server's programs out of PATH, by major version.
std::string find_programs() {
  std::string newest;
  std::error_code none;
  for (auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", none))
    if (std::filesystem::exists(entry.path() / "bin/postgres") && entry.path().string() > newest)
      newest = entry.path().string();
  if (newest.empty())
    throw std::runtime_error("PostgreSQL is not installed: apt-get install postgresql");
  return newest + "/bin/";
}

/// PostgreSQL refuses to run as root. setpriv becomes the program itself, so that signals reach it,
/// and unlike a plain change of user it keeps the order to die with the test.
std::vector<std::string> as_user(std::vector<std::string> words) {
  if (::geteuid() != 0) return words;
  const std::string name(user);
  std::vector<std::string> all{
      "setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--pdeathsig", "KILL",
      "--"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

/// A database has thousands of files, and a disk takes longer to make and remove them than a test
/// takes.
std::filesystem::path data_place() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code none;
  const auto space = std::filesystem::space(memory, none);
  return !none && space.available > (std::uintmax_t(8) << 30)
             ? memory
             : std::filesystem::temp_directory_path();
}

}  // namespace

PostgresServer::PostgresServer() : temp_(data_place()), programs_(find_programs()) {
  if (::geteuid() == 0) {
    const passwd* account = ::getpwnam(user);
    if (!account || ::chown(temp_.path().c_str(), account->pw_uid, account->pw_gid) != 0)
      throw std::runtime_error("there is no user postgres to run the server");
  }
  run("initdb", {"-D", temp_ / "data", "-U", user, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust",
                 "--no-sync"});
  start();
}

PostgresServer::~PostgresServer() {
  process_.send(SIGINT);  // sessions are ended, shared memory is given back
  process_.wait();
}

void PostgresServer::start() {
  process_ = ChildProcess(as_user({programs_ + "postgres", "-D", temp_ / "data", "-k", temp_.path(),
                                   "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                                   "full_page_writes=off", "-c", "synchronous_commit=off"}),
                          temp_ / "log");
  if (!wait_until([this] { return accepts(); }, std::chrono::seconds(60)))
    throw std::runtime_error("PostgreSQL does not start:\n" + log());
}

void PostgresServer::kill() {
  // SIGQUIT aborts all processes and needs recovery at the next start, as after a crash; SIGKILL
  // would leave shared memory behind.
  process_.send(SIGQUIT);
  process_.wait();
}

bool PostgresServer::accepts() {
  ChildProcess probe({programs_ + "pg_isready", "-q", "-h", temp_.path(), "-U", user});
  return probe.wait() == 0;
}

std::string PostgresServer::make_database() {
  const std::string name = "test" + std::to_string(++databases_);
  run("createdb", {"-h", temp_.path(), "-U", user, "-T", "template0", name});
  return "postgresql:///" + name + "?host=" + temp_.path().string() + "&user=" + user;
}

std::string PostgresServer::log() const {
  std::ifstream file(temp_ / "log");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void PostgresServer::run(const std::string& program, const std::vector<std::string>& words) {
  std::vector<std::string> all{programs_ + program};
  all.insert(all.end(), words.begin(), words.end());
  ChildProcess process(as_user(all), temp_ / "log");
  if (process.wait(std::chrono::seconds(120)) != 0)
    throw std::runtime_error(program + " failed:\n" + log());
}

}  // namespace support
