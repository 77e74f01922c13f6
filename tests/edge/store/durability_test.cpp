#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "tests/edge/store/fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace store_test;
using edge::store::StorageLevel;

namespace {

/// Works until it is killed; tells each saved sequence on the pipe.
[[noreturn]] void work(Van& van, int pipe_end) {
  try {
    van.open();
    for (int i = 0;; ++i) {
      auto saved = van.findings(i % 5 + 1, "visit " + std::to_string(i) +
                                               std::string(static_cast<std::size_t>(i % 700), 'x'));
      if (::write(pipe_end, &saved.sequence, sizeof saved.sequence) != sizeof saved.sequence)
        ::_exit(2);
      if (i % 7 == 0) van.store->acknowledge(saved.sequence - 1, {});
      if (i % 11 == 0) van.store->settle(saved.sequence - 1);
    }
  } catch (...) {
    ::_exit(3);
  }
}

void overwrite(const std::filesystem::path& file, std::size_t from, std::size_t size,
               unsigned seed) {
  std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekp(static_cast<std::streamoff>(from));
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < size; ++i) bytes.put(static_cast<char>(random()));
}

}  // namespace

// The power cuts of EDGE-15 are in tests/edge/powercut.
// features: EDGE-15
TEST_GROUP(Durability){};

TEST(Durability, whatever_was_reported_as_saved_is_there_after_a_kill_at_any_moment) {
  Van van;
  for (int i = 0; i < 5; ++i) van.receive(Van::job(i + 1, 1, "Job"), static_cast<std::uint64_t>(i));
  std::mt19937 random(5);
  std::uint64_t last = 0;
  for (int round = 0; round < 25; ++round) {
    van.store.reset();
    int ends[2];
    CHECK(::pipe(ends) == 0);
    auto child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      work(van, ends[1]);
    }
    ::close(ends[1]);
    // Killed after some number of reports, somewhere in the middle of the next one.
    auto reports = 1 + random() % 40;
    std::uint64_t sequence = 0;
    for (unsigned i = 0;
         i < reports && ::read(ends[0], &sequence, sizeof sequence) == sizeof sequence; ++i)
      last = sequence;
    ::usleep(static_cast<useconds_t>(random() % 3'000));
    ::kill(child, SIGKILL);
    while (::read(ends[0], &sequence, sizeof sequence) == sizeof sequence) last = sequence;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));

    van.open();
    STRCMP_EQUAL("", van.store->damage().c_str());
    auto state = van.store->load_state();
    CHECK(state.next_sequence > last);
    CHECK(van.store->operations(last, 1, 65'536).size() == 1);
  }
}

TEST(Durability, a_nearly_full_store_warns_first_then_refuses_photos_and_still_takes_work) {
  edge::store::Store::Options options;
  options.map_bytes = 6 * 1024 * 1024;
  Van van(options);
  van.receive(Van::job(1, 1, "Job"), 0);
  bool warned = false, full = false;
  int after_full = 0;
  std::string refusal;

  for (int i = 0; i < 20'000 && after_full < 20; ++i) {
    auto storage = van.store->storage();
    if (storage.level == StorageLevel::warn) {
      CHECK_FALSE(full);
      CHECK_FALSE(storage.text.empty());
      warned = true;
    }
    if (storage.level == StorageLevel::full) {
      full = true;
      CHECK(warned);
      try {
        van.store->put_blob("photo", "image/jpeg");
        FAIL("a photo was taken although there is no room");
      } catch (const common::Error& error) {
        refusal = error.text();
      }
      ++after_full;
    }
    van.findings(1, "visit " + std::to_string(i) +
                        std::string(full ? 300 : 5'000, 'x'));  // never throws here
  }

  CHECK(full);
  LONGS_EQUAL(20, after_full);
  STRCMP_CONTAINS("New photos are refused", refusal.c_str());
}

TEST(Durability, at_the_very_end_nothing_is_half_written) {
  edge::store::Store::Options options;
  options.map_bytes = 2 * 1024 * 1024;
  Van van(options);
  van.receive(Van::job(1, 1, "Job"), 0);
  std::uint64_t saved = 0;
  bool refused = false;
  for (int i = 0; i < 20'000 && !refused; ++i) {
    try {
      saved = van.findings(1, "visit " + std::to_string(i) + std::string(5'000, 'x')).sequence;
    } catch (const common::Error& error) {
      STRCMP_EQUAL(edge::store::full_text().english().c_str(), error.text().c_str());
      refused = true;
    }
  }
  CHECK(refused);
  van.open();
  STRCMP_EQUAL("", van.store->damage().c_str());
  UNSIGNED_LONGS_EQUAL(saved + 1, van.store->load_state().next_sequence);
  UNSIGNED_LONGS_EQUAL(1, van.store->operations(saved, 1, 65'536).size());

  // What the hub has makes room again.
  van.clock.advance(std::chrono::hours(20 * 24));
  van.options.map_bytes = 4 * 1024 * 1024;
  van.open();
  van.store->acknowledge(saved, {});
  van.store->settle(saved);
  van.findings(1, "room again");
}

TEST(Durability, a_full_disk_counts_too) {
  edge::store::Store::Options options;
  int percent = 50;
  options.disk_percent = [&] { return percent; };
  Van van(options);
  CHECK(van.store->storage().level == StorageLevel::ok);
  percent = 86;
  CHECK(van.store->storage().level == StorageLevel::warn);
  percent = 96;
  CHECK(van.store->storage().level == StorageLevel::full);
}

TEST(Durability, a_damaged_store_is_set_aside_and_unsent_work_is_salvaged) {
  struct Case {
    const char* name;
    std::size_t from, size;
    bool cut;
    bool everywhere;  ///< 16 bytes in each 16 KiB
    std::size_t salvaged_min;
  };
  const Case cases[] = {{"both of LMDB's own pages", 0, 8'192, false, false, 40},
                        {"pages in the middle", 40'960, 20'480, false, false, 10},
                        {"the end is missing", 0, 0, true, false, 5},
                        {"a few bytes here and there", 0, 0, false, true, 10}};
  for (auto& one : cases) {
    Van van;
    van.receive(Van::job(1, 1, "Job"), 0);
    for (int i = 0; i < 50; ++i)
      van.findings(1, "visit " + std::to_string(i) + std::string(600, 'x'));
    van.store.reset();
    auto file = van.options.folder / "data" / "data.mdb";
    if (one.everywhere)
      for (std::size_t at = 18'000; at + 16 < std::filesystem::file_size(file); at += 16'384)
        overwrite(file, at, 16, 3);
    else if (one.cut)
      std::filesystem::resize_file(file, std::filesystem::file_size(file) * 3 / 4);
    else
      overwrite(file, one.from, one.size, 3);

    van.open();

    CHECK_TEXT(!van.store->damage().empty(), one.name);
    CHECK_TEXT(van.store->waiting().size() >= one.salvaged_min, one.name);
    UNSIGNED_LONGS_EQUAL(0, van.store->load_state().epoch);  // the hub numbers them anew
    UNSIGNED_LONGS_EQUAL(0, van.store->cursors().size());
    bool is_aside = false;
    for (auto& entry : std::filesystem::directory_iterator(van.options.folder))
      is_aside = is_aside || entry.path().filename().string().starts_with("damaged-");
    CHECK_TEXT(is_aside, one.name);
    van.receive(Van::job(1, 1, "Job"), 0);  // and work goes on
    van.findings(1, "after");
    van.open();
    CHECK_TEXT(van.store->damage().empty(), one.name);
  }
}
