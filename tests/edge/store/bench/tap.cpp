#include <fmt/format.h>
#include <lmdb.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "tests/edge/store/fixture.hpp"

using namespace store_test;
using Microseconds = std::chrono::duration<double, std::micro>;

namespace {

/// One named value of so many bytes per durable commit; LMDB alone.
class Raw {
 public:
  explicit Raw(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    mdb_env_create(&env_);
    mdb_env_set_mapsize(env_, 512ull * 1024 * 1024);
    mdb_env_open(env_, folder.c_str(), MDB_NOTLS, 0600);
  }
  ~Raw() { mdb_env_close(env_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  void commit(std::uint64_t number, std::string& bytes) {
    MDB_txn* txn = nullptr;
    MDB_dbi db;
    mdb_txn_begin(env_, nullptr, 0, &txn);
    mdb_dbi_open(txn, nullptr, 0, &db);
    auto name = edge::store::number_key(number);
    MDB_val key{name.size(), name.data()}, value{bytes.size(), bytes.data()};
    mdb_put(txn, db, &key, &value, 0);
    mdb_txn_commit(txn);
  }

 private:
  MDB_env* env_ = nullptr;
};

double median(std::vector<double>& times, double at = 0.5) {
  std::sort(times.begin(), times.end());
  return times[static_cast<std::size_t>(static_cast<double>(times.size() - 1) * at)];
}

template <class F>
double time(F&& run) {
  auto start = std::chrono::steady_clock::now();
  run();
  return Microseconds(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int count, char** words) {
  const int taps = count > 1 ? std::stoi(words[1]) : 1'000;
  Van van;
  for (int i = 0; i < 200; ++i) {
    auto job = Van::job(i + 1, 1, "Boiler service");
    job.set_description(std::string(400, 'd'));
    van.receive(job, static_cast<std::uint64_t>(i));
  }
  Raw raw(van.temp.path() / "raw");
  std::vector<double> tap_times, raw_times;
  std::size_t bytes = 0;
  // In turns, so that both see the same disk.
  for (int i = 0; i < taps; ++i) {
    tap_times.push_back(
        time([&] { van.findings(i % 200 + 1, "valve leaks " + std::to_string(i)); }));
    auto row = van.store->operations(static_cast<std::uint64_t>(i) + 1, 1, 65'536).at(0);
    auto view = van.shown(i % 200 + 1).SerializeAsString();
    std::string same(row.size() + view.size() + 2 * edge::store::Seal::overhead_bytes, 'x');
    bytes += same.size();
    raw_times.push_back(time([&] { raw.commit(static_cast<std::uint64_t>(i), same); }));
  }
  auto tap = median(tap_times), plain = median(raw_times);
  fmt::print("{} taps of {} bytes each\n", taps, bytes / static_cast<std::size_t>(taps));
  fmt::print("tap         median {:8.1f} us, 99 % {:8.1f} us\n", tap, median(tap_times, 0.99));
  fmt::print("raw commit  median {:8.1f} us, 99 % {:8.1f} us\n", plain, median(raw_times, 0.99));
  fmt::print("ratio       {:.2f}\n", tap / plain);
  return 0;
}
